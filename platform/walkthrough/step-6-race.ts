import { seedId } from '../../seed/random.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

const SLOT = { start: '2013-04-10T01:00:00.000Z', end: '2013-04-10T03:00:00.000Z' } as const;

const query = `mutation($input: RequestBookingInput!) { requestBooking(input: $input) { __typename
  ... on RequestBookingSuccess { booking { id } } ... on SlotTaken { message nextFree { start end } } ... on Refusal { message } } }`;

/** Two researchers race for one slot of one instrument. */
export async function race(world: World, report: Report): Promise<void> {
  report.step(6, 'Two researchers race for one slot');
  const instrumentId = seedId('mdj', 'instrument', 'mdj-instrument-5');
  const racers = await Promise.all([world.login('researcher'), world.login('researcher2')]);
  const outcomes = await Promise.all(
    racers.map((racer, index) =>
      racer.ask(query, { input: { idempotencyKey: `race-${index}`, instrumentId, slot: SLOT, purpose: '同时预约' } }),
    ),
  );
  const payloads = outcomes.map(({ requestBooking }) => requestBooking);
  report.figure('outcomes', payloads.map(({ __typename }) => __typename).sort(), [
    'RequestBookingSuccess',
    'SlotTaken',
  ]);
  const loser = payloads.find(({ __typename }) => __typename === 'SlotTaken');
  report.atLeast('next free slots offered to the other', loser?.nextFree.length ?? 0, 1);
  report.say(`first: ${loser?.nextFree[0]?.start}`);
  const replay = await racers[0]?.ask(query, {
    input: { idempotencyKey: 'race-0', instrumentId, slot: SLOT, purpose: '同时预约' },
  });
  report.figure('the same key again answers as the first time', replay.requestBooking, payloads[0]);
}
