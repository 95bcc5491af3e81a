import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Where the portal's program and what is built of it lie. */
export const portalPaths = {
  root,
  /** Its sources. */
  sources: join(root, 'portal'),
  /** The build that is served; replaced as a whole, never changed in place. */
  dist: join(root, 'portal', 'dist'),
  /** Builds under way, and the lock that keeps them apart. */
  building: join(root, 'portal', '.build'),
} as const;

/** The last file that a build writes: a directory without it is not a build. */
export const SEAL = 'build.json';
/** The documents that the portal sends, by their SHA-256: what `mudan registry trust` takes. */
export const DOCUMENTS = 'documents.json';

/** The build that platforms serve: one that was made elsewhere when `MUDAN_PORTAL_DIST` names it, else this installation's own. */
export function servedDist(environment: Readonly<Record<string, string | undefined>>): string {
  return environment.MUDAN_PORTAL_DIST ?? portalPaths.dist;
}
