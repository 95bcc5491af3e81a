import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const SERVER = new URL('./server.ts', import.meta.url).pathname;

/** The store on a data directory in a process of its own, once it answers. */
export async function start(dataDir: string): Promise<ChildProcess> {
  const child = fork(SERVER, [dataDir, socketOf(dataDir)], { execArgv: ['--disable-warning=ExperimentalWarning'] });
  const outcome = await Promise.race([
    once(child, 'message').then(() => 'ready'),
    once(child, 'exit').then(([code]) => `exit ${String(code)}`),
  ]);
  if (outcome !== 'ready') throw new Error(`the store didn't start again: ${outcome}`);
  return child;
}

function socketOf(dataDir: string): string {
  return join(dataDir, 'store.sock');
}

/** Where the driver finds the store of a data directory. */
export function uriOf(dataDir: string): string {
  return `mongodb://${encodeURIComponent(socketOf(dataDir))}/?directConnection=true`;
}
