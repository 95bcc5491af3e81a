import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { networkConfigs, type PlatformConfig } from '../config.ts';
import { type ListeningServer, listen } from '../http-server.ts';
import { portalFace } from './faces.ts';
import { portalHandler } from './handler.ts';
import { NONCE_MARK } from './headers.ts';
import { portalSource } from './portal-source.ts';
import { sealBuild } from './seal-build.ts';

const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** The script that `writeBuild` writes: long enough to be worth a coded copy. */
export const SCRIPT = `export const texts = ${JSON.stringify(Array.from({ length: 400 }, (_, n) => `仪器 ${n}`))};`;

/** A build as the portal's own build script leaves it. */
export async function writeBuild(directory: string, title = 'mudan'): Promise<void> {
  await mkdir(join(directory, 'assets'), { recursive: true });
  await mkdir(join(directory, '.vite'), { recursive: true });
  const html = `<!doctype html><meta property="csp-nonce" nonce="${NONCE_MARK}"><title>${title}</title><script type="module" src="/assets/main-1a2b3c4d.js" nonce="${NONCE_MARK}"></script>`;
  await writeFile(join(directory, 'index.html'), html);
  await writeFile(join(directory, 'assets', 'main-1a2b3c4d.js'), SCRIPT);
  await writeFile(join(directory, 'icon.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(directory, '.vite', 'manifest.json'), '{}');
  await writeFile(join(directory, 'documents.json'), JSON.stringify({ hash: 'query Q { a }' }));
  await sealBuild(directory, 'sources-1');
}

export const emptyDirectory = (): Promise<string> => mkdtemp(join(tmpdir(), 'mudan-portal-'));

/** The configuration of the city of a network of two, on no port yet. */
export function cityConfig(): PlatformConfig {
  const options = { network: 'two', data: '/nowhere', port: 4000, production: false, scale: 1 } as const;
  const [city] = networkConfigs(options);
  if (city === undefined) throw new Error('a network of two has a city');
  return city;
}

/** The portal of the city over HTTP, from the builds in `directory`. */
export async function servePortal(directory: string, isBeingBuilt = false): Promise<ListeningServer> {
  const config = cityConfig();
  let time = 0;
  const handle = portalHandler({
    config,
    face: portalFace(config, undefined),
    // Every request looks for a new build.
    source: portalSource(
      directory,
      async () => undefined,
      () => (time += 1_000),
    ),
    isBeingBuilt: async () => isBeingBuilt,
  });
  return listen({ host: '127.0.0.1', port: 0, routes: [{ prefix: '/', handle }], log });
}
