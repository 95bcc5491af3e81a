import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  bookingWorld,
  colleague,
  owner,
  researcher,
  SEM,
  staff,
  type World,
  XRD,
} from '../../test/harness/booking-world.ts';
import { checkBookings } from '../../test/harness/check-bookings.ts';

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
});
afterAll(() => world.close());

const people = [researcher, colleague];
const instruments = [SEM, XRD];
let day = 3;

/** An operation on whatever bookings there are by then: numbers choose among them. */
const operation = fc.record({
  kind: fc.constantFrom(
    'request',
    'request',
    'move',
    'accept',
    'confirm',
    'cancel',
    'refuse',
    'use',
    'series',
    'set',
    'noShow',
  ),
  who: fc.nat(1),
  instrument: fc.nat(1),
  from: fc.nat(20),
  length: fc.integer({ min: 1, max: 8 }),
  which: fc.nat(30),
});
type Operation = typeof operation extends fc.Arbitrary<infer T> ? T : never;

const slotOf = ({ from, length }: Operation) => {
  const start = new Date(Date.UTC(2026, 2, day, 0, from * 30));
  return { start: start.toISOString(), end: new Date(start.getTime() + length * 30 * 60_000).toISOString() };
};

/** Runs one operation; refusals are fine, errors are not. Gives ids of new bookings. */
async function run(op: Operation, known: readonly string[]): Promise<string[]> {
  const person = people[op.who] ?? researcher;
  const instrumentId = instruments[op.instrument] ?? SEM;
  const bookingId = known[op.which % Math.max(1, known.length)];
  const slot = slotOf(op);
  const made = 'booking { id }';
  if (op.kind === 'request') {
    const answer = await world.send(
      person,
      'requestBooking',
      { instrumentId, slot, purpose: 'p' },
      `... on RequestBookingSuccess { ${made} }`,
    );
    return answer.booking ? [answer.booking.id] : [];
  }
  if (op.kind === 'series') {
    const rule = { frequency: 'DAILY', count: 2 };
    const answer = await world.send(
      person,
      'requestBookingSeries',
      { instrumentId, slot, rule, mode: 'SKIP', purpose: 'p' },
      '... on RequestBookingSeriesSuccess { bookings { id } }',
    );
    return (answer.bookings ?? []).map(({ id }: { id: string }) => id);
  }
  if (op.kind === 'set') {
    const items = instruments.map((id) => ({ instrumentId: id, slot }));
    const answer = await world.send(
      person,
      'requestBookingSet',
      { items, purpose: 'p' },
      '... on RequestBookingSetSuccess { bookings { id } }',
    );
    return (answer.bookings ?? []).map(({ id }: { id: string }) => id);
  }
  if (bookingId) await change(op, bookingId, slot);
  return [];
}

async function change(op: Operation, bookingId: string, slot: object): Promise<void> {
  const reason = { reason: 'because' };
  if (op.kind === 'move') await world.send(staff, 'moveBooking', { bookingId, slot }, '');
  if (op.kind === 'accept') await world.send(staff, 'acceptBooking', { bookingId }, '');
  if (op.kind === 'confirm' || op.kind === 'use') {
    await world.send(staff, 'acceptBooking', { bookingId }, '');
    await world.send(owner, 'confirmBooking', { bookingId }, '');
  }
  if (op.kind === 'noShow') await world.send(owner, 'reportNoShow', { bookingId }, '');
  if (op.kind === 'cancel') await world.send(staff, 'cancelBooking', { bookingId, ...reason }, '');
  if (op.kind === 'refuse') await world.send(owner, 'refuseBooking', { bookingId, ...reason }, '');
  if (op.kind === 'use') await use(op, bookingId);
}

async function use(op: Operation, bookingId: string): Promise<void> {
  const opened = await world.send(
    owner,
    'openWorkOrder',
    { bookingId, operatorName: 'He' },
    '... on OpenWorkOrderSuccess { workOrder { id } }',
  );
  const workOrderId = opened.workOrder?.id;
  if (!workOrderId) return;
  const now = world.clock.now();
  const end = new Date(now.getTime() - (op.from + 1) * 60_000);
  const start = new Date(end.getTime() - op.length * 7 * 60_000);
  await world.send(owner, 'recordUsage', { workOrderId, start: start.toISOString(), end: end.toISOString() }, '');
  if (op.which % 3 !== 0) await world.send(owner, 'closeWorkOrder', { workOrderId, samples: 1 }, '');
}

test('any sequence of operations keeps hours = Σ usage, no overlap, no orphan, a balanced journal', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(operation, { minLength: 5, maxLength: 25 }), async (operations) => {
      const known: string[] = [];
      for (const op of operations) known.push(...(await run(op, known)));
      await world.kernel.settled();
      expect(await checkBookings(world)).toEqual([]);
      day = day >= 26 ? 3 : day + 3;
    }),
    { numRuns: 12 },
  );
  const { indicators } = await world.ask(
    researcher,
    `{ indicators(subjectId: "mdj", period: { kind: CALENDAR_YEAR, year: 2026 }) { records } }`,
  );
  expect(indicators.records).toBeGreaterThan(0);
});
