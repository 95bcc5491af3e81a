import type { PortalWorld } from './portal.ts';
import { prepareAdministration } from './records-admin.ts';
import { prepareAfterwards } from './records-afterwards.ts';
import { prepareBookings, prepareLastWeek } from './records-bookings.ts';
import { prepareSearches } from './records-searches.ts';
import { prepareTests } from './records-tests.ts';
import { at } from './seed-names.ts';

/** When a world starts that is prepared here. */
export const RECORDS_START_AT = at(-7, 8);

/**
 * Gives the pages something to show: records of the kinds that the seed has none of, made over the graph by the people whose task it is.
 * The world must have started a week before (`RECORDS_START_AT`); it is Monday, 2013-03-04, about 11:30 in Asia/Shanghai afterwards. Gives paths that only a code or a message leads to.
 */
export async function prepareRecords(world: PortalWorld): Promise<readonly string[]> {
  await prepareLastWeek(world);
  const paths = await prepareBookings(world);
  await prepareAfterwards(world);
  await prepareTests(world);
  await prepareAdministration(world);
  await prepareSearches(world);
  await world.settle('mdj', 'hlj', 'mdj');
  return paths;
}
