import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { announceUnit } from '../../test/harness/units.ts';
import { isOrcid } from './domain/orcid.ts';
import { experts } from './index.ts';

const unitId = 'mdj:unit:college';
const head = user('head', 'UNIT_ADMINISTRATOR', ['mdj', unitId]);
const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
let test: TestKernel;
let graph: TestSubgraph;
beforeAll(async () => {
  test = await testKernel();
  [graph] = (await testSubgraphs(test, [experts])) as [TestSubgraph];
  await announceUnit(test, unitId, '牡丹江师范学院');
});
afterAll(() => test.close());

const fields =
  '... on RegisterExpertSuccess { expert { id unit { id } specialities } } ... on InvalidInput { problems { field } }';
const register = (input: object, caller = head): Promise<Answer> =>
  mutate(
    graph,
    caller,
    'registerExpert',
    { name: '赵教授', specialities: ['焊接'], services: ['DIAGNOSIS'], ...input },
    fields,
  );

it('registers an expert of the caller’s unit, of a named one, or of the platform', async () => {
  expect((await register({})).expert.unit).toEqual({ id: unitId });
  expect((await register({ unitId }, staff)).expert.unit).toEqual({ id: unitId });
  expect((await register({}, staff)).expert.unit).toBeNull();
});

it('refuses what is not covered, unknown or wrong', async () => {
  expect((await register({ unitId: 'mdj:unit:none' })).__typename).toBe('NotFound');
  expect((await register({ unitId }, user('x', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']))).__typename).toBe(
    'NotPermitted',
  );
  expect((await register({ name: ' ', orcid: '0000-0002-1825-0098' })).problems).toEqual([
    { field: 'name' },
    { field: 'orcid' },
  ]);
  expect(
    await graph.codes(anonymous(), 'mutation ($i: RegisterExpertInput!) { registerExpert(input: $i) { __typename } }', {
      i: { idempotencyKey: 'k', name: 'x', specialities: [], services: [] },
    }),
  ).toEqual(['UNAUTHENTICATED']);
  const first = { idempotencyKey: 'once', name: '钱' };
  await register(first);
  expect((await register({ ...first, name: '孙' })).__typename).toBe('IdempotencyConflict');
});

it('checks ORCID iDs by ISO 7064', () => {
  expect(isOrcid('0000-0002-1825-0097')).toBe(true);
  expect(isOrcid('https://orcid.org/0000-0002-1694-233X')).toBe(true);
  expect(isOrcid('0000-0002-1825-0098')).toBe(false);
});

it('lists by field and service, and takes the withdrawn out of lists and search but not out of history', async () => {
  const { expert } = await register({
    name: '李铸造',
    field: '材料科学',
    services: ['TRAINING'],
    specialities: ['铸造工艺'],
  });
  const list = async () =>
    (
      await graph.run(
        anonymous(),
        '{ experts(filter: { field: "材料科学", service: TRAINING }) { edges { node { id } } } }',
      )
    ).experts.edges;
  expect(await list()).toHaveLength(1);
  await test.kernel.settled();
  const found = () => test.kernel.search({ text: '铸造工艺', kinds: ['expert'], scope: 'OWN', first: 5 });
  expect((await found()).hits.map((hit) => hit.entry.id)).toEqual([expert.id]);
  const withdraw = (caller = head) =>
    mutate(
      graph,
      caller,
      'withdrawExpert',
      { expertId: expert.id, reason: '退休' },
      '... on WithdrawExpertSuccess { expert { withdrawn } } ... on WrongState { state }',
    );
  expect((await withdraw(user('x', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:other']))).__typename).toBe('NotPermitted');
  expect((await withdraw()).expert.withdrawn).toBe(true);
  expect((await withdraw()).state).toBe('WITHDRAWN');
  expect((await mutate(graph, head, 'withdrawExpert', { expertId: 'mdj:expert:none', reason: 'x' })).__typename).toBe(
    'NotFound',
  );
  expect(await list()).toEqual([]);
  await test.kernel.settled();
  expect((await found()).hits).toEqual([]);
  expect(
    (await graph.run(anonymous(), 'query ($id: ID!) { expert(id: $id) { name } }', { id: expert.id })).expert,
  ).toEqual({ name: '李铸造' });
});

it('goes to partners as far as sharing and grade allow, and comes from them as a copy', async () => {
  const { expert: shared } = await register({ name: '全国专家', sharing: 'NATION' });
  const { expert: internal } = await register({ name: '内部专家', grade: 'INTERNAL' });
  await test.kernel.settled();
  const partner = { id: 'hrb', level: 'CITY', parent: 'hlj' } as const;
  const { records } = await test.kernel.catalogue.changes({ since: 0, first: 500, partner });
  const sent = records.filter((record) => !record.withdrawn).map((record) => record.id);
  expect([sent.includes(shared.id), sent.includes(internal.id)]).toEqual([true, false]);
  const copy = {
    id: 'hlj:expert:1',
    kind: 'expert',
    version: 1,
    title: '省专家',
    sharing: 'NATION',
    grade: 'OPEN',
    document: { specialities: ['水利'], unitId: 'hlj:unit:1' },
  } as const;
  await test.kernel.catalogue.applyRemote('hlj', [copy], new Date('2026-03-01T00:00:00Z'));
  const read = await graph.run(
    anonymous(),
    '{ expert(id: "hlj:expert:1") { name home syncedAt specialities unit { id } } }',
  );
  expect(read.expert).toEqual({
    name: '省专家',
    home: 'hlj',
    syncedAt: '2026-03-01T00:00:00.000Z',
    specialities: ['水利'],
    unit: { id: 'hlj:unit:1' },
  });
});
