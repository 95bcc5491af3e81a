import { correct, rate } from './after-use.ts';
import type { Report } from './report.ts';
import { seededNetwork } from './step-0-network.ts';
import { memberUnit } from './step-1-member-unit.ts';
import { sharing } from './step-2-sharing.ts';
import { remoteBooking } from './step-3-remote-booking.ts';
import { use } from './step-4-use.ts';
import { testRequests } from './step-5-test-request.ts';
import { race } from './step-6-race.ts';
import { provinceFigures } from './step-7-province.ts';
import { partnerDown } from './step-8-partner-down.ts';
import { createWorld } from './world.ts';

/** The main job, step by step, against two fresh platforms in `data`, their ports `port` and `port + 100`. */
export async function runWalkthrough(
  place: { readonly data: string; readonly port: number; readonly scale?: number },
  report: Report,
): Promise<void> {
  const scale = place.scale ?? 1;
  report.step(0, `Two fresh platforms, mdj and hlj, linked and seeded at ${scale} of the real network`);
  const world = await createWorld(place, (line) => report.say(line));
  try {
    await seededNetwork(world, report, scale);
    await memberUnit(world, report);
    const instruments = await sharing(world, report);
    const bookingId = await remoteBooking(world, report, instruments);
    await use(world, report, bookingId);
    await rate(world, report, bookingId);
    await correct(world, report, bookingId);
    await testRequests(world, report);
    await race(world, report);
    await provinceFigures(world, report);
    await partnerDown(world, report, instruments);
  } finally {
    await world.close();
  }
}
