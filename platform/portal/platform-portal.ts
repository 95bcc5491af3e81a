import type { PlatformConfig } from '../config.ts';
import type { Handler } from '../http-server.ts';
import { isBeingBuilt } from './build-lock.ts';
import { portalFace } from './faces.ts';
import { portalHandler } from './handler.ts';
import { portalPaths, servedDist } from './paths.ts';
import { portalSource } from './portal-source.ts';

/**
 * The portal of one platform: its face by configuration and `MUDAN_PORTAL`, its documents trusted by the gateway before a page that sends them is served.
 * Throws `UserError` for settings that make no sense.
 */
export async function platformPortal(
  config: PlatformConfig,
  trust: (documents: Readonly<Record<string, string>>, source: string) => Promise<void>,
): Promise<Handler> {
  const face = portalFace(config, process.env.MUDAN_PORTAL);
  const source = portalSource(servedDist(process.env), ({ documents }) => trust(documents, 'portal'));
  await source.current();
  return portalHandler({ config, face, source, isBeingBuilt: () => isBeingBuilt(portalPaths.building) });
}
