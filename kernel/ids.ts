import { monotonicFactory } from 'ulid';
import type { Clock } from './types.ts';

/** The platform of a global id: `hlj` of `hlj:instrument:01K…`. */
export function platformOf(id: string): string {
  return id.slice(0, separator(id, 0));
}

/** The kind of a global id: `instrument` of `hlj:instrument:01K…`. */
export function kindOf(id: string): string {
  const from = separator(id, 0) + 1;
  return id.slice(from, separator(id, from));
}

function separator(id: string, from: number): number {
  const at = id.indexOf(':', from);
  return at === -1 ? id.length : at;
}

/** A source of global ids (platform, kind, ULID) that ascend within this process. */
export function idFactory(platform: string, clock: Clock): (kind: string) => string {
  const next = ulidFactory(clock);
  return (kind) => `${platform}:${kind}:${next()}`;
}

/** A source of ULIDs that ascend within this process, also when the clock stands still or goes back. */
export function ulidFactory(clock: Clock): () => string {
  const next = monotonicFactory();
  return () => next(clock.now().getTime());
}
