import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { reasonOf } from './build-reason.ts';
import { portalPaths, servedDist } from './paths.ts';
import { isFresh, sourcesHash } from './sources-hash.ts';

const program = fileURLToPath(new URL('./build.ts', import.meta.url));

/** As much of a build's complaints as is looked at. */
const LONGEST_OUTPUT = 64 * 1024;

/** What became of the portal at a start. */
export type PortalOutcome = 'fresh' | 'made elsewhere' | 'no sources' | 'built' | 'failed' | 'stopped';

/**
 * Has the portal built when none is there or its sources have changed: in a process of its own, at the lowest priority, so that the graphs lose
 * nothing. Says one line when it begins and one when it ends. `signal` ends the build.
 */
export async function ensurePortal(say: (line: string) => void, signal: AbortSignal): Promise<PortalOutcome> {
  if (servedDist(process.env) !== portalPaths.dist) return 'made elsewhere';
  const hash = await sourcesHash();
  if (hash === null) return 'no sources';
  if (await isFresh(hash)) return 'fresh';
  say('The portal is being built in the background; / shows it when it is ready.');
  const startedAt = Date.now();
  const child = spawn(process.execPath, [program, '--if-stale', '--background'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = (): void => void child.kill();
  signal.addEventListener('abort', stop, { once: true });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaint = (complaint + text).slice(-LONGEST_OUTPUT);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', stop);
  if (signal.aborted) return 'stopped';
  if (code === 0) {
    say(`The portal is ready (built in ${((Date.now() - startedAt) / 1000).toFixed(0)} s).`);
    return 'built';
  }
  say(
    `The portal could not be built: ${reasonOf(complaint) || `exit ${code}`}. npm run build:portal says more; the graphs are not concerned.`,
  );
  return 'failed';
}
