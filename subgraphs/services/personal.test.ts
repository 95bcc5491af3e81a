import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import { type Answer, CENTRE, FIRM, person, SEM, staff } from '../../test/harness/booking-world.ts';
import { CENTRE_BALANCE, type ServicesWorld, servicesWorld } from '../../test/harness/services-world.ts';

let world: ServicesWorld;
const chen = person('C1', FIRM, [{ role: 'FIRM_USER', path: ['mdj', FIRM] }], { name: '陈思远' });

beforeAll(async () => {
  world = await servicesWorld();
  const registered = await world.services.send(
    staff,
    'registerTestItem',
    {
      unitId: CENTRE,
      name: '拉伸试验',
      standards: ['GB/T 228.1-2021'],
      instrumentIds: [CENTRE_BALANCE],
      minutesPerSample: 30,
      prices: [{ component: 'SAMPLE', amountFen: 5_000 }],
    },
    '... on RegisterTestItemSuccess { testItem { id } }',
  );
  await world.booking.kernel.settled();
  const items = [{ testItemId: registered.testItem.id }];
  const ask = (caller: typeof chen, more: object): Promise<Answer> =>
    world.services.send(
      caller,
      'requestTest',
      { title: '拉伸', purpose: 'quality', items, samples: [{ name: 'A' }], ...more },
      '... on RequestTestSuccess { testRequest { id } } ... on Refusal { message }',
    );
  const slot = { start: '2026-03-04T01:00:00.000Z', end: '2026-03-04T02:00:00.000Z' };
  const booked = await world.booking.send(
    chen,
    'requestBooking',
    { instrumentId: SEM, purpose: 'crystal', slot },
    '... on RequestBookingSuccess { booking { id } } ... on Refusal { message }',
  );
  const asked = await ask(chen, {});
  const entered = await ask(staff, { onBehalfOf: { firmId: FIRM, contactName: '王工' }, channel: 'TELEPHONE' });
  expect([booked, asked, entered].map((answer) => answer.__typename)).toEqual([
    'RequestBookingSuccess',
    'RequestTestSuccess',
    'RequestTestSuccess',
  ]);
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

const names = async (collection: string, field: string): Promise<unknown[]> =>
  (await world.booking.kernel.connection.collection(collection).find({}).sort({ _id: 1 }).toArray()).map(
    (row) => row[field],
  );
const erase = async (id: string): Promise<void> => {
  const { kernel } = world.booking;
  await kernel.transact(systemCaller('mdj', 'erase'), (tx) => kernel.people.erase(tx, id));
  await kernel.settled();
};

test('a person gets bookings and test requests, and nobody else’s', async () => {
  const { people } = world.booking.kernel;
  expect(await people.export(chen.subject)).toMatchObject({
    bookings: [{ userName: '陈思远', purpose: 'crystal' }],
    testRequests: [{ requesterName: '陈思远', title: '拉伸' }],
  });
  expect(await people.export(staff.subject)).toMatchObject({ bookings: [], testRequests: [] });
});

test('what is not over stands in the way of an erasure that the person asks for; what staff entered does not', async () => {
  const { people } = world.booking.kernel;
  const unsettled = await people.unsettled(chen.subject);
  expect(unsettled.map(({ kind }) => kind).sort()).toEqual(['booking', 'testRequest']);
  expect(unsettled.find(({ kind }) => kind === 'testRequest')).toMatchObject({ title: '拉伸' });
  expect(await people.unsettled(staff.subject)).toEqual([]);
});

/** Names in the notices about bookings. */
const toldNames = async (): Promise<unknown[]> =>
  (await names('kernel_notices', 'values'))
    .map((values) => (values as { user?: string }).user)
    .filter((user) => user !== undefined);

test('an erased person’s name is in no collection any more; bookings and requests stay', async () => {
  expect(await names('booking_bookings', 'userName')).toEqual(['陈思远']);
  expect(await toldNames()).toContain('陈思远');
  await erase(chen.subject);
  await erase(staff.subject);
  expect(await names('booking_bookings', 'userName')).toEqual(['']);
  // The unit keeps its notices about the booking.
  expect(new Set(await toldNames())).toEqual(new Set(['']));
  expect(await names('services_test_requests', 'requesterName')).toEqual(['', '王工']);
  const { kernel } = world.booking;
  expect(
    (await kernel.audit.list({ actor: chen.subject, first: 9, personal: 'shown' })).map((row) => row.actorName),
  ).toEqual(['[erased]', '[erased]']);
  expect(await kernel.audit.verify()).toMatchObject({ brokenAt: null });
  const collections = await kernel.connection.db!.listCollections().toArray();
  const keeping = await Promise.all(
    collections.map(async ({ name }) =>
      JSON.stringify(await kernel.connection.collection(name).find({}).toArray()).includes('陈思远') ? [name] : [],
    ),
  );
  expect(keeping.flat()).toEqual([]);
});
