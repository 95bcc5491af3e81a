/**
 * `npm run build:portal`: builds the portal beside the one that is served and puts it in its place at once, so that a running platform never
 * serves half a build. `--if-stale` does nothing when the sources are those of the last build; `--background` leaves the processor to others.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, rename, rm } from 'node:fs/promises';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { withBuildLock } from './build-lock.ts';
import { portalPaths } from './paths.ts';
import { sealBuild } from './seal-build.ts';
import { isFresh, sourcesHash } from './sources-hash.ts';

const { root, sources, dist, building } = portalPaths;

async function build(): Promise<void> {
  const hash = await sourcesHash();
  if (hash === null) throw new Error('This installation has no sources of the portal (portal/index.html).');
  if (process.argv.includes('--if-stale') && (await isFresh(hash))) return;
  const next = join(building, 'next');
  await rm(next, { recursive: true, force: true });
  await mkdir(next);
  await runBundler(next);
  await sealBuild(next, hash);
  await putInPlace(next);
}

/** The portal's own build script is a program of its own: the platform imports nothing of the portal. */
async function runBundler(target: string): Promise<void> {
  const child = spawn(process.execPath, [join(sources, 'build.ts'), target], {
    cwd: root,
    stdio: 'inherit',
  });
  const stop = (): void => void child.kill();
  process.once('SIGTERM', stop);
  const [code] = (await once(child, 'exit')) as [number | null];
  process.off('SIGTERM', stop);
  if (code !== 0) throw new Error('The portal could not be built; the lines above say why.');
}

async function putInPlace(next: string): Promise<void> {
  const last = join(building, 'last');
  await rm(last, { recursive: true, force: true });
  await rename(dist, last).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
  });
  await rename(next, dist);
  await rm(last, { recursive: true, force: true });
}

if (process.argv.includes('--background')) setPriority(constants.priority.PRIORITY_LOW);
try {
  await withBuildLock(building, build);
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
