import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, systemCaller } from '../../kernel/caller.ts';
import {
  type Answer,
  at,
  bookingWorld,
  colleague,
  engineer,
  HOUR_FEN,
  operator,
  owner,
  PLATFORM,
  person,
  researcher,
  SEM,
  staff,
  UNIVERSITY,
  type World,
  XRD,
} from '../../test/harness/booking-world.ts';

const PIECE_FEN = 1_500;
const auditor = person('auditor', null, [{ role: 'AUDITOR', path: [PLATFORM] }]);

let world: World;
beforeAll(async () => {
  world = await bookingWorld();
  await world.kernel.transact(systemCaller(PLATFORM, 'test'), (tx) =>
    world.ledger.pricing.setTariff(tx, {
      _id: world.kernel.newId('tariff'),
      subjectId: SEM,
      component: 'CONSUMABLE',
      userClass: 'MEMBER_UNIT',
      amountFen: PIECE_FEN,
      costBaseFen: PIECE_FEN,
      validFrom: new Date('2020-01-01T00:00:00Z'),
      validTo: null,
    }),
  );
});
afterAll(() => world.close());

const send = (caller: Caller, name: string, input: Record<string, unknown>, selection: string): Promise<Answer> =>
  world.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${selection} } ... on Refusal { message }`,
  );

/** The work order of an hour that the researcher used. */
async function usedOrder(day: number, instrumentId: string): Promise<string> {
  world.clock.set(at(day, '08:00'));
  const slot = { start: at(day, '09:00'), end: at(day, '10:00') };
  const { booking } = await send(researcher, 'requestBooking', { instrumentId, slot, purpose: 'p' }, 'booking { id }');
  await send(staff, 'acceptBooking', { bookingId: booking.id }, 'booking { id }');
  await send(owner, 'confirmBooking', { bookingId: booking.id }, 'booking { id }');
  world.clock.set(at(day, '12:00'));
  const order = { bookingId: booking.id, operatorName: 'He', samples: 1 };
  const { workOrder } = await send(owner, 'openWorkOrder', order, 'workOrder { id }');
  await send(owner, 'recordUsage', { workOrderId: workOrder.id, ...slot }, 'usageRecord { id }');
  return workOrder.id;
}

const LIST = 'workOrder { consumables { name quantity unitPriceFen } }';
const consume = (workOrderId: string, consumables: object[], caller: Caller = owner): Promise<Answer> =>
  send(caller, 'recordConsumables', { workOrderId, consumables }, LIST);

describe('consumables', () => {
  test('are charged by the piece with the hours; the list may be replaced until the order is closed', async () => {
    const workOrderId = await usedOrder(3, SEM);
    await consume(workOrderId, [{ name: '样品台', quantity: 9 }]);
    const answer = await consume(workOrderId, [
      { name: ' 导电胶 ', quantity: 2 },
      { name: 'gold target', quantity: 1 },
    ]);
    expect(answer.workOrder.consumables).toEqual([
      { name: '导电胶', quantity: 2, unitPriceFen: PIECE_FEN },
      { name: 'gold target', quantity: 1, unitPriceFen: PIECE_FEN },
    ]);
    const prices = 'workOrder { price { netFen } booking { price { netFen } } }';
    const closed = await send(owner, 'closeWorkOrder', { workOrderId }, prices);
    const netFen = HOUR_FEN + 3 * PIECE_FEN;
    expect(closed.workOrder.price.netFen).toBe(netFen);
    expect(closed.workOrder.booking.price.netFen).toBe(netFen);
    expect((await consume(workOrderId, [])).__typename).toBe('WrongState');
    expect(await world.ledger.trialBalance()).toMatchObject({ fen: 0, minutes: 0 });
  });

  test('without a tariff are recorded and not charged', async () => {
    const workOrderId = await usedOrder(4, XRD);
    const { workOrder } = await consume(workOrderId, [{ name: 'capillary', quantity: 4 }]);
    expect(workOrder.consumables).toEqual([{ name: 'capillary', quantity: 4, unitPriceFen: null }]);
    const closed = await send(owner, 'closeWorkOrder', { workOrderId }, 'workOrder { price { netFen } }');
    expect(closed.workOrder.price.netFen).toBe(HOUR_FEN);
  });

  test('all problems of a list are told; only staff of the place records', async () => {
    const workOrderId = await usedOrder(5, XRD);
    const { problems } = await world.send(
      owner,
      'recordConsumables',
      { workOrderId, consumables: [{ name: ' ', quantity: 0 }] },
      '... on InvalidInput { problems { field } }',
    );
    expect(problems).toEqual([{ field: 'consumables.0.name' }, { field: 'consumables.0.quantity' }]);
    expect((await consume(workOrderId, [], researcher)).__typename).toBe('NotPermitted');
    expect((await consume(workOrderId, [], engineer)).__typename).toBe('NotFound');
  });
});

describe('results', () => {
  let workOrderId: string;
  let files: { open: string; internal: string; restricted: string };
  const upload = async (name: string) =>
    (await world.kernel.files.upload(owner, name, 'text/plain', Readable.from([Buffer.from(name)]))).id;

  beforeAll(async () => {
    workOrderId = await usedOrder(6, SEM);
    files = { open: await upload('o'), internal: await upload('i'), restricted: await upload('r') };
    await send(
      owner,
      'closeWorkOrder',
      {
        workOrderId,
        resultFileIds: [files.internal, files.restricted],
        resultFiles: [
          { fileId: files.open, confidentiality: 'OPEN' },
          { fileId: files.restricted, confidentiality: 'RESTRICTED' },
        ],
      },
      'workOrder { id }',
    );
  });

  const seenBy = async (caller: Caller): Promise<{ ids: string[]; links: string[] }> => {
    const { workOrder } = await world.ask(
      caller,
      'query($id: ID!) { workOrder(id: $id) { resultFileIds resultFiles { fileId url } } }',
      { id: workOrderId },
    );
    expect(workOrder.resultFiles.map(({ fileId }: Answer) => fileId)).toEqual(workOrder.resultFileIds);
    return { ids: workOrder.resultFileIds.toSorted(), links: workOrder.resultFiles.map(({ url }: Answer) => url) };
  };

  test.each([
    ['the user', researcher, ['open', 'internal', 'restricted']],
    ['the unit’s staff', owner, ['open', 'internal', 'restricted']],
    ['the instrument’s staff', operator, ['open', 'internal', 'restricted']],
    ['the platform’s staff', staff, ['open', 'internal', 'restricted']],
    ['a colleague of the user', colleague, ['open', 'internal']],
    ['an auditor', auditor, ['open']],
  ] as const)('%s sees the files of the levels meant for them', async (_, caller, levels) => {
    const { ids, links } = await seenBy(caller);
    expect(ids).toEqual(levels.map((level) => files[level]).toSorted());
    for (const link of links) expect(link).toContain('signature=');
  });

  test('a stranger sees nothing of the order', async () => {
    const query = 'query($id: ID!) { workOrder(id: $id) { id } }';
    expect(await world.ask(engineer, query, { id: workOrderId })).toEqual({ workOrder: null });
  });
});

describe('acceptance', () => {
  const accept = (workOrderId: string, caller: Caller, remark?: string): Promise<Answer> =>
    send(caller, 'acceptWorkOrder', { workOrderId, remark }, 'workOrder { acceptedAt acceptanceRemark }');

  test('by the one for whom it was done, once, after it is closed; the unit is told', async () => {
    const workOrderId = await usedOrder(9, SEM);
    expect((await accept(workOrderId, researcher)).__typename).toBe('WrongState');
    await send(owner, 'closeWorkOrder', { workOrderId }, 'workOrder { id }');
    expect((await accept(workOrderId, owner)).__typename).toBe('NotPermitted');
    expect((await accept(workOrderId, colleague)).__typename).toBe('NotPermitted');
    expect((await accept(workOrderId, engineer)).__typename).toBe('NotFound');
    const { workOrder } = await accept(workOrderId, researcher, ' 满意 ');
    expect(workOrder).toEqual({ acceptedAt: at(9, '12:00'), acceptanceRemark: '满意' });
    expect((await accept(workOrderId, researcher)).__typename).toBe('WrongState');
    await world.kernel.settled();
    const told = await world.kernel.notices.list({ to: [UNIVERSITY], first: 50, locale: 'en' });
    expect(told.find(({ template }) => template === 'workOrder.accepted')).toMatchObject({ about: workOrderId });
  });
});
