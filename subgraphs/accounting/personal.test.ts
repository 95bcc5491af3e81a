import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import type { Tx } from '../../kernel/types.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { accounting } from './index.ts';

const ME = 'mdj:account:individual';
const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
let world: TestKernel;
let graph: TestSubgraph;
beforeAll(async () => {
  world = await testKernel({ now: '2011-07-15T02:00:00Z' });
  [graph] = (await testSubgraphs(world, [accounting])) as [TestSubgraph];
});
afterAll(() => world.close());

const unsettled = () => world.kernel.people.unsettled(ME);
const transact = (work: (tx: Tx) => Promise<unknown>) => world.kernel.transact(systemCaller('mdj', 'test'), work);
const payment = (id: string, fen: number) => ({
  source: { id, kind: 'test' },
  debtor: ME,
  creditor: 'mdj',
  fen,
  text: '检测费',
});

test('money that is owed stands in the way, first as a debt, then as the statement that asks for it', async () => {
  expect(await unsettled()).toEqual([]);
  await transact((tx) => world.ledger.payments.bringForward(tx, payment('mdj:test:1', 12_000)));
  expect(await unsettled()).toEqual([{ kind: 'debt', id: ME, title: '', fen: 12_000 }]);
  world.clock.set('2011-10-02T02:00:00Z');
  const closed = await mutate(graph, staff, 'closePeriod', { span: '2011-Q3' }, '... on Refusal { message }');
  expect(closed).toMatchObject({ __typename: 'ClosePeriodSuccess' });
  const [statement] = await unsettled();
  expect(statement).toMatchObject({ kind: 'statement', title: expect.any(String), fen: 12_000 });
  expect((await world.kernel.people.export(ME)).statements).toMatchObject([{ _id: statement?.id, dueFen: 12_000 }]);
  const input = { statementId: statement?.id, giveUp: true, reason: '数额很小，不再收取' };
  expect(await mutate(graph, staff, 'confirmStatement', { statementId: statement?.id })).toMatchObject({
    __typename: 'ConfirmStatementSuccess',
  });
  const written = await mutate(graph, staff, 'writeOffStatement', input, '... on Refusal { message }');
  expect(written).toMatchObject({ __typename: 'WriteOffStatementSuccess' });
  expect(await unsettled()).toEqual([]);
});

test('money that is left in a purse is told', async () => {
  const opened = await mutate(
    graph,
    staff,
    'openPurse',
    { kind: 'PREPAID', owner: ME, issuer: 'mdj', fen: 5_000, reference: 'P-1' },
    '... on OpenPurseSuccess { purse { id } } ... on Refusal { message }',
  );
  expect(opened.__typename).toBe('OpenPurseSuccess');
  const { id } = opened.purse;
  expect(await unsettled()).toEqual([{ kind: 'purse', id, title: 'PREPAID', fen: 5_000 }]);
});
