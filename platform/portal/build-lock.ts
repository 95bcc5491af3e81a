import { mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const LOCK = 'lock';
const LOOK_AGAIN_MS = 500;

/** Runs `build` while no other process builds in `directory`; waits for its turn. A lock whose process is gone counts for nothing. */
export async function withBuildLock<T>(directory: string, build: () => Promise<T>): Promise<T> {
  await mkdir(directory, { recursive: true });
  const path = join(directory, LOCK);
  while (!(await takeLock(path))) {
    if (await isBeingBuilt(directory)) await sleep(LOOK_AGAIN_MS);
    else await rm(path, { force: true });
  }
  try {
    return await build();
  } finally {
    await rm(path, { force: true });
  }
}

/** Is a living process building there? */
export async function isBeingBuilt(directory: string): Promise<boolean> {
  try {
    const pid = Number(await readFile(join(directory, LOCK), 'utf8'));
    // The file is there a moment before its content.
    return pid === 0 || isAlive(pid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

async function takeLock(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx');
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
