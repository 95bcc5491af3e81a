import type { Report } from './report.ts';
import { secondLevel } from './second-level.ts';
import type { SharedInstruments } from './step-2-sharing.ts';
import type { World } from './world.ts';

/** Wednesday 2013-03-06, 09:00–11:30 in Asia/Shanghai. */
export const SLOT = { start: '2013-03-06T01:00:00.000Z', end: '2013-03-06T03:30:00.000Z' } as const;

/** A researcher of mdj, logged in at mdj only, books hlj's instrument. Gives the booking's id at hlj. */
export async function remoteBooking(
  world: World,
  report: Report,
  { provincialId }: SharedInstruments,
): Promise<string> {
  report.step(3, 'Booking through remote authentication: logged in at mdj, booked at hlj');
  await price(world, provincialId);
  const researcher = await world.login('researcher');
  const live = await researcher.ask(
    'query($id: ID!, $from: DateTime!, $to: DateTime!) { instrument(id: $id) { name home availability(from: $from, to: $to) { timeZone free { start end } busy { start end } } } }',
    { id: provincialId, from: '2013-03-06T00:00:00.000Z', to: '2013-03-07T00:00:00.000Z' },
  );
  const availability = live.instrument.availability;
  report.figure('availability, live at hlj, in', availability.timeZone, 'Asia/Shanghai');
  report.figure(
    'the slot is free',
    availability.free.some((slot: { start: string; end: string }) => slot.start <= SLOT.start && SLOT.end <= slot.end),
    true,
  );
  const { booking } = await researcher.do(
    'requestBooking',
    { instrumentId: provincialId, slot: SLOT, purpose: '石墨烯样品的晶格像观察' },
    'booking { id home state bookedMinutes }',
  );
  report.figure('booked at', booking.home, 'hlj');
  report.figure('state there', booking.state, 'REQUESTED');
  report.figure('minutes booked', booking.bookedMinutes, 150);
  const mine = await researcher.ask('{ myBookings { edges { node { id home state instrument { id name } } } } }');
  report.figure(
    '“my bookings” on mdj shows it',
    mine.myBookings.edges.some(({ node }: { node: { id: string } }) => node.id === booking.id),
    true,
  );
  const taken = await researcher.attempt(
    'requestBooking',
    { instrumentId: provincialId, slot: SLOT, purpose: '再约同一时段' },
    'booking { id }',
  );
  report.figure('the same slot again is refused with hlj’s own refusal', taken.__typename, 'SlotTaken');
  await secondLevel(world, report, { instrumentId: provincialId, slot: SLOT, purpose: '一级用户预约省级仪器' });
  return booking.id;
}

async function price(world: World, instrumentId: string): Promise<void> {
  const administrator = await world.login('hlj-unit');
  await administrator.do(
    'setTariff',
    {
      subjectId: instrumentId,
      component: 'HOUR',
      userClass: 'OTHER',
      amountFen: 60_000,
      costBaseFen: 60_000,
      validFrom: '2013-01-01T00:00:00.000Z',
    },
    'tariff { id }',
  );
}
