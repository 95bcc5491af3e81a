import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createConnection } from 'mongoose';
import { BackupError, copyOnline } from './catalogue/online-copy.ts';
import { closeSqliteFile, FILE_NAME, openSqliteFile, StoreOpenError } from './catalogue/sqlite-file.ts';

export { BackupError } from './catalogue/online-copy.ts';

/** Backs up the store in use behind `uri` (its UNIX socket) into an empty directory of the same machine. */
export async function backupStore(uri: string, directory: string): Promise<{ readonly pages: number }> {
  const connection = await createConnection(uri, { serverSelectionTimeoutMS: 3_000 }).asPromise();
  try {
    const answer = await connection
      .getClient()
      .db('admin')
      .command({ storeBackup: 1, directory: resolve(directory) });
    return { pages: Number(answer.pages) };
  } finally {
    await connection.close();
  }
}

/** Backs up a store that nobody uses. Throws StoreOpenError if somebody does. */
export async function backupStopped(dataDir: string, directory: string): Promise<{ readonly pages: number }> {
  if (!existsSync(join(dataDir, FILE_NAME))) throw new BackupError(`${dataDir} holds no store`);
  const sqlite = openSqliteFile(dataDir);
  try {
    return { pages: await copyOnline(sqlite, directory) };
  } finally {
    closeSqliteFile(sqlite);
  }
}

/** Puts a backup into a data directory that has no store yet. Every page is checked before it counts. */
export function restoreStore(directory: string, dataDir: string): void {
  const source = join(directory, FILE_NAME);
  if (!existsSync(source)) throw new BackupError(`${directory} holds no backup (${FILE_NAME} is missing)`);
  if (existsSync(join(dataDir, FILE_NAME)))
    throw new BackupError(`${dataDir} holds a store already; restore into an empty directory`);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const trial = mkdtempSync(join(dataDir, '.restore-'));
  try {
    copyFileSync(source, join(trial, FILE_NAME));
    closeSqliteFile(openSqliteFile(trial));
    renameSync(join(trial, FILE_NAME), join(dataDir, FILE_NAME));
  } catch (error) {
    if (error instanceof StoreOpenError)
      throw new BackupError(`the backup in ${directory} is damaged: ${error.message}`);
    throw error;
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}
