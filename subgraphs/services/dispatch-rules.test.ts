import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Caller } from '../../kernel/caller.ts';
import {
  type Answer,
  engineer,
  FIRM,
  INSTITUTE,
  owner,
  SEM,
  staff,
  UNIVERSITY,
  unitEvent,
} from '../../test/harness/booking-world.ts';
import { instituteOwner, type ServicesWorld, SPECTROMETER, servicesWorld } from '../../test/harness/services-world.ts';

let world: ServicesWorld;
let testItemId: string;

const send = (caller: Caller, name: string, input: Record<string, unknown>, fields: string): Promise<Answer> =>
  world.services.send(
    caller,
    name,
    input,
    `... on ${name.charAt(0).toUpperCase()}${name.slice(1)}Success { ${fields} } ... on Refusal { message }`,
  );
const putRule = (input: Record<string, unknown>, caller = staff): Promise<Answer> =>
  send(caller, 'putDispatchRule', { name: '规则', priority: 1, ...input }, 'rule { id version units { id } }');
const DISPATCHED = 'testRequest { id state dispatches { unit { id } } }';

beforeAll(async () => {
  world = await servicesWorld();
  const firm = unitEvent(FIRM, 'FIRM');
  await world.booking.happen({ ...firm, version: 2, payload: { ...firm.payload, district: '东安区' } });
  for (const [caller, unitId, instrumentId] of [
    [owner, UNIVERSITY, SEM],
    [instituteOwner, INSTITUTE, SPECTROMETER],
  ] as const) {
    const prices = [{ component: 'SAMPLE', amountFen: 10_000 }];
    const item = {
      unitId,
      name: '拉伸',
      category: '金属',
      standards: ['GB/T 228.1'],
      instrumentIds: [instrumentId],
      prices,
    };
    testItemId = (await send(caller, 'registerTestItem', item, 'testItem { id category }')).testItem.id;
  }
  await world.booking.kernel.settled();
});
afterAll(() => world.close());

async function accepted(): Promise<Answer> {
  const wish = { title: '拉伸', purpose: 'p', items: [{ testItemId }], samples: [{ name: 'A' }] };
  const { testRequest } = await send(engineer, 'requestTest', wish, 'testRequest { id }');
  return (await send(staff, 'acceptTestRequest', { testRequestId: testRequest.id }, DISPATCHED)).testRequest;
}
const proposal = async (id: string): Promise<Answer> =>
  (
    await world.services.ask(
      staff,
      `{ dispatchProposal(testRequestId: "${id}") { rule { name } mode candidates { unit { id } inWork proposed reason } } }`,
    )
  ).dispatchProposal;

test('without a rule all able units are proposed, the least busy first', async () => {
  const first = await accepted();
  expect(first.state).toBe('ACCEPTED');
  await send(staff, 'dispatchTestRequest', { testRequestId: first.id, unitIds: [INSTITUTE] }, DISPATCHED);
  const taken = await send(
    instituteOwner,
    'takeTestRequest',
    { testRequestId: first.id, operatorName: 'Li' },
    DISPATCHED,
  );
  expect(taken.testRequest.state).toBe('TAKEN');
  const second = await accepted();
  expect(await proposal(second.id)).toEqual({
    rule: null,
    mode: 'FIRST_COME',
    candidates: [
      { unit: { id: UNIVERSITY }, inWork: 0, proposed: true, reason: null },
      { unit: { id: INSTITUTE }, inWork: 1, proposed: true, reason: null },
    ],
  });
});

test('a rule by category, standard, district and load decides who is asked, and how', async () => {
  const { id } = await accepted();
  const fitting = { categories: ['金属'], standards: ['gb/t228.1-2021'], districts: ['东安区'], mostInWork: 1 };
  await putRule({ ...fitting, name: '食品', categories: ['食品'], priority: 0 });
  const { rule } = await putRule({ ...fitting, mode: 'CHOSEN_BY_FIRM' });
  const seen = await proposal(id);
  expect(seen).toMatchObject({ rule: { name: '规则' }, mode: 'CHOSEN_BY_FIRM' });
  expect(seen.candidates[1]).toEqual({
    unit: { id: INSTITUTE },
    inWork: 1,
    proposed: false,
    reason: 'It has as much in work as the rule allows.',
  });
  const sent = await send(staff, 'dispatchTestRequest', { testRequestId: id, byRule: true }, DISPATCHED);
  expect(sent.testRequest.dispatches).toEqual([{ unit: { id: UNIVERSITY } }]);
  expect((await putRule({ ...fitting, id: rule.id, active: false })).rule.version).toBe(2);
  expect((await proposal((await accepted()).id)).rule).toBeNull();
});

test('an automatic rule dispatches what the platform accepts; by hand it can be sent elsewhere', async () => {
  const { rule } = await putRule({ name: '自动', unitIds: [INSTITUTE, UNIVERSITY], mostUnits: 1, automatic: true });
  expect(rule.units).toEqual([{ id: INSTITUTE }, { id: UNIVERSITY }]);
  const request = await accepted();
  expect(request).toMatchObject({ state: 'DISPATCHED', dispatches: [{ unit: { id: INSTITUTE } }] });
  const more = await send(
    staff,
    'dispatchTestRequest',
    { testRequestId: request.id, unitIds: [UNIVERSITY] },
    DISPATCHED,
  );
  expect(more.testRequest.dispatches).toHaveLength(2);
  const { dispatchRules } = await world.services.ask(staff, '{ dispatchRules { name active automatic } }');
  expect(dispatchRules.map(({ name }: Answer) => name)).toEqual(['食品', '规则', '自动']);
});

test('rules are the platform’s, of units that exist', async () => {
  expect((await putRule({}, owner)).__typename).toBe('NotPermitted');
  expect((await putRule({ unitIds: ['mdj:unit:none'] })).__typename).toBe('NotFound');
  expect((await putRule({ id: 'mdj:dispatchRule:none' })).__typename).toBe('NotFound');
  expect((await putRule({ name: ' ', mostUnits: 0 })).__typename).toBe('InvalidInput');
});
