import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { MongoServerFault } from '../errors.ts';
import type { LogSync } from './log-sync.ts';

const SQLITE_FULL = 13;
const SQLITE_READONLY = 8;

/**
 * One SQLite transaction per turn of the event loop: whatever the turn's commands wrote gets into the log as one, and none of them is answered before it is on disk.
 * If the commit fails, all of them fail and nothing of them stays.
 */
export class GroupCommit {
  /** Called before a turn with writes is committed: what it writes belongs to the turn. */
  beforeCommit: () => void = () => undefined;
  private open = false;
  private readonly sqlite: DatabaseSync;
  private readonly log: LogSync;
  private readonly onLost: () => void;
  private readonly statements: Readonly<Record<'begin' | 'commit' | 'savepoint' | 'release', StatementSync>>;

  /** `onLost` is called when a turn's writes were rolled back: everything remembered in memory about them must be forgotten. */
  constructor(sqlite: DatabaseSync, log: LogSync, onLost: () => void) {
    this.sqlite = sqlite;
    this.log = log;
    this.onLost = onLost;
    this.statements = {
      begin: sqlite.prepare('BEGIN IMMEDIATE'),
      commit: sqlite.prepare('COMMIT'),
      savepoint: sqlite.prepare('SAVEPOINT command'),
      release: sqlite.prepare('RELEASE command'),
    };
  }

  get dirty(): boolean {
    return this.open;
  }

  /** Must be called before a turn's first write. */
  begin(): void {
    if (this.open) return;
    this.statements.begin.run();
    this.open = true;
  }

  /** Runs one command's writes; takes them back if it throws {@link undoable} things (a lock to wait for, a refused transaction). */
  atomically<T>(work: () => T): T {
    this.begin();
    this.statements.savepoint.run();
    try {
      const result = work();
      this.statements.release.run();
      return result;
    } catch (error) {
      if (isSqliteError(error)) throw error;
      this.sqlite.exec('ROLLBACK TO command; RELEASE command');
      throw error;
    }
  }

  /** Writes the turn's writes to the log. Throws a {@link MongoServerFault} after having rolled them back. */
  commit(): void {
    if (!this.open) return;
    try {
      this.beforeCommit();
      this.statements.commit.run();
      this.open = false;
      this.log.committed();
    } catch (error) {
      this.rollback();
      throw ioFault(error);
    }
  }

  rollback(): void {
    if (!this.open) return;
    this.open = false;
    if (this.sqlite.isTransaction) this.sqlite.exec('ROLLBACK');
    this.onLost();
  }
}

/** Whether SQLite itself failed (disk full, I/O error), as opposed to a command being refused. */
export function isSqliteError(error: unknown): error is Error & { errcode: number } {
  return error instanceof Error && (error as { code?: string }).code === 'ERR_SQLITE_ERROR';
}

/** What a client is told when the log was written but can't be brought to the disk: whether it stays is unknown, so that the store stops and a restart tells. */
export function syncFault(error: Error): MongoServerFault {
  return new MongoServerFault('ShutdownInProgress', `the disk failed while writing; the store stops: ${error.message}`);
}

/** What a client is told when the disk fails under a write. */
export function ioFault(error: unknown): MongoServerFault {
  const errcode = isSqliteError(error) ? error.errcode & 0xff : 0;
  const message = error instanceof Error ? error.message : String(error);
  if (errcode === SQLITE_FULL)
    return new MongoServerFault('OutOfDiskSpace', `the disk is full; nothing of this write was kept: ${message}`);
  if (errcode === SQLITE_READONLY)
    return new MongoServerFault(10107, `the data directory can't be written any more: ${message}`);
  return new MongoServerFault('InternalError', `the disk failed; nothing of this write was kept: ${message}`);
}
