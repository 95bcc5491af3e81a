import { accessSync, constants, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Why a data directory can't be opened. `code` is stable; the message is one line for a person. */
export class StoreOpenError extends Error {
  readonly code: StoreOpenErrorCode;

  constructor(code: StoreOpenErrorCode, message: string) {
    super(message);
    this.name = 'StoreOpenError';
    this.code = code;
  }
}

export type StoreOpenErrorCode =
  | 'DIRECTORY_IN_USE'
  | 'DIRECTORY_NOT_WRITABLE'
  | 'DATA_DAMAGED'
  | 'FORMAT_UNKNOWN'
  | 'ADDRESS_NOT_ALLOWED'
  | 'LISTEN_FAILED';

/** Raised when what a table below holds changes; a file of another format is refused, never guessed at. */
const FORMAT = 1;
export const FILE_NAME = 'store.sqlite';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS meta (k TEXT PRIMARY KEY, v) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS collections (id INTEGER PRIMARY KEY AUTOINCREMENT, db TEXT NOT NULL, name TEXT NOT NULL, options BLOB NOT NULL, UNIQUE (db, name));
  CREATE TABLE IF NOT EXISTS indexes (id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL, spec BLOB NOT NULL, multikey INTEGER NOT NULL DEFAULT 0);
  CREATE TABLE IF NOT EXISTS retries (session BLOB PRIMARY KEY, txn INTEGER NOT NULL, kind INTEGER NOT NULL, reply BLOB, at INTEGER NOT NULL) WITHOUT ROWID;
  CREATE TABLE IF NOT EXISTS retry_turns (turn INTEGER PRIMARY KEY, records BLOB NOT NULL);
`;

/**
 * Opens the one SQLite file of a data directory. WAL, `synchronous=NORMAL`: SQLite syncs the log and the file around a checkpoint; after each COMMIT the log is
 * synced by `LogSync`, before anybody is answered, which together is what `FULL` does, but beside the thread. Exclusive locking is the directory lock: the operating system drops it when the process dies, however it dies.
 * Throws {@link StoreOpenError}.
 */
export function openSqliteFile(dataDir: string): DatabaseSync {
  requireWritable(dataDir);
  const db = new DatabaseSync(join(dataDir, FILE_NAME), { timeout: 0 });
  try {
    db.exec(
      'PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cell_size_check=ON; PRAGMA temp_store=FILE;',
    );
    db.exec('PRAGMA cache_size=-65536; PRAGMA wal_autocheckpoint=16000; PRAGMA journal_size_limit=134217728;');
    db.exec(`BEGIN EXCLUSIVE; ${SCHEMA} COMMIT`);
    checkFormat(db, dataDir);
    checkAfterCrash(db, dataDir);
    return db;
  } catch (error) {
    db.close();
    throw explain(error, dataDir);
  }
}

/** Marks the file as closed in order, so that the next open needn't check every page. */
export function closeSqliteFile(db: DatabaseSync): void {
  setMeta(db, 'clean', 1);
  db.close();
}

function requireWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    accessSync(dataDir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    throw new StoreOpenError(
      'DIRECTORY_NOT_WRITABLE',
      `the data directory ${dataDir} can't be written: ${reason(error)}`,
    );
  }
}

function checkFormat(db: DatabaseSync, dataDir: string): void {
  const found = getMeta(db, 'format');
  if (found === undefined) setMeta(db, 'format', FORMAT);
  else if (found !== FORMAT)
    throw new StoreOpenError(
      'FORMAT_UNKNOWN',
      `the data directory ${dataDir} has format ${String(found)}; this program knows ${FORMAT}`,
    );
}

/** After a crash every page's structure is checked once, before anybody writes on top of damage. */
function checkAfterCrash(db: DatabaseSync, dataDir: string): void {
  if (getMeta(db, 'clean') === 0) {
    const problem = Object.values(db.prepare('PRAGMA quick_check(1)').get() ?? {})[0];
    if (problem !== 'ok')
      throw new StoreOpenError(
        'DATA_DAMAGED',
        `the data in ${dataDir} is damaged: ${String(problem).split('\n')[0]}; restore a backup`,
      );
  }
  setMeta(db, 'clean', 0);
}

export function getMeta(db: DatabaseSync, key: string): unknown {
  return db.prepare('SELECT v FROM meta WHERE k = ?').get(key)?.v;
}

export function setMeta(db: DatabaseSync, key: string, value: number | string): void {
  db.prepare('INSERT OR REPLACE INTO meta VALUES (?, ?)').run(key, value);
}

function explain(error: unknown, dataDir: string): StoreOpenError {
  if (error instanceof StoreOpenError) return error;
  const code = (error as { errcode?: number }).errcode ?? 0;
  if ((code & 0xff) === 5)
    return new StoreOpenError('DIRECTORY_IN_USE', `the data directory ${dataDir} is in use by another process`);
  if ((code & 0xff) === 11 || (code & 0xff) === 26)
    return new StoreOpenError('DATA_DAMAGED', `the data in ${dataDir} is damaged: ${reason(error)}; restore a backup`);
  return new StoreOpenError(
    'DIRECTORY_NOT_WRITABLE',
    `the data directory ${dataDir} can't be opened: ${reason(error)}`,
  );
}

function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
