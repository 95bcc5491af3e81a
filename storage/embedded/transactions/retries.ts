import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { GroupCommit } from './group-commit.ts';

const REMEMBERED = 10_000;

/** What a session's latest numbered operation ended in. `reply` is the encoded answer of a retryable write; a committed transaction has none. */
export interface RetryRecord {
  readonly txnNumber: bigint;
  readonly kind: 'write' | 'commit';
  readonly reply: Uint8Array | undefined;
}

/**
 * The latest numbered operation of every session, written in the same SQLite transaction as the operation itself: a retry after a lost
 * connection or a crash gets the first answer instead of a second write.
 */
export class Retries {
  private readonly group: GroupCommit;
  private readonly read: StatementSync;
  private readonly write: StatementSync;
  private readonly expire: StatementSync;
  private readonly remembered = new Map<string, RetryRecord | undefined>();

  constructor(sqlite: DatabaseSync, group: GroupCommit) {
    this.group = group;
    this.read = sqlite.prepare('SELECT txn, kind, reply FROM retries WHERE session = ?');
    this.write = sqlite.prepare('INSERT OR REPLACE INTO retries VALUES (?, ?, ?, ?, ?)');
    this.expire = sqlite.prepare('DELETE FROM retries WHERE at < ?');
    this.read.setReadBigInts(true);
  }

  find(session: string): RetryRecord | undefined {
    if (this.remembered.has(session)) return this.remembered.get(session);
    const row = this.read.get(Buffer.from(session, 'latin1'));
    const record = row && {
      txnNumber: row.txn as bigint,
      kind: row.kind === 1n ? ('write' as const) : ('commit' as const),
      reply: (row.reply as Uint8Array | null) ?? undefined,
    };
    this.remember(session, record);
    return record;
  }

  save(session: string, record: RetryRecord): void {
    this.group.begin();
    // `get`, because `run` would make an object of what it changed.
    this.write.get(
      Buffer.from(session, 'latin1'),
      record.txnNumber,
      record.kind === 'write' ? 1 : 2,
      record.reply ?? null,
      Date.now(),
    );
    this.remember(session, record);
  }

  private remember(session: string, record: RetryRecord | undefined): void {
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(session, record);
  }

  forget(): void {
    this.remembered.clear();
  }

  /** Drops records of sessions that haven't written for `ageMs`: MongoDB lets sessions expire after 30 minutes. */
  prune(ageMs: number): void {
    this.group.begin();
    this.expire.run(Date.now() - ageMs);
    this.remembered.clear();
  }
}
