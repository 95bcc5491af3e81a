import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemCaller } from '../../../kernel/caller.ts';
import { type TestKernel, testKernel } from '../../../test/harness/kernel.ts';
import { mutate } from '../../../test/harness/mutate.ts';
import { type Answer, type TestSubgraph, testSubgraphs, user } from '../../../test/harness/subgraph.ts';
import { announceUnit } from '../../../test/harness/units.ts';
import { booking } from '../../booking/index.ts';
import { instruments } from '../index.ts';

const unitId = 'mdj:unit:college';
const head = user('head', 'UNIT_ADMINISTRATOR', ['mdj', unitId]);
const stranger = user('stranger', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']);
const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
let test: TestKernel;
let graph: TestSubgraph;
let bookings: TestSubgraph;
beforeAll(async () => {
  test = await testKernel();
  [graph, bookings] = (await testSubgraphs(test, [instruments, booking])) as [TestSubgraph, TestSubgraph];
  await announceUnit(test, unitId, '牡丹江师范学院');
});
afterAll(() => test.close());

const register = async (name: string): Promise<string> =>
  (
    await mutate(
      graph,
      head,
      'registerInstrument',
      { unitId, name, sharing: 'CITY' },
      '... on RegisterInstrumentSuccess { instrument { id } }',
    )
  ).instrument.id;
const planFields = (type: string) =>
  `... on ${type} { plan { id nextDueOn active done { on result } } } ... on InvalidInput { problems { field } }`;
const warnings = async (caller = head): Promise<Answer[]> =>
  (
    await graph.run(
      caller,
      `{ instrumentWarnings(unitId: "${unitId}") { edges { node { kind figure limit instrument { id } } } } }`,
    )
  ).instrumentWarnings.edges.map((edge: Answer) => edge.node);
const used = async (instrumentId: string, minutes: number, end: string) => {
  await test.kernel.transact(systemCaller('mdj', 'test'), async (tx) => {
    const payload = {
      instrumentId,
      months: [{ month: end.slice(0, 7), minutes }],
      usageClass: 'TEST',
      subjects: [],
      external: false,
      purpose: 'RESEARCH',
      samples: 0,
      end: new Date(end),
    };
    tx.emit({ type: 'usage.recorded', recordId: `mdj:usageRecord:${instrumentId}${end}`, version: 1, payload });
  });
  await test.kernel.settled();
};

it('plans maintenance, records what was done, and reckons from that day', async () => {
  const instrumentId = await register('天平');
  const plan = (more: object, caller = head) =>
    mutate(
      graph,
      caller,
      'planMaintenance',
      { instrumentId, kind: 'CALIBRATION', text: '年度校准', everyDays: 365, firstDueOn: '2026-03-20', ...more },
      planFields('PlanMaintenanceSuccess'),
    );
  expect((await plan({}, stranger)).__typename).toBe('NotPermitted');
  expect((await plan({ instrumentId: 'mdj:instrument:none' })).__typename).toBe('NotFound');
  expect((await plan({ everyDays: 0, text: '' })).problems).toEqual([{ field: 'text' }, { field: 'everyDays' }]);
  const { plan: made } = await plan({});
  const record = (more: object) =>
    mutate(
      graph,
      head,
      'recordMaintenance',
      { planId: made.id, doneOn: '2026-03-01', result: '合格', ...more },
      planFields('RecordMaintenanceSuccess'),
    );
  expect((await record({ doneOn: '2026-03-03' })).problems).toEqual([{ field: 'doneOn' }]);
  expect((await record({})).plan).toEqual({
    id: made.id,
    nextDueOn: '2027-03-01',
    active: true,
    done: [{ on: '2026-03-01', result: '合格' }],
  });
  expect(
    (
      await mutate(
        graph,
        head,
        'endMaintenancePlan',
        { planId: made.id },
        planFields('EndMaintenancePlanSuccess').split(' ... on Inv')[0],
      )
    ).plan.active,
  ).toBe(false);
  expect((await record({})).__typename).toBe('WrongState');
});

it('looks over all instruments, tells new warnings once, and closes those that ended', async () => {
  const idle = await register('闲置仪器');
  const busy = await register('繁忙仪器');
  const faulty = await register('故障仪器');
  test.clock.advance(95 * 24 * 60);
  await used(busy, 84_001, '2026-06-04T00:00:00Z');
  await used(faulty, 60, '2026-06-04T00:00:00Z');
  for (let times = 0; times < 3; times += 1)
    for (const status of ['DOWN', 'AVAILABLE'])
      await mutate(graph, head, 'reportInstrumentStatus', { instrumentId: faulty, status });
  await mutate(graph, head, 'planMaintenance', {
    instrumentId: busy,
    kind: 'VERIFICATION',
    text: '检定',
    everyDays: 30,
    firstDueOn: '2026-06-10',
  });
  await test.kernel.settled();
  await mutate(graph, staff, 'setMonitoringRules', {
    idleDays: 90,
    overRatedPercent: 99,
    abnormalStops: 3,
    stopDays: 90,
    remindDays: 30,
  });
  await test.kernel.jobs.run('instruments.monitoring');
  const found = (await warnings()).map(({ kind, instrument }) => [kind, instrument.id]);
  expect(found).toEqual(
    expect.arrayContaining([
      ['IDLE', idle],
      ['OVER_RATED', busy],
      ['MAINTENANCE_DUE', busy],
      ['ABNORMAL_STOPS', faulty],
    ]),
  );
  const notices = () => test.kernel.notices.list({ to: [unitId], first: 100, locale: 'zh' });
  const told = (await notices()).length;
  expect(told).toBe(found.length);
  await test.kernel.jobs.run('instruments.monitoring');
  expect((await notices()).length).toBe(told);
  await used(idle, 30, '2026-06-04T12:00:00Z');
  await test.kernel.jobs.run('instruments.monitoring');
  expect((await warnings()).filter(({ instrument }) => instrument.id === idle)).toEqual([]);
  expect(await warnings(stranger)).toEqual([]);
  expect(
    (await graph.run(staff, '{ instrumentWarnings { edges { node { kind } } } }')).instrumentWarnings.edges.length,
  ).toBe(told - 1);
});

it('takes rules from the platform’s staff only, in whole numbers', async () => {
  const rules = { idleDays: 60, overRatedPercent: 100, abnormalStops: 3, stopDays: 90, remindDays: 14 };
  const set = (input: object, caller = staff) =>
    mutate(
      graph,
      caller,
      'setMonitoringRules',
      input,
      '... on SetMonitoringRulesSuccess { rules { idleDays remindDays } } ... on InvalidInput { problems { field } }',
    );
  expect((await set(rules, head)).__typename).toBe('NotPermitted');
  expect((await set({ ...rules, idleDays: 0 })).problems).toEqual([{ field: 'idleDays' }]);
  expect((await set(rules)).rules).toEqual({ idleDays: 60, remindDays: 14 });
  expect((await graph.run(head, '{ monitoringRules { idleDays stopDays } }')).monitoringRules).toEqual({
    idleDays: 60,
    stopDays: 90,
  });
});

it('shows live whether an instrument is in use, reserved, free or down, and the next booking', async () => {
  const id = await register('实时仪器');
  await test.kernel.settled();
  const live = async () => {
    const document =
      'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Instrument { liveStatus { state until nextBooking { start } } } } }';
    return (await bookings.run(head, document, { r: [{ __typename: 'Instrument', id }] }))._entities[0].liveStatus;
  };
  expect(await live()).toEqual({ state: 'FREE', until: null, nextBooking: null });
  const now = test.clock.now();
  const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000);
  const { connection } = test.kernel;
  const row = (name: string, start: Date, end: Date) => ({
    _id: name as never,
    instrumentId: id,
    occupies: true,
    start,
    end,
    busyUntil: end,
  });
  await connection.collection('booking_bookings').insertOne(row('next', at(60), at(120)));
  expect(await live()).toEqual({ state: 'FREE', until: null, nextBooking: { start: at(60).toISOString() } });
  await connection.collection('booking_bookings').insertOne(row('now', at(-10), at(30)));
  expect(await live()).toMatchObject({ state: 'RESERVED', until: at(30).toISOString() });
  await connection
    .collection('booking_usage')
    .insertOne({ _id: 'run' as never, instrumentId: id, start: at(-5), end: null });
  expect((await live()).state).toBe('IN_USE');
  await connection.collection('booking_usage').deleteOne({ _id: 'run' as never });
  await mutate(graph, head, 'reportInstrumentStatus', { instrumentId: id, status: 'DOWN' });
  await test.kernel.settled();
  expect((await live()).state).toBe('DOWN');
});
