import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, type DatabaseSync } from 'node:sqlite';
import { FILE_NAME } from './sqlite-file.ts';

const PAGES_PER_STEP = 512;

/** What a backup or restore can't do, in one line for a person. */
export class BackupError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'BackupError';
  }
}

/**
 * Copies a running store's file, page by page, beside its work: the copy is the state at the end of the copying. Runs in the store's own thread;
 * clients reach it by the command `storeBackup`. Answers the number of pages.
 */
export async function copyOnline(sqlite: DatabaseSync, directory: string): Promise<number> {
  if (existsSync(directory) && readdirSync(directory).length > 0) throw new BackupError(`${directory} isn't empty`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const unfinished = join(directory, `${FILE_NAME}.unfinished`);
  try {
    const pages = await backup(sqlite, unfinished, { rate: PAGES_PER_STEP });
    renameSync(unfinished, join(directory, FILE_NAME));
    return pages;
  } catch (error) {
    rmSync(unfinished, { force: true });
    throw error;
  }
}
