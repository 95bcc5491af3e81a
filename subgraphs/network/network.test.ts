import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import type { Partners } from '../../kernel/partner-types.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { experts } from '../experts/index.ts';
import { network } from './index.ts';

const harvested = new Date('2026-03-01T12:00:00Z');
const partners: Partners = {
  call: async () => ({ ok: false, unavailable: true, message: 'down' }),
  deliver: async () => undefined,
  list: async () => [
    {
      platform: 'hlj',
      name: { zh: '黑龙江', en: 'Heilongjiang' },
      status: 'DOWN',
      lastHarvestedAt: harvested,
      lastError: 'connect ECONNREFUSED',
    },
  ],
  figures: async () => [
    { platform: 'ningan', month: '2011-08', figures: { machineMinutes: 30, visits: 7 } },
    {
      platform: 'ningan',
      month: '2011-10',
      figures: { machineMinutes: 5 },
      units: [{ key: 'ningan:unit:1', figures: { machineMinutes: 5 } }],
      categories: [{ key: '分析仪器', figures: { machineMinutes: 5 } }],
    },
  ],
};
const staff = user('staff', 'PLATFORM_ADMINISTRATOR', ['mdj']);
let test: TestKernel;
let graph: TestSubgraph;
beforeAll(async () => {
  test = await testKernel({ partners: () => partners });
  const [net, expert] = (await testSubgraphs(test, [network, experts])) as [TestSubgraph, TestSubgraph];
  graph = net;
  await mutate(expert, staff, 'registerExpert', { name: '周焊接', specialities: ['焊接工艺'], services: [] });
  const copy = {
    id: 'hlj:expert:1',
    kind: 'expert',
    version: 1,
    title: '省焊接专家',
    sharing: 'NATION',
    grade: 'OPEN',
    document: { specialities: ['焊接'] },
  } as const;
  await test.kernel.catalogue.applyRemote('hlj', [copy], harvested);
  await test.kernel.settled();
});
afterAll(() => test.close());

it('searches the network while a partner is down, and says how old its part is', async () => {
  const search = (scope: string): Promise<Answer> =>
    graph.run(
      anonymous(),
      `{ search(text: "焊接", filter: { scope: ${scope} }) { edges { cursor node { kind title home asOf highlight record { __typename ... on Expert { id } } } } facets { kind count } capped } }`,
    );
  const all = (await search('NETWORK')).search;
  expect(all.facets).toEqual([{ kind: 'EXPERT', count: 2 }]);
  const remote = all.edges.find((edge: Answer) => edge.node.home === 'hlj').node;
  expect(remote).toMatchObject({
    title: '省焊接专家',
    asOf: harvested.toISOString(),
    record: { __typename: 'Expert', id: 'hlj:expert:1' },
  });
  expect(remote.highlight).toContain('<mark>');
  const own = (await search('OWN')).search.edges;
  expect(own.map((edge: Answer) => [edge.node.home, edge.node.asOf])).toEqual([['mdj', null]]);
});

it('pages through hits by the cursor of any of them', async () => {
  const first = (
    await graph.run(
      anonymous(),
      '{ search(text: "焊接", first: 1) { edges { cursor node { title } } pageInfo { hasNextPage endCursor } } }',
    )
  ).search;
  expect(first.pageInfo).toEqual({ hasNextPage: true, endCursor: first.edges[0].cursor });
  const next = (
    await graph.run(
      anonymous(),
      'query ($after: String) { search(text: "焊接", first: 1, after: $after) { edges { node { title } } pageInfo { hasNextPage } } }',
      { after: first.edges[0].cursor },
    )
  ).search;
  expect(next.pageInfo.hasNextPage).toBe(false);
  expect(next.edges[0].node.title).not.toBe(first.edges[0].node.title);
});

it('shows partners to all and their errors to administrators', async () => {
  expect((await graph.run(anonymous(), '{ platform { id level parent partners { id status } } }')).platform).toEqual({
    id: 'mdj',
    level: 'CITY',
    parent: 'hlj',
    partners: [{ id: 'hlj', status: 'DOWN' }],
  });
  expect((await graph.run(staff, '{ partners { lastError } }')).partners).toEqual([
    { lastError: 'connect ECONNREFUSED' },
  ]);
  expect(await graph.codes(anonymous(), '{ partners { lastError } }')).toEqual(['UNAUTHENTICATED']);
});

it('sums what was counted by unit and month, and counts a visit once per key', async () => {
  await test.kernel.transact(systemCaller('mdj', 'test'), async (tx) => {
    tx.count('machineMinutes', 135, { unitId: 'mdj:unit:1', at: new Date('2011-08-01T00:00:00Z') });
    tx.count('machineMinutes', 65, { unitId: 'mdj:unit:2', at: new Date('2011-08-31T17:00:00Z') });
    tx.count('documentDeliveries', 2, { unitId: 'mdj:unit:1', at: new Date('2011-08-02T00:00:00Z') });
  });
  for (const key of ['a', 'a', 'b']) await mutate(graph, anonymous(), 'recordVisit', { idempotencyKey: key });
  await test.kernel.settled();
  const ask = async (args: string, fields: string) =>
    (await graph.run(anonymous(), `{ statistics(${args}) { ${fields} } }`)).statistics;
  await expect.poll(async () => (await ask('filter: { from: "2026-03" }', 'visits'))[0]?.visits).toBe(2);
  expect(await ask('by: [MONTH], filter: { to: "2011-12" }', 'month machineMinutes documentDeliveries')).toEqual([
    { month: '2011-08', machineMinutes: 135, documentDeliveries: 2 },
    { month: '2011-09', machineMinutes: 65, documentDeliveries: 0 },
  ]);
  expect(
    await ask(
      'by: [UNIT, MONTH], filter: { from: "2011-08", to: "2011-08", unitId: "mdj:unit:1" }',
      'platform unit { id } month machineMinutes',
    ),
  ).toEqual([{ platform: 'mdj', unit: { id: 'mdj:unit:1' }, month: '2011-08', machineMinutes: 135 }]);
  expect(await ask('by: []', 'machineMinutes')).toEqual([{ machineMinutes: 200 }]);
  expect(await ask('by: [], filter: { scope: NETWORK }', 'platform machineMinutes')).toEqual([
    { platform: 'mdj', machineMinutes: 200 },
    { platform: 'ningan', machineMinutes: 35 },
  ]);
  expect(
    await ask(
      'by: [MONTH], filter: { scope: NETWORK, from: "2011-08", to: "2011-08" }',
      'platform month visits machineMinutes',
    ),
  ).toEqual([
    { platform: 'mdj', month: '2011-08', visits: 0, machineMinutes: 135 },
    { platform: 'ningan', month: '2011-08', visits: 7, machineMinutes: 30 },
  ]);
  expect(await graph.codes(anonymous(), '{ statistics(filter: { from: "2011-13" }) { visits } }')).toEqual([
    'BAD_USER_INPUT',
  ]);
});

it('divides what platforms below told by unit or by category; a month told as a whole says so, and the sums stay the same', async () => {
  await test.kernel.transact(systemCaller('mdj', 'use'), async (tx) => {
    const where = { unitId: 'mdj:unit:1', at: new Date('2012-01-10T00:00:00Z') };
    tx.count('machineMinutes', 40, { ...where, category: '分析仪器' });
    tx.count('machineMinutes', 2, where);
  });
  await test.kernel.settled();
  const ask = async (by: string, filter = 'scope: NETWORK'): Promise<Answer[]> =>
    (
      await graph.run(
        anonymous(),
        `{ statistics(by: [${by}], filter: { ${filter} }) { platform unitId category isUndivided machineMinutes } }`,
      )
    ).statistics;
  const ningan = (rows: Answer[]) => rows.filter(({ platform }) => platform === 'ningan');
  const undivided = { platform: 'ningan', unitId: null, category: null, isUndivided: true, machineMinutes: 30 };
  const divided = { ...undivided, isUndivided: false, machineMinutes: 5 };
  expect(ningan(await ask('UNIT'))).toEqual([{ ...divided, unitId: 'ningan:unit:1' }, undivided]);
  expect(ningan(await ask('CATEGORY'))).toEqual([undivided, { ...divided, category: '分析仪器' }]);
  const total = (rows: Answer[]) => rows.reduce((sum, { machineMinutes }) => sum + machineMinutes, 0);
  for (const by of ['UNIT', 'CATEGORY', 'MONTH', 'UNIT, MONTH']) expect(total(await ask(by)), by).toBe(277);
  expect(total(await ask('MONTH', 'scope: NETWORK, category: "分析仪器"'))).toBe(45);
  expect(total(await ask('MONTH', 'scope: NETWORK, unitId: "ningan:unit:1"'))).toBe(5);
  expect(total(await ask('UNIT, CATEGORY', 'scope: OWN'))).toBe(242);
  expect(
    await graph.codes(anonymous(), '{ statistics(by: [UNIT, CATEGORY], filter: { scope: NETWORK }) { visits } }'),
  ).toEqual(['BAD_USER_INPUT']);
});
