import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { booking } from '../subgraphs/booking/index.ts';
import { createSubgraph } from '../subgraphs/create-subgraph.ts';
import { instruments } from '../subgraphs/instruments/index.ts';
import { creditCodeCheckCharacter } from '../subgraphs/members/domain/credit-code.ts';
import { members } from '../subgraphs/members/index.ts';
import { services } from '../subgraphs/services/index.ts';
import { person, type World, worldOf } from './harness/booking-world.ts';
import { HLJ, testKernel } from './harness/kernel.ts';
import { anonymous } from './harness/subgraph.ts';

const scopes = ['members:write', 'members:administer', 'instruments:write', 'services:manage', 'bookings:request'];
const staff = person('staff', null, [{ role: 'PLATFORM_STAFF', path: ['mdj'] }], {
  scopes: [...scopes, 'bookings:manage', 'bookings:administer'],
});
const researcher = person('researcher', 'mdj:unit:other', [{ role: 'RESEARCHER', path: ['mdj', 'mdj:unit:other'] }]);
const REFUSAL = '... on Refusal { message }';

let atMembers: World;
let atInstruments: World;
let atBooking: World;
let atServices: World;
let unitId: string;
let instrumentId: string;
let testItemId: string;

beforeAll(async () => {
  const base = await testKernel();
  const world = async (definition: typeof members) => worldOf(base, await createSubgraph(definition, base));
  atMembers = await world(members);
  atInstruments = await world(instruments);
  atBooking = await world(booking);
  atServices = await world(services);
  unitId = await joined('912310007777777');
  const details = { originalValueFen: 50_000_000, category: '分析仪器' };
  const given = { unitId, name: '扫描电子显微镜', sharing: 'PROVINCE', details };
  const made = `... on RegisterInstrumentSuccess { instrument { id } } ${REFUSAL}`;
  instrumentId = (await atInstruments.send(staff, 'registerInstrument', given, made)).instrument.id;
  const item = { unitId, name: '拉伸试验', prices: [{ component: 'SAMPLE', amountFen: 7_000 }] };
  const offered = `... on RegisterTestItemSuccess { testItem { id } } ${REFUSAL}`;
  testItemId = (await atServices.send(staff, 'registerTestItem', item, offered)).testItem.id;
  await base.kernel.transact(systemCaller('mdj', 'test'), (tx) =>
    base.ledger.pricing.setTariff(tx, {
      _id: base.kernel.newId('tariff'),
      subjectId: instrumentId,
      component: 'HOUR',
      userClass: 'OTHER',
      amountFen: 60_000,
      costBaseFen: 60_000,
      validFrom: new Date('2020-01-01T00:00:00Z'),
      validTo: null,
    }),
  );
  await base.kernel.settled();
});
afterAll(() => atBooking.close());

/** A unit that applied and was accepted. */
async function joined(digits: string): Promise<string> {
  const first17 = `${digits}77`.slice(0, 17);
  const creditCode = `${first17}${creditCodeCheckCharacter(first17)}`;
  const input = {
    name: '牡丹江师范学院',
    kind: 'UNIVERSITY',
    roles: ['OWNER'],
    creditCode,
    contact: { name: '刘老师' },
  };
  const made = `... on RegisterUnitSuccess { unit { id } } ${REFUSAL} ... on InvalidInput { problems { field } }`;
  const { unit } = await atMembers.send(anonymous(), 'registerUnit', input, made);
  const accepted = await atMembers.send(staff, 'acceptUnit', { unitId: unit.id }, REFUSAL);
  expect(accepted.__typename).toBe('AcceptUnitSuccess');
  await atMembers.kernel.settled();
  return unit.id;
}

async function booked(day: string, confirm: boolean): Promise<string> {
  const input = {
    instrumentId,
    purpose: 'p',
    slot: { start: `2026-03-${day}T01:00:00Z`, end: `2026-03-${day}T02:00:00Z` },
  };
  const made = `... on RequestBookingSuccess { booking { id } } ${REFUSAL} ... on RulesViolated { violations { __typename } }`;
  const payload = await atBooking.send(researcher, 'requestBooking', input, made);
  const bookingId = payload.booking?.id;
  expect(bookingId, JSON.stringify(payload)).toBeDefined();
  for (const step of confirm ? ['acceptBooking', 'confirmBooking'] : [])
    expect((await atBooking.send(staff, step, { bookingId }, REFUSAL)).message).toBeUndefined();
  return bookingId;
}

const stateOf = async (id: string) =>
  (await atBooking.ask(staff, 'query ($id: ID!) { booking(id: $id) { state reason } }', { id })).booking;
const tombstones = async () => {
  const { records } = await atBooking.kernel.catalogue.changes({ since: 0, first: 100, partner: HLJ });
  return records.filter(({ withdrawn }) => withdrawn).map(({ id }) => id);
};

test('a unit that leaves takes its instruments and test items out of lists, search and partners; what is ahead is cancelled, history stays', async () => {
  const { kernel, clock } = atBooking;
  const past = await booked('03', true);
  const [confirmed, requested] = [await booked('10', true), await booked('11', false)];
  clock.set('2026-03-05T00:00:00Z');
  expect(await tombstones()).toEqual([]);
  const left = await atMembers.send(staff, 'leaveNetwork', { unitId, reason: '合并' }, REFUSAL);
  expect(left.__typename).toBe('LeaveNetworkSuccess');
  await kernel.settled();

  expect((await tombstones()).sort()).toEqual([instrumentId, testItemId].sort());
  const listed = `{ instruments(first: 10) { edges { node { id } } } }`;
  expect((await atInstruments.ask(researcher, listed)).instruments.edges).toEqual([]);
  const items = `{ testItems(first: 10) { edges { node { id } } } }`;
  expect((await atServices.ask(researcher, items)).testItems.edges).toEqual([]);
  expect((await kernel.search({ text: '扫描电子显微镜', scope: 'NETWORK', first: 10 })).hits).toEqual([]);

  const read = `query ($id: ID!) { instrument(id: $id) { name status history(first: 5) { edges { node { action reason } } } } }`;
  const { instrument } = await atInstruments.ask(staff, read, { id: instrumentId });
  expect(instrument).toMatchObject({ name: '扫描电子显微镜', status: 'WITHDRAWN' });
  expect(instrument.history.edges[0].node).toMatchObject({ action: 'withdrawInstrument' });

  expect((await stateOf(past)).state).toBe('CONFIRMED');
  for (const id of [confirmed, requested])
    expect(await stateOf(id)).toEqual({ state: 'CANCELLED', reason: expect.stringContaining('withdrawn') });
  const notices = await kernel.notices.list({ to: [researcher.subject], first: 20, locale: 'en' });
  const told = notices.filter(({ template }) => template === 'booking.cancelled').map(({ about }) => about);
  expect(told.sort()).toEqual([confirmed, requested].sort());
});

test('nothing of it can be booked or entered any more', async () => {
  const wish = { instrumentId, purpose: 'p', slot: { start: '2026-03-12T01:00:00Z', end: '2026-03-12T02:00:00Z' } };
  expect((await atBooking.send(researcher, 'requestBooking', wish, REFUSAL)).__typename).toBe('NotFound');
  const again = { unitId, name: '另一台', sharing: 'CITY' };
  expect((await atInstruments.send(staff, 'registerInstrument', again, REFUSAL)).__typename).toBe('NotPermitted');
  expect(await atBooking.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
});
