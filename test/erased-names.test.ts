import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import type { Kernel } from '../kernel/types.ts';
import { createSubgraph } from '../subgraphs/create-subgraph.ts';
import { experts } from '../subgraphs/experts/index.ts';
import { instruments } from '../subgraphs/instruments/index.ts';
import { members } from '../subgraphs/members/index.ts';
import {
  bookingWorld,
  owner,
  person,
  researcher,
  SEM,
  staff,
  UNIVERSITY,
  type World,
  worldOf,
} from './harness/booking-world.ts';
import { delivered, linkedRooms, type Rooms } from './harness/linked-rooms.ts';

/** Every collection of a platform whose rows contain the text. */
async function holding({ connection }: Pick<Kernel, 'connection'>, text: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const { name } of await connection.listCollections()) {
    const rows = await connection.collection(name).find({}).toArray();
    if (JSON.stringify(rows).includes(text)) found.push(name);
  }
  return found;
}

const REFUSAL = '... on Refusal { message } ... on InvalidInput { problems { message } }';

test('an expert who is erased is withdrawn here and a nameless tombstone at the partners', async () => {
  const rooms: Rooms = await linkedRooms(experts, []);
  const head = person('head', null, [{ role: 'PLATFORM_STAFF', path: ['hlj'] }], {
    home: 'hlj',
    scopes: ['knowledge:write'],
  });
  const accountId = 'hlj:account:zhao';
  const profile = {
    name: '赵铸魂',
    introduction: '焊接四十年',
    specialities: ['焊接'],
    services: ['DIAGNOSIS'],
    accountId,
  };
  const made = `... on RegisterExpertSuccess { expert { id } } ${REFUSAL}`;
  const { expert } = await rooms.atHlj.send(head, 'registerExpert', profile, made);
  await rooms.hlj.kernel.settled();
  await rooms.mdj.link.settle();
  await rooms.mdj.kernel.settled();
  const read = `query ($id: ID!) { expert(id: $id) { name withdrawn } }`;
  expect((await rooms.atMdj.ask(researcher, read, { id: expert.id })).expert.name).toBe('赵铸魂');
  expect(await rooms.hlj.kernel.people.export(accountId)).toMatchObject({ expertProfiles: [{ name: '赵铸魂' }] });

  await rooms.hlj.kernel.transact(systemCaller('hlj', 'test'), (tx) => rooms.hlj.kernel.people.erase(tx, accountId));
  await delivered(rooms);
  await rooms.mdj.link.settle();
  await rooms.mdj.kernel.settled();
  for (const world of [rooms.atHlj, rooms.atMdj]) {
    expect((await world.ask(researcher, read, { id: expert.id })).expert).toEqual({
      name: '[erased]',
      withdrawn: true,
    });
    for (const text of ['赵铸魂', '焊接四十年']) expect(await holding(world.kernel, text)).toEqual([]);
    expect(await world.kernel.audit.verify()).toMatchObject({ brokenAt: null });
  }
  await rooms.mdj.close();
  await rooms.hlj.close();
});

let atBooking: World;
let atMembers: World;
let atInstruments: World;
const scopes = ['members:administer', 'members:write', 'instruments:write', 'bookings:administer', 'bookings:manage'];
const clerk = person('clerk', null, [{ role: 'PLATFORM_STAFF', path: ['mdj'] }], { scopes });
const redact = (recordId: string, field: string, caller = clerk) =>
  atMembers.send(caller, 'redactPersonalText', { recordId, field, reason: '本人要求' }, REFUSAL);

beforeAll(async () => {
  atBooking = await bookingWorld();
  atMembers = worldOf(atBooking, await createSubgraph(members, atBooking));
  atInstruments = worldOf(atBooking, await createSubgraph(instruments, atBooking));
});
afterAll(() => atBooking.close());

async function forgotten(recordId: string, field: string, text: string): Promise<void> {
  const { kernel } = atBooking;
  await kernel.settled();
  expect((await holding(kernel, text)).length, text).toBeGreaterThan(0);
  expect((await redact(recordId, field)).__typename).toBe('RedactPersonalTextSuccess');
  await kernel.settled();
  expect(await holding(kernel, text), text).toEqual([]);
  expect(await kernel.audit.verify()).toMatchObject({ brokenAt: null });
  const [row] = await kernel.audit.list({ recordId, action: 'redactPersonalText', first: 1 });
  expect(row?.after).toMatchObject({ why: '本人要求' });
}

test('the contact of an instrument, with its history', async () => {
  const details = { contact: { name: '张铁柱', telephone: '0453-6511111' } };
  const given = { unitId: UNIVERSITY, name: '显微镜', sharing: 'CITY', details };
  const made = `... on RegisterInstrumentSuccess { instrument { id version } } ${REFUSAL}`;
  const { instrument } = await atInstruments.send(clerk, 'registerInstrument', given, made);
  const amended = {
    instrumentId: instrument.id,
    version: 1,
    details: { contact: { name: '张铁柱' } },
    reason: '张铁柱换号',
  };
  await atInstruments.send(clerk, 'amendInstrument', amended, REFUSAL);
  await forgotten(instrument.id, 'contact', '张铁柱');
});

test('the reason of a booking, in its history, notices, events and audit rows', async () => {
  const wish = {
    instrumentId: SEM,
    purpose: 'p',
    slot: { start: '2026-03-04T01:00:00Z', end: '2026-03-04T02:00:00Z' },
  };
  const made = `... on RequestBookingSuccess { booking { id } } ${REFUSAL}`;
  const { booking: own } = await atBooking.send(researcher, 'requestBooking', wish, made);
  await atBooking.send(staff, 'refuseBooking', { bookingId: own.id, reason: '王大力请假' }, REFUSAL);
  await forgotten(own.id, 'reason', '王大力');
  const read = await atBooking.ask(staff, 'query ($id: ID!) { booking(id: $id) { state reason } }', { id: own.id });
  expect(read.booking).toEqual({ state: 'REFUSED', reason: '[erased]' });
});

test('the trainer of a course, at a wish or when its time is over', async () => {
  const examiner = person('examiner', UNIVERSITY);
  const course = {
    unitId: UNIVERSITY,
    title: '上机培训',
    code: 'SEM',
    examinerId: examiner.subject,
    slot: { start: '2026-03-05T01:00:00Z', end: '2026-03-05T02:00:00Z' },
    capacity: 5,
  };
  const made = `... on ScheduleTrainingSuccess { session { id } } ${REFUSAL}`;
  await atBooking
    .send(
      staff,
      'addExaminer',
      { accountId: examiner.subject, accountName: 'Examiner', path: ['mdj', UNIVERSITY], codes: ['SEM'] },
      '... on Refusal { message }',
    )
    .catch(() => undefined);
  const one = await atBooking.send(owner, 'scheduleTraining', { ...course, trainer: '孙满堂' }, made);
  await forgotten(one.session.id, 'trainer', '孙满堂');
  await atBooking.send(owner, 'scheduleTraining', { ...course, trainer: '钱进来' }, made);
  await atBooking.kernel.settled();
  await atBooking.kernel.jobs.run('kernel.retention');
  expect(await holding(atBooking.kernel, '钱进来')).not.toEqual([]);
  atBooking.clock.set('2029-04-01T00:00:00Z');
  await atBooking.kernel.jobs.run('kernel.retention');
  await atBooking.kernel.settled();
  expect(await holding(atBooking.kernel, '钱进来')).toEqual([]);
});

test('only staff of the platform erases, only what is a typed text, only what is here', async () => {
  const head = person('head', UNIVERSITY, [{ role: 'UNIT_ADMINISTRATOR', path: ['mdj', UNIVERSITY] }], { scopes });
  expect((await redact('mdj:instrument:x', 'contact', head)).__typename).toBe('NotPermitted');
  expect((await redact('mdj:instrument:none', 'contact')).__typename).toBe('NotFound');
  expect(await redact('mdj:instrument:x', 'name')).toMatchObject({
    __typename: 'InvalidInput',
    problems: [{ message: expect.stringContaining('contact') }],
  });
});
