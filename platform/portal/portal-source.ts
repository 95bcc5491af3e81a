import { type BuiltPortal, buildMark, readBuiltPortal } from './built-portal.ts';

/** The portal that is being served, followed as it is built anew. */
export interface PortalSource {
  /** The newest whole build, or null as long as there is none. Cost: nothing, or one stat a second. */
  current(): Promise<BuiltPortal | null>;
}

const LOOK_EVERY_MS = 1_000;

/**
 * Follows the builds in `directory`. `onBuild` hears of each new one before it is served: what the page needs (its trusted documents) is there first.
 * A build that cannot be read leaves the one before in service; the error goes to the caller of that request.
 */
export function portalSource(
  directory: string,
  onBuild: (portal: BuiltPortal) => Promise<void>,
  now: () => number = Date.now,
): PortalSource {
  let known: { readonly mark: string; readonly portal: BuiltPortal } | null = null;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | undefined;
  const look = async (): Promise<void> => {
    const mark = await buildMark(directory);
    if (mark === null || mark === known?.mark) return;
    const portal = await readBuiltPortal(directory);
    if (portal === null) return;
    await onBuild(portal);
    known = { mark, portal };
  };
  return {
    current: async () => {
      if (now() - lookedAt >= LOOK_EVERY_MS) {
        looking ??= look().finally(() => {
          looking = undefined;
          lookedAt = now();
        });
        await looking;
      }
      return known?.portal ?? null;
    },
  };
}
