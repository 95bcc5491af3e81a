import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Catalogue } from './catalogue/catalogue.ts';
import { closeSqliteFile, FILE_NAME, openSqliteFile } from './catalogue/sqlite-file.ts';
import { Cursors } from './commands/cursors.ts';
import { expireDocuments } from './commands/expiry.ts';
import { FailPoints } from './commands/fail-points.ts';
import { KnownLookUps } from './commands/known-look-ups.ts';
import { MongoServerFault } from './errors.ts';
import { GroupCommit, ioFault } from './transactions/group-commit.ts';
import { History } from './transactions/history.ts';
import { LogSync, type Sync } from './transactions/log-sync.ts';
import { Retries } from './transactions/retries.ts';
import { Sessions } from './transactions/sessions.ts';
import { DirectWriter } from './transactions/writer.ts';

/** How long a session's retry record is kept: MongoDB's session timeout. */
const SESSION_TIMEOUT_MS = 30 * 60_000;

/** Everything that one data directory is, put together. Knows no sockets. */
export class Store {
  readonly sqlite: DatabaseSync;
  readonly group: GroupCommit;
  readonly log: LogSync;
  readonly history = new History();
  readonly catalogue: Catalogue;
  readonly retries: Retries;
  readonly sessions: Sessions;
  readonly cursors = new Cursors();
  readonly lookUps = new KnownLookUps();
  readonly failPoints = new FailPoints();
  readonly directWriter: DirectWriter;
  readonly startedAt = new Date();
  readonly testCommands: boolean;
  /** How clients reach this store, as it calls itself in `hello`. */
  address = 'localhost:27017';
  /** Why this turn's writes were lost, once they were. */
  private turnFailure: Error | undefined;

  /** Opens `dataDir`, takes its lock and reads the catalogue. `sync` stands for the disk in tests. Throws StoreOpenError. */
  constructor(dataDir: string, testCommands = false, sync?: Sync) {
    this.testCommands = testCommands;
    this.sqlite = openSqliteFile(dataDir);
    this.log = new LogSync(join(dataDir, `${FILE_NAME}-wal`), sync);
    this.group = new GroupCommit(this.sqlite, this.log, () => this.recover());
    this.catalogue = new Catalogue(this.sqlite, this.group);
    this.retries = new Retries(this.sqlite, this.group);
    this.sessions = new Sessions(this.catalogue, this.group, this.history, this.retries);
    this.directWriter = new DirectWriter(this.group, this.history);
    this.catalogue.load();
  }

  /** Gives up the turn's writes, because SQLite failed under one of them. */
  failTurn(error: Error): void {
    this.turnFailure = error;
    this.group.rollback();
  }

  /** Whether this turn's writes are lost already: nothing more is begun in it. */
  get turnFailed(): boolean {
    return this.turnFailure !== undefined;
  }

  /** Commits the turn's writes to the log ({@link LogSync} makes them durable); answers the fault if they are lost, and then they all are. */
  endTurn(): MongoServerFault | undefined {
    const failed = this.turnFailure;
    this.turnFailure = undefined;
    try {
      this.group.commit();
      return failed && ioFault(failed);
    } catch (error) {
      return error instanceof MongoServerFault ? error : ioFault(error);
    }
  }

  /** Bytes of one database on disk. */
  sizeOf(db: string): number {
    return this.catalogue.list(db).reduce((sum, collection) => {
      const { storageSize, indexSizes } = collection.sizes();
      return sum + storageSize + Object.values(indexSizes).reduce((total, bytes) => total + bytes, 0);
    }, 0);
  }

  /** After lost writes: whatever memory holds about them goes, open transactions are aborted (their clients retry). */
  private recover(): void {
    this.sessions.forgetAll();
    this.cursors.closeAll();
    this.retries.forget();
    this.catalogue.load();
  }

  /** Housekeeping, once a second: transactions over age, idle cursors. */
  tick(): void {
    this.sessions.abortExpired();
    this.cursors.closeIdle();
  }

  /** Housekeeping, once a minute: forgotten sessions, expired documents. */
  prune(): void {
    expireDocuments(this, new Date());
    this.sessions.prune(SESSION_TIMEOUT_MS);
    this.retries.prune(SESSION_TIMEOUT_MS);
  }

  close(): void {
    this.sessions.abortAll();
    this.group.commit();
    closeSqliteFile(this.sqlite);
    this.log.close();
  }
}
