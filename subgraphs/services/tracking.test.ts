import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import {
  type Answer,
  engineer,
  owner,
  PLATFORM,
  person,
  SEM,
  staff,
  UNIVERSITY,
} from '../../test/harness/booking-world.ts';
import { instituteOwner, type ServicesWorld, servicesWorld } from '../../test/harness/services-world.ts';

let world: ServicesWorld;
let testItemId: string;

const send = (caller: Caller, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> =>
  world.services.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${fields} } ${name.startsWith('hold') ? '... on WrongState { possible }' : ''} ... on Refusal { message }`,
  );
const local = (text: string): string => new Date(`${text}:00+08:00`).toISOString();
const administrator = person('administrator', null, [{ role: 'PLATFORM_ADMINISTRATOR', path: [PLATFORM] }]);

beforeAll(async () => {
  world = await servicesWorld();
  const offered = {
    unitId: UNIVERSITY,
    name: '拉伸试验',
    standards: ['GB/T 228.1'],
    instrumentIds: [SEM],
    prices: [{ component: 'SAMPLE', amountFen: 20_000 }],
    turnaroundDays: 3,
  };
  testItemId = (await send(owner, 'registerTestItem', offered, 'testItem { id }')).testItem.id;
  await world.booking.kernel.settled();
  // A Thursday before a long weekend: Friday is made a holiday, Sunday works for it.
  const days = [
    { date: '2026-03-06', kind: 'HOLIDAY', name: '调休' },
    { date: '2026-03-08', kind: 'WORKING_DAY', name: '上班' },
  ];
  const set = await world.booking.send(
    administrator,
    'setHolidays',
    { year: 2026, days },
    '... on Refusal { message }',
  );
  expect(set.__typename).toBe('SetHolidaysSuccess');
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

const WAY =
  'testRequest { id state late deadlines { acceptBy answerBy samplesBy reportBy } onHold { reason note expectedUntil } timeline { step label phase at who { id } reason deadline late } }';

async function taken(): Promise<string> {
  world.booking.clock.set(local('2026-03-05T09:00'));
  const wish = { title: '拉伸', purpose: 'p', items: [{ testItemId }], samples: [{ name: 'A' }] };
  const { testRequest } = await send(engineer, 'requestTest', wish, WAY);
  expect(testRequest.deadlines.acceptBy).toBe(local('2026-03-08T17:00'));
  const testRequestId = testRequest.id;
  await send(staff, 'acceptTestRequest', { testRequestId }, WAY);
  await send(staff, 'dispatchTestRequest', { testRequestId }, WAY);
  await send(owner, 'takeTestRequest', { testRequestId, operatorName: 'Li' }, WAY);
  return testRequestId;
}

const see = async (caller: Caller, id: string): Promise<Answer> =>
  (await world.services.ask(caller, `{ testRequest(id: "${id}") { ${WAY.slice('testRequest { '.length, -2)} } }`))
    .testRequest;

test('a request is tracked like a parcel: steps, who, deadlines by working days, what is late', async () => {
  const id = await taken();
  const { testRequest } = await send(owner, 'receiveSamples', { testRequestId: id }, WAY);
  expect(testRequest.deadlines).toMatchObject({
    answerBy: local('2026-03-08T17:00'),
    samplesBy: local('2026-03-19T17:00'),
    reportBy: local('2026-03-10T17:00'),
  });
  const seen = await see(engineer, id);
  expect(seen.timeline.map(({ phase, step }: Answer) => `${phase} ${step}`)).toEqual([
    'DONE requestTest',
    'DONE acceptTestRequest',
    'DONE dispatchTestRequest',
    'DONE takeTestRequest',
    'DONE receiveSamples',
    'AWAITED closeWorkOrder',
    'EXPECTED issueTestReport',
    'EXPECTED rateTestRequest',
  ]);
  expect(seen.timeline[3]).toMatchObject({ label: 'Taken by a unit', who: { id: UNIVERSITY }, late: false });
  expect(seen.late).toBe(false);
  world.booking.clock.set(local('2026-03-10T17:01'));
  const late = await see(engineer, id);
  expect(late.late).toBe(true);
  expect(late.timeline.filter((line: Answer) => line.late).map(({ step }: Answer) => step)).toEqual(['closeWorkOrder']);
});

test('a hold says why, stops the clock, and pushes the report on', async () => {
  const id = await taken();
  await send(owner, 'receiveSamples', { testRequestId: id }, WAY);
  const hold = { testRequestId: id, reason: 'INSTRUMENT_DOWN', note: '电源', expectedUntil: '2026-03-09' };
  expect((await send(instituteOwner, 'holdTestRequest', hold, WAY)).__typename).toBe('NotFound');
  expect((await send(engineer, 'holdTestRequest', hold, WAY)).__typename).toBe('NotPermitted');
  expect((await send(owner, 'holdTestRequest', { ...hold, reason: 'OTHER', note: ' ' }, WAY)).__typename).toBe(
    'InvalidInput',
  );
  const { testRequest } = await send(owner, 'holdTestRequest', hold, WAY);
  expect(testRequest.onHold).toEqual({ reason: 'INSTRUMENT_DOWN', note: '电源', expectedUntil: '2026-03-09' });
  expect((await send(owner, 'holdTestRequest', hold, WAY)).possible).toEqual(['resumeTestRequest']);
  world.booking.clock.set(local('2026-03-11T09:00'));
  const seen = await see(engineer, id);
  expect(seen.late).toBe(false);
  expect(seen.timeline.find(({ step }: Answer) => step === 'holdTestRequest')).toMatchObject({
    reason: 'the instrument is out of order: 电源',
    who: { id: UNIVERSITY },
  });
  // Sunday, Monday, Tuesday and Wednesday began meanwhile.
  const after = await send(owner, 'resumeTestRequest', { testRequestId: id }, WAY);
  expect(after.testRequest).toMatchObject({ onHold: null, deadlines: { reportBy: local('2026-03-16T17:00') } });
  expect((await send(owner, 'resumeTestRequest', { testRequestId: id }, WAY)).__typename).toBe('WrongState');
  const notices = await world.booking.kernel.notices.list({ to: [engineer.subject], first: 50, locale: 'zh' });
  expect(notices.map(({ template }) => template)).toEqual(
    expect.arrayContaining(['testRequest.held', 'testRequest.resumed']),
  );
});

test('what never came to a unit cannot stand still', async () => {
  const wish = { title: '拉伸', purpose: 'p', items: [{ testItemId }], samples: [{ name: 'A' }] };
  const { testRequest } = await send(engineer, 'requestTest', wish, WAY);
  const held = await send(staff, 'holdTestRequest', { testRequestId: testRequest.id, reason: 'STAFF_ABSENT' }, WAY);
  expect(held.__typename).toBe('WrongState');
});
