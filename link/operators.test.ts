import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { network } from '../subgraphs/network/index.ts';
import { HLJ, MDJ } from '../test/harness/kernel.ts';
import { type LinkedPlatform, startLinked } from '../test/harness/linked.ts';
import { type TestSubgraph, testSubgraphs, user } from '../test/harness/subgraph.ts';

/** What operators see and do about the link through the graph. */
const operator = user('operator', 'PLATFORM_ADMINISTRATOR', ['hlj']);
let hlj: LinkedPlatform;
let mdj: LinkedPlatform;
let graph: TestSubgraph;

beforeAll(async () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };
  [mdj, hlj] = await Promise.all([startLinked(MDJ, { log }), startLinked(HLJ, { log })]);
  await hlj.pin(mdj);
  await mdj.pin(hlj);
  [graph] = (await testSubgraphs(hlj, [network])) as [TestSubgraph];
});
afterAll(async () => {
  await mdj.close();
  await hlj.close();
});

const queue = async () =>
  (await graph.run(operator, '{ partnerQueue { id platform type recordId state attempts lastError } }')).partnerQueue;
const operate = async (mutation: string, input: object, selection = '__typename') => {
  const type = `${mutation[0]?.toUpperCase()}${mutation.slice(1)}Input!`;
  return (
    await graph.run(operator, `mutation($input: ${type}) { ${mutation}(input: $input) { ${selection} } }`, { input })
  )[mutation];
};

test('an event that a partner does not take is seen, tried again, and let go with a reason in the audit trail', async () => {
  // About a record that is not hlj's own: the partner will never take it.
  const event = { type: 'booking.confirmed', recordId: 'jl:booking:1', version: 1, payload: {} };
  await hlj.kernel.transact(systemCaller('hlj', 'test'), (tx) => hlj.link.deliver(tx, 'mdj', event));
  for (let times = 0; times < 20; times += 1) await hlj.link.settle();
  const [stuck] = await queue();
  expect(stuck).toMatchObject({
    platform: 'mdj',
    recordId: 'jl:booking:1',
    state: 'STUCK',
    attempts: 20,
    lastError: 'not accepted by the partner',
  });
  expect(await operate('retryPartnerEvent', { idempotencyKey: 'r1', eventId: stuck.id })).toEqual({
    __typename: 'RetryPartnerEventSuccess',
  });
  expect((await queue())[0]).toMatchObject({ state: 'QUEUED', attempts: 0 });
  const letGo = { idempotencyKey: 'g1', eventId: stuck.id, reason: '记录不存在' };
  expect(await operate('giveUpPartnerEvent', letGo)).toEqual({ __typename: 'GiveUpPartnerEventSuccess' });
  expect(await queue()).toEqual([]);
  await hlj.kernel.settled();
  expect((await hlj.kernel.audit.list({ action: 'giveUpPartnerEvent', first: 1 }))[0]).toMatchObject({
    recordId: stuck.id,
    reason: '记录不存在',
  });
});

test('an event or a partner that is not there is NotFound', async () => {
  expect(await operate('retryPartnerEvent', { idempotencyKey: 'r2', eventId: 'none' })).toEqual({
    __typename: 'NotFound',
  });
  expect(await operate('blockPartner', { idempotencyKey: 'b1', platform: 'jl', blocked: true, reason: 'x' })).toEqual({
    __typename: 'NotFound',
  });
});

test('a partner is blocked and let in again', async () => {
  const partner = '... on BlockPartnerSuccess { partner { id status } }';
  const blocked = await operate(
    'blockPartner',
    { idempotencyKey: 'b2', platform: 'mdj', blocked: true, reason: '密钥泄露' },
    partner,
  );
  expect(blocked).toEqual({ partner: { id: 'mdj', status: 'DOWN' } });
  expect((await hlj.stores.partners.findByPlatform('mdj'))?.blocked).toBe(true);
  await operate('blockPartner', { idempotencyKey: 'b3', platform: 'mdj', blocked: false, reason: '已更换' }, partner);
  expect((await hlj.stores.partners.findByPlatform('mdj'))?.blocked).toBe(false);
});
