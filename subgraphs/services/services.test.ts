import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import {
  type Answer,
  CENTRE,
  colleague,
  engineer,
  FIRM,
  INSTITUTE,
  owner,
  SEM,
  staff,
  UNIVERSITY,
} from '../../test/harness/booking-world.ts';
import { issueReport } from '../../test/harness/report.ts';
import {
  CENTRE_BALANCE,
  instituteOwner,
  type ServicesWorld,
  SPECTROMETER,
  servicesWorld,
} from '../../test/harness/services-world.ts';

let world: ServicesWorld;
const items: Record<string, string> = {};

beforeAll(async () => {
  world = await servicesWorld();
  const register = async (
    caller: Caller,
    unitId: string,
    instrumentId: string,
    standard: string,
    amountFen: number,
  ) => {
    const input = {
      unitId,
      name: '拉伸试验',
      standards: [standard],
      instrumentIds: [instrumentId],
      minutesPerSample: 30,
      prices: [
        { component: 'SAMPLE', amountFen },
        { component: 'HOUR', amountFen: 6_000 },
      ],
    };
    const answer = await world.services.send(
      caller,
      'registerTestItem',
      input,
      '... on RegisterTestItemSuccess { testItem { id ownEquipment } } ... on Refusal { message }',
    );
    expect(answer.__typename).toBe('RegisterTestItemSuccess');
    items[unitId] = answer.testItem.id;
    return answer.testItem;
  };
  await register(owner, UNIVERSITY, SEM, 'GB/T 228.1-2021', 20_000);
  await register(instituteOwner, INSTITUTE, SPECTROMETER, 'gb/t228.1', 15_000);
  expect((await register(staff, CENTRE, CENTRE_BALANCE, 'GB/T 1423', 5_000)).ownEquipment).toBe(true);
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

const FIELDS =
  'testRequest { id state possible price { listFen netFen } collector takenBy { id } actualMinutes report { number sha256 } workOrder { id } dispatches { unit { id } answer reason } samples { id code state } }';
const ISSUED = 'state actualMinutes price { listFen netFen } report { number }';
const REFUSED = '... on Refusal { message } ';

const send = (caller: Caller, name: string, input: Record<string, unknown>): Promise<Answer> => {
  const success = `${name.charAt(0).toUpperCase()}${name.slice(1)}Success`;
  const inState =
    name === 'requestTest' ? '... on InvalidInput { problems { field } }' : '... on WrongState { state possible }';
  return world.services.send(caller, name, input, `... on ${success} { ${FIELDS} } ${REFUSED} ${inState}`);
};
const threeSamples = [{ name: 'A' }, { name: 'B' }, { name: 'C' }];
const file = (caller: Caller, more: Record<string, unknown> = {}) =>
  send(caller, 'requestTest', {
    title: '拉伸',
    purpose: 'quality',
    items: [{ testItemId: items[UNIVERSITY] }],
    samples: threeSamples,
    ...more,
  });

/** Filed, accepted and dispatched to both units. */
async function dispatched(): Promise<string> {
  const { testRequest } = await file(engineer);
  await send(staff, 'acceptTestRequest', { testRequestId: testRequest.id });
  await send(staff, 'dispatchTestRequest', { testRequestId: testRequest.id });
  return testRequest.id;
}

/** The request's event makes the work order, the work order's event comes back: each hop settles by itself. */
async function twoHops(): Promise<void> {
  await world.booking.kernel.settled();
  await world.booking.kernel.settled();
}

/** Runs the work order that `booking` opened for a request: so many minutes of use, closed. */
async function work(caller: Caller, testRequestId: string, minutes: number): Promise<void> {
  await twoHops();
  const { testRequest } = await world.services.ask(
    caller,
    `{ testRequest(id: "${testRequestId}") { workOrder { id } } }`,
  );
  const workOrderId = testRequest.workOrder.id;
  world.booking.clock.advance(minutes + 10);
  const end = new Date(world.booking.clock.now().getTime() - 60_000);
  const start = new Date(end.getTime() - minutes * 60_000);
  const used = await world.booking.send(
    caller,
    'recordUsage',
    { workOrderId, start: start.toISOString(), end: end.toISOString() },
    '... on RecordUsageSuccess { workOrder { usedMinutes testRequest { id } } } ... on Refusal { message }',
  );
  expect(used).toMatchObject({ workOrder: { usedMinutes: minutes, testRequest: { id: testRequestId } } });
  const closed = await world.booking.send(
    caller,
    'closeWorkOrder',
    { workOrderId },
    '... on CloseWorkOrderSuccess { workOrder { state } } ... on Refusal { message }',
  );
  expect(closed.workOrder.state).toBe('CLOSED');
  await world.booking.kernel.settled();
}

describe('a test request', () => {
  test('goes from the firm through two units to a report, owed to the unit', async () => {
    const filed = await file(engineer);
    expect(filed.testRequest).toMatchObject({
      state: 'REQUESTED',
      price: { listFen: 3 * 20_000 + 9_000, netFen: 69_000 },
    });
    expect(filed.testRequest.samples.map(({ code }: Answer) => code)).toEqual([
      'MDJ-2026-000001-01',
      'MDJ-2026-000001-02',
      'MDJ-2026-000001-03',
    ]);
    const testRequestId = filed.testRequest.id;
    expect((await send(staff, 'acceptTestRequest', { testRequestId })).testRequest.state).toBe('ACCEPTED');
    const sent = await send(staff, 'dispatchTestRequest', { testRequestId });
    expect(sent.testRequest.dispatches.map(({ unit }: Answer) => unit.id)).toEqual([INSTITUTE, UNIVERSITY]);
    const taken = await send(instituteOwner, 'takeTestRequest', { testRequestId, operatorName: 'Li' });
    expect(taken.testRequest).toMatchObject({
      state: 'TAKEN',
      takenBy: { id: INSTITUTE },
      collector: INSTITUTE,
      price: { listFen: 54_000 },
    });
    expect((await send(owner, 'takeTestRequest', { testRequestId, operatorName: 'He' })).__typename).toBe(
      'AlreadyTaken',
    );
    expect((await send(instituteOwner, 'receiveSamples', { testRequestId })).testRequest.state).toBe('IN_PROGRESS');
    await work(instituteOwner, testRequestId, 100);
    const issued = await issueReport(world, instituteOwner, testRequestId, ISSUED);
    expect(issued).toMatchObject({
      state: 'REPORTED',
      actualMinutes: 100,
      price: { listFen: 45_000 + 10_000, netFen: 55_000 },
      report: { number: 'MDJ-JC-2026-000001' },
    });
    expect(await world.booking.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
    expect((await world.booking.ledger.parties.get(FIRM)).owedFen).toBe(55_000);
  });

  test('is not of an item that the caller may not see', async () => {
    const input = {
      unitId: UNIVERSITY,
      name: '内部检测',
      standards: ['Q/MDJ 9'],
      instrumentIds: [SEM],
      prices: [{ component: 'SAMPLE', amountFen: 100 }],
      sharing: 'UNIT',
    };
    const own = await world.services.send(
      owner,
      'registerTestItem',
      input,
      '... on RegisterTestItemSuccess { testItem { id } }',
    );
    const hidden = { items: [{ testItemId: own.testItem.id }] };
    expect((await file(engineer, hidden)).__typename).toBe('NotFound');
    expect((await file(owner, { ...hidden, title: '自用' })).__typename).toBe('RequestTestSuccess');
  });

  test('by telephone on own equipment is collected by the platform', async () => {
    const onBehalfOf = { firmId: FIRM, contactName: '王工' };
    const filed = await file(staff, {
      onBehalfOf,
      channel: 'TELEPHONE',
      items: [{ testItemId: items[CENTRE] }],
      samples: [{ name: 'A' }],
    });
    const testRequestId = filed.testRequest.id;
    await send(staff, 'acceptTestRequest', { testRequestId });
    await send(staff, 'dispatchTestRequest', { testRequestId });
    const taken = await send(staff, 'takeTestRequest', { testRequestId, unitId: CENTRE, operatorName: 'Sun' });
    expect(taken.testRequest).toMatchObject({ state: 'TAKEN', collector: 'mdj' });
    await work(staff, testRequestId, 60);
    const issued = await issueReport(world, staff, testRequestId, ISSUED);
    expect(issued).toMatchObject({ state: 'REPORTED', price: { netFen: 5_000 + 6_000 } });
    const mine = await world.services.ask(
      engineer,
      '{ myTestRequests(filter: { channel: TELEPHONE }) { edges { node { id } } } }',
    );
    expect(mine.myTestRequests.edges).toEqual([{ node: { id: testRequestId } }]);
  });

  test('is seen by its firm, by units that were asked, and by nobody else', async () => {
    const { testRequest } = await file(engineer);
    const see = async (caller: Caller) =>
      (await world.services.ask(caller, `{ testRequest(id: "${testRequest.id}") { id dispatches { unit { id } } } }`))
        .testRequest;
    expect(await see(owner)).toBeNull();
    expect(await see(colleague)).toBeNull();
    await send(staff, 'acceptTestRequest', { testRequestId: testRequest.id });
    await send(staff, 'dispatchTestRequest', { testRequestId: testRequest.id });
    expect((await see(owner)).dispatches).toEqual([{ unit: { id: UNIVERSITY } }]);
    expect((await see(engineer)).dispatches).toHaveLength(2);
    const asked = await world.services.ask(
      owner,
      '{ testRequests(filter: { states: [DISPATCHED] }) { edges { node { id } } } }',
    );
    expect(asked.testRequests.edges).toContainEqual({ node: { id: testRequest.id } });
  });

  test('taken by two units at once goes to one', async () => {
    const testRequestId = await dispatched();
    const answers = await Promise.all(
      [owner, instituteOwner].map((caller) => send(caller, 'takeTestRequest', { testRequestId, operatorName: 'X' })),
    );
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['AlreadyTaken', 'TakeTestRequestSuccess']);
  });

  test('declined by all units goes back to the platform, which may refuse it', async () => {
    const testRequestId = await dispatched();
    expect((await send(owner, 'refuseTestRequest', { testRequestId, reason: 'busy' })).testRequest.state).toBe(
      'DISPATCHED',
    );
    expect(
      (await send(instituteOwner, 'refuseTestRequest', { testRequestId, reason: 'repair' })).testRequest.state,
    ).toBe('ACCEPTED');
    expect((await send(staff, 'refuseTestRequest', { testRequestId, reason: 'nobody can' })).testRequest.state).toBe(
      'REFUSED',
    );
  });
});

describe('refusals', () => {
  test('InvalidInput lists every problem', async () => {
    const answer = await file(engineer, { title: ' ', samples: [], items: [] });
    expect(answer.problems.map(({ field }: Answer) => field)).toEqual(['title', 'items', 'samples']);
  });

  test('NotFound, NotPermitted, WrongState', async () => {
    expect((await file(engineer, { items: [{ testItemId: 'mdj:testItem:none' }] })).__typename).toBe('NotFound');
    expect((await file(engineer, { channel: 'PAPER' })).__typename).toBe('NotPermitted');
    const testRequestId = (await file(engineer)).testRequest.id;
    expect((await send(engineer, 'acceptTestRequest', { testRequestId })).__typename).toBe('NotPermitted');
    expect(await send(staff, 'dispatchTestRequest', { testRequestId })).toMatchObject({
      __typename: 'WrongState',
      state: 'REQUESTED',
      possible: ['acceptTestRequest', 'refuseTestRequest', 'withdrawTestRequest'],
    });
    expect((await send(owner, 'withdrawTestRequest', { testRequestId, reason: 'x' })).__typename).toBe('NotFound');
    expect(
      (await send(engineer, 'withdrawTestRequest', { testRequestId, reason: 'not needed' })).testRequest.state,
    ).toBe('WITHDRAWN');
  });

  test('NoUnitOffers names the units that could', async () => {
    const testRequestId = (await file(engineer)).testRequest.id;
    await send(staff, 'acceptTestRequest', { testRequestId });
    const answer = await world.services.send(
      staff,
      'dispatchTestRequest',
      { testRequestId, unitIds: [CENTRE] },
      '... on NoUnitOffers { message able { id } }',
    );
    expect(answer.able).toEqual([{ id: INSTITUTE }, { id: UNIVERSITY }]);
  });

  test('IdempotencyConflict and the first answer again', async () => {
    const first = await file(engineer, { idempotencyKey: 'one' });
    expect((await file(engineer, { idempotencyKey: 'one' })).testRequest.id).toBe(first.testRequest.id);
    expect((await file(engineer, { idempotencyKey: 'one', title: 'other' })).__typename).toBe('IdempotencyConflict');
  });

  test('LimitExceeded when the firm has no credit left', async () => {
    const { kernel, ledger } = world.booking;
    const testRequestId = await dispatched();
    await kernel.transact(staff, (tx) => ledger.parties.setTerms(tx, FIRM, { limitFen: 1 }));
    expect((await send(owner, 'takeTestRequest', { testRequestId, operatorName: 'He' })).__typename).toBe(
      'LimitExceeded',
    );
    await kernel.transact(staff, (tx) => ledger.parties.setTerms(tx, FIRM, { limitFen: null }));
  });
});

describe('the catalogue', () => {
  test('finds test items by standard number however it is written, and by search', async () => {
    const list = await world.services.ask(
      engineer,
      '{ testItems(filter: { standard: "GB / T228.1" }) { edges { node { unit { id } prices { component userClass amountFen } } } } }',
    );
    expect(list.testItems.edges.map(({ node }: Answer) => node.unit.id).sort()).toEqual([INSTITUTE, UNIVERSITY]);
    const found = await world.booking.kernel.search({ text: '拉伸试验 GB/T 228.1', scope: 'OWN', first: 10 });
    expect(found.hits.map(({ entry }) => entry.id)).toEqual(
      expect.arrayContaining([items[UNIVERSITY], items[INSTITUTE]]),
    );
  });

  test('a withdrawn item is no longer offered', async () => {
    const testItemId = items[CENTRE];
    const withdraw = (caller: Caller) =>
      world.services.send(
        caller,
        'withdrawTestItem',
        { testItemId },
        '... on WithdrawTestItemSuccess { testItem { withdrawn } } ... on Refusal { message }',
      );
    expect((await withdraw(owner)).__typename).toBe('NotPermitted');
    expect((await withdraw(staff)).testItem.withdrawn).toBe(true);
    expect((await withdraw(staff)).__typename).toBe('WrongState');
    expect((await file(engineer, { items: [{ testItemId }] })).__typename).toBe('NotFound');
  });
});
