import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { asBuffer } from '../bson/strings.ts';
import type { GroupCommit } from './group-commit.ts';

const REMEMBERED = 10_000;
/** Turns whose records lie beside the table before they go into it. */
const TURNS = 64;
/** Bytes of a record beside its session and its reply: their lengths, number, kind. */
const FIXED_BYTES = 15;
/** How the file says what kind of operation it was. */
const KINDS = ['write', 'commit'] as const;
/** In place of a length: no reply. */
const NONE = 0xffff_ffff;

/** What a session's latest numbered operation ended in. `reply` is the encoded answer of a retryable write; a committed transaction has none. */
export interface RetryRecord {
  readonly txnNumber: bigint;
  readonly kind: (typeof KINDS)[number];
  readonly reply: Uint8Array | undefined;
}

/**
 * The latest numbered operation of every session, written in the same SQLite transaction as the operation itself: a retry after a lost
 * connection or a crash gets the first answer instead of a second write. A turn's records are one row, which a later turn overwrites once all have gone into the
 * table by session: of two records of one session, the one with the greater number counts.
 */
export class Retries {
  private readonly group: GroupCommit;
  private readonly read: StatementSync;
  private readonly write: StatementSync;
  private readonly readTurns: StatementSync;
  private readonly writeTurn: StatementSync;
  private readonly expire: StatementSync;
  private readonly remembered = new Map<string, RetryRecord | undefined>();
  /** Not in the table yet. */
  private readonly recent = new Map<string, RetryRecord>();
  private turn: (readonly [string, RetryRecord])[] = [];
  /** Rows written since all that they held went into the table. */
  private turns = 0;

  constructor(sqlite: DatabaseSync, group: GroupCommit) {
    this.group = group;
    this.read = sqlite.prepare('SELECT txn, kind, reply FROM retries WHERE session = ?');
    this.write = sqlite.prepare('INSERT OR REPLACE INTO retries VALUES (?, ?, ?, ?, ?)');
    this.readTurns = sqlite.prepare('SELECT records FROM retry_turns');
    this.writeTurn = sqlite.prepare('INSERT OR REPLACE INTO retry_turns VALUES (?, ?)');
    this.expire = sqlite.prepare('DELETE FROM retries WHERE at < ?');
    this.read.setReadBigInts(true);
    group.beforeCommit = () => this.flush();
    this.load();
  }

  find(session: string): RetryRecord | undefined {
    const recent = this.recent.get(session);
    if (recent) return recent;
    if (this.remembered.has(session)) return this.remembered.get(session);
    const row = this.read.get(Buffer.from(session, 'latin1'));
    const record = row && {
      txnNumber: row.txn as bigint,
      kind: kindOf(Number(row.kind)),
      reply: (row.reply as Uint8Array | null) ?? undefined,
    };
    this.remember(session, record);
    return record;
  }

  save(session: string, record: RetryRecord): void {
    this.group.begin();
    this.turn.push([session, record]);
    this.recent.set(session, record);
  }

  private flush(): void {
    if (this.turn.length === 0) return;
    if (this.turns === TURNS) this.store();
    // `get`, because `run` would make an object of what it changed.
    this.writeTurn.get(this.turns++, encode(this.turn));
    this.turn = [];
  }

  /** Brings what the turns hold into the table. */
  private store(): void {
    const now = Date.now();
    for (const [session, record] of this.recent) {
      const { txnNumber, kind, reply } = record;
      this.write.get(Buffer.from(session, 'latin1'), txnNumber, numberOf(kind), reply ?? null, now);
      this.remember(session, record);
    }
    this.recent.clear();
    this.turns = 0;
  }

  private remember(session: string, record: RetryRecord | undefined): void {
    if (this.remembered.size >= REMEMBERED) this.remembered.clear();
    this.remembered.set(session, record);
  }

  /** After lost writes: what is known is what the file holds. */
  forget(): void {
    this.turn = [];
    this.recent.clear();
    this.remembered.clear();
    this.load();
  }

  /** Rows that later turns would overwrite go into the table first. */
  private load(): void {
    this.turns = TURNS;
    for (const row of this.readTurns.all()) {
      for (const [session, record] of decode(asBuffer(row.records as Uint8Array))) {
        const known = this.find(session);
        if (!known || known.txnNumber < record.txnNumber) this.recent.set(session, record);
      }
    }
  }

  /** Drops records of sessions that haven't written for `ageMs`: MongoDB lets sessions expire after 30 minutes. */
  prune(ageMs: number): void {
    this.group.begin();
    this.store();
    this.expire.run(Date.now() - ageMs);
    this.remembered.clear();
  }
}

function numberOf(kind: RetryRecord['kind']): number {
  return KINDS.indexOf(kind) + 1;
}

function kindOf(number: number): RetryRecord['kind'] {
  const kind = KINDS[number - 1];
  if (kind === undefined) throw new Error(`the store holds an operation of the unknown kind ${number}`);
  return kind;
}

/** Of each record: length of the session, number, kind, length of the reply; session; reply. */
function encode(records: readonly (readonly [string, RetryRecord])[]): Buffer {
  const size = records.reduce(
    (sum, [session, { reply }]) => sum + FIXED_BYTES + session.length + (reply?.length ?? 0),
    0,
  );
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for (const [session, { txnNumber, kind, reply }] of records) {
    at = bytes.writeUInt16LE(session.length, at);
    at = bytes.writeBigInt64LE(txnNumber, at);
    at = bytes.writeUInt8(numberOf(kind), at);
    at = bytes.writeUInt32LE(reply?.length ?? NONE, at);
    at += bytes.write(session, at, 'latin1');
    if (reply) bytes.set(reply, at);
    at += reply?.length ?? 0;
  }
  return bytes;
}

function* decode(bytes: Buffer): Generator<readonly [string, RetryRecord]> {
  for (let at = 0; at < bytes.length; ) {
    const session = bytes.readUInt16LE(at);
    const txnNumber = bytes.readBigInt64LE(at + 2);
    const kind = kindOf(bytes.readUInt8(at + 10));
    const reply = bytes.readUInt32LE(at + 11);
    const start = at + FIXED_BYTES;
    const end = start + session;
    at = reply === NONE ? end : end + reply;
    yield [
      bytes.toString('latin1', start, end),
      { txnNumber, kind, reply: reply === NONE ? undefined : bytes.subarray(end, at) },
    ];
  }
}
