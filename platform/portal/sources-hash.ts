import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { readSeal } from './built-portal.ts';
import { portalPaths } from './paths.ts';

const NOT_SOURCES = /(?:^|\/)(?:dist|node_modules|\.[^/]*)(?:\/|$)|\.test\.tsx?$|\.md$/;

/** SHA-256 over names and contents of the portal's sources and the locked versions of its libraries; null when this installation has no sources. */
export async function sourcesHash(
  sources: string = portalPaths.sources,
  lockfile: string = join(portalPaths.root, 'package-lock.json'),
): Promise<string | null> {
  const names = (await sourceNames(sources)).sort();
  if (!names.includes('index.html')) return null;
  const hash = createHash('sha256').update(await readFile(lockfile));
  for (const name of names) hash.update(`\0${name}\0`).update(await readFile(join(sources, name)));
  return hash.digest('hex');
}

async function sourceNames(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return [];
      throw error;
    },
  );
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((name) => !NOT_SOURCES.test(name));
}

/** Is the build in place made of sources with this hash? */
export async function isFresh(hash: string, dist: string = portalPaths.dist): Promise<boolean> {
  return (await readSeal(dist))?.sources === hash;
}
