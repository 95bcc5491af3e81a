import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import { type Answer, engineer, owner, SEM, staff, UNIVERSITY, XRD } from '../../test/harness/booking-world.ts';
import { instituteOwner, type ServicesWorld, SPECTROMETER, servicesWorld } from '../../test/harness/services-world.ts';

let world: ServicesWorld;
let testItemId: string;

const send = (caller: Caller, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> =>
  world.services.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${fields} } ${name === 'planWork' ? '... on InvalidInput { problems { field } }' : ''} ... on Refusal { message }`,
  );
const STEPS =
  'testRequest { state actualMinutes workSteps { id position title state instrument { id } booking { id } bookingRefusal workOrder { id } actualMinutes } }';
const see = async (id: string): Promise<Answer> =>
  (await world.services.ask(engineer, `{ testRequest(id: "${id}") { ${STEPS.slice('testRequest { '.length, -2)} } }`))
    .testRequest;
const at = (time: string): string => new Date(`2026-03-04T${time}:00+08:00`).toISOString();

/** The plan's event opens orders, their events come back: each hop settles by itself. */
async function settled(): Promise<void> {
  for (let hop = 0; hop < 3; hop += 1) await world.booking.kernel.settled();
}

beforeAll(async () => {
  world = await servicesWorld();
  const offered = {
    unitId: UNIVERSITY,
    name: '失效分析',
    standards: ['GB/T 1'],
    instrumentIds: [SEM],
    prices: [{ component: 'HOUR', amountFen: 6_000 }],
  };
  testItemId = (await send(owner, 'registerTestItem', offered, 'testItem { id }')).testItem.id;
  await settled();
});
afterAll(() => world.close());

async function taken(): Promise<string> {
  const wish = { title: '断口', purpose: 'p', items: [{ testItemId }], samples: [{ name: 'A' }] };
  const { testRequest } = await send(engineer, 'requestTest', wish, 'testRequest { id }');
  const testRequestId = testRequest.id;
  await send(staff, 'acceptTestRequest', { testRequestId }, 'testRequest { id }');
  await send(staff, 'dispatchTestRequest', { testRequestId }, 'testRequest { id }');
  await send(owner, 'takeTestRequest', { testRequestId, operatorName: 'Li' }, 'testRequest { id }');
  await settled();
  return testRequestId;
}

async function use(workOrderId: string, start: string, end: string): Promise<void> {
  world.booking.clock.set(new Date(new Date(end).getTime() + 60_000).toISOString());
  const used = await world.booking.send(
    owner,
    'recordUsage',
    { workOrderId, start, end },
    '... on Refusal { message }',
  );
  expect(used.__typename).toBe('RecordUsageSuccess');
  const closed = await world.booking.send(owner, 'closeWorkOrder', { workOrderId }, '... on Refusal { message }');
  expect(closed.__typename).toBe('CloseWorkOrderSuccess');
  await settled();
}

describe('work in steps', () => {
  test('on two instruments, one booked by the laboratory, ends with the minutes of all', async () => {
    const testRequestId = await taken();
    const steps = [
      { title: '扫描电镜', instrumentId: SEM, operatorName: 'Li' },
      {
        title: '物相',
        instrumentId: XRD,
        operatorName: 'He',
        plannedStart: at('10:00'),
        plannedEnd: at('12:00'),
        book: true,
      },
    ];
    const planned = await send(owner, 'planWork', { testRequestId, steps }, STEPS);
    expect(planned.testRequest.workSteps.map(({ state }: Answer) => state)).toEqual(['PLANNED', 'PLANNED']);
    await settled();
    const open = await see(testRequestId);
    const [first, second] = open.workSteps;
    expect(first).toMatchObject({ position: 1, state: 'OPEN', instrument: { id: SEM }, booking: null });
    expect(second).toMatchObject({ state: 'OPEN', instrument: { id: XRD }, bookingRefusal: null });
    const orders = await world.booking.ask(
      owner,
      `{ workOrders(filter: { testRequestId: "${testRequestId}" }) { edges { node { id booking { id state price { netFen } } } } } }`,
    );
    expect(orders.workOrders.edges.map(({ node }: Answer) => node.id).sort()).toEqual(
      [first.workOrder.id, second.workOrder.id].sort(),
    );
    const booking = orders.workOrders.edges.find(({ node }: Answer) => node.booking)?.node.booking;
    expect(booking).toEqual({ id: second.booking.id, state: 'CONFIRMED', price: { netFen: 0 } });
    const other = await world.booking.send(
      owner,
      'requestBooking',
      { instrumentId: XRD, purpose: 'p', slot: { start: at('11:00'), end: at('13:00') } },
      '... on Refusal { message }',
    );
    expect(other.__typename).toBe('SlotTaken');
    await use(first.workOrder.id, at('08:00'), at('08:40'));
    expect(await see(testRequestId)).toMatchObject({
      state: 'TAKEN',
      workSteps: [{ state: 'DONE', actualMinutes: 40 }, { state: 'OPEN' }],
    });
    await use(second.workOrder.id, at('10:00'), at('11:30'));
    expect(await see(testRequestId)).toMatchObject({
      state: 'TESTED',
      actualMinutes: 130,
      workSteps: [{ actualMinutes: 40 }, { actualMinutes: 90 }],
    });
    const done = await world.booking.ask(
      owner,
      `{ booking(id: "${booking.id}") { state price { netFen } usedMinutes } }`,
    );
    expect(done.booking).toEqual({ state: 'COMPLETED', price: { netFen: 0 }, usedMinutes: 90 });
    expect(await world.booking.ledger.trialBalance()).toMatchObject({ minutes: 0, fen: 0 });
  });

  test('a time that is taken, and an instrument of another unit, are told with the step; it can be planned anew', async () => {
    world.booking.clock.set(at('07:00'));
    const testRequestId = await taken();
    const slot = { plannedStart: at('14:00'), plannedEnd: at('15:00'), book: true, operatorName: 'Li' };
    await world.booking.send(
      owner,
      'requestBooking',
      { instrumentId: SEM, purpose: 'p', slot: { start: at('14:00'), end: at('15:00') } },
      '... on Refusal { message }',
    );
    const steps = [
      { title: '一', instrumentId: SEM, ...slot },
      { title: '二', instrumentId: SPECTROMETER, operatorName: 'Li' },
    ];
    await send(owner, 'planWork', { testRequestId, steps }, STEPS);
    await settled();
    const { workSteps } = await see(testRequestId);
    expect(workSteps[0]).toMatchObject({ state: 'OPEN', booking: null, bookingRefusal: expect.any(String) });
    expect(workSteps[1].bookingRefusal).toContain('no such instrument');
    const again = [
      { ...steps[0], id: workSteps[0].id, plannedStart: at('16:00'), plannedEnd: at('17:00') },
      { title: '二', id: workSteps[1].id, instrumentId: XRD, operatorName: 'Li' },
    ];
    await send(owner, 'planWork', { testRequestId, steps: again }, STEPS);
    await settled();
    const replanned = (await see(testRequestId)).workSteps;
    expect(replanned[0]).toMatchObject({ booking: { id: expect.any(String) }, bookingRefusal: null });
    expect(replanned[1]).toMatchObject({ instrument: { id: XRD }, bookingRefusal: null });
    const moved = [{ ...again[0], plannedStart: at('18:00'), plannedEnd: at('19:00') }, again[1]];
    await send(owner, 'planWork', { testRequestId, steps: moved }, STEPS);
    await settled();
    const last = (await see(testRequestId)).workSteps[0];
    expect(last.booking.id).not.toBe(replanned[0].booking.id);
    const before = await world.booking.ask(owner, `{ booking(id: "${replanned[0].booking.id}") { state } }`);
    expect(before.booking.state).toBe('CANCELLED');
  });

  test('is planned by the unit that has the request, with every step that was there', async () => {
    const testRequestId = await taken();
    const step = { title: '一', operatorName: 'Li' };
    expect((await send(instituteOwner, 'planWork', { testRequestId, steps: [step] }, STEPS)).__typename).toBe(
      'NotFound',
    );
    expect((await send(engineer, 'planWork', { testRequestId, steps: [step] }, STEPS)).__typename).toBe('NotPermitted');
    const bad = [
      { title: ' ', operatorName: 'Li', book: true },
      { ...step, plannedStart: at('12:00'), plannedEnd: at('11:00') },
      { ...step, id: 'mdj:workStep:none' },
    ];
    const { problems } = await send(owner, 'planWork', { testRequestId, steps: bad }, STEPS);
    expect(problems.map(({ field }: Answer) => field)).toEqual([
      'steps',
      'steps.0.title',
      'steps.0.book',
      'steps.1.plannedEnd',
    ]);
    await send(owner, 'planWork', { testRequestId, steps: [step] }, STEPS);
    await settled();
    expect((await send(owner, 'planWork', { testRequestId, steps: [step] }, STEPS)).problems).toEqual([
      { field: 'steps' },
    ]);
  });
});
