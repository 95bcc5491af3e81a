import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { tracking } from './index.ts';

const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
let test: TestKernel;
let graph: TestSubgraph;
beforeAll(async () => {
  test = await testKernel();
  [graph] = (await testSubgraphs(test, [tracking])) as [TestSubgraph];
});
afterAll(() => test.close());

const topicFields = '... on CreateTopicSuccess { topic { id } } ... on InvalidInput { problems { field } }';
const publish = (input: object): Promise<Answer> =>
  mutate(
    graph,
    staff,
    'publishTrackingItem',
    { title: '新型复合材料进展', ...input },
    '... on PublishTrackingItemSuccess { trackingItem { id topic { title } } } ... on InvalidInput { problems { field } }',
  );

it('publishes items under topics, counts them, and lists the newest first', async () => {
  const { topic } = await mutate(graph, staff, 'createTopic', { title: '新材料跟踪' }, topicFields);
  expect((await mutate(graph, staff, 'createTopic', { title: '新材料跟踪' }, topicFields)).problems).toEqual([
    { field: 'title' },
  ]);
  expect(
    (await mutate(graph, user('u', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:1']), 'createTopic', { title: 'x' }))
      .__typename,
  ).toBe('NotPermitted');
  expect((await publish({ topicId: topic.id })).trackingItem.topic).toEqual({ title: '新材料跟踪' });
  test.clock.advance(1);
  await publish({ title: '第二条', topicId: topic.id });
  expect((await publish({ title: '' })).problems).toEqual([{ field: 'title' }]);
  expect((await publish({ topicId: 'mdj:topic:none' })).__typename).toBe('NotFound');
  const { topics } = await graph.run(anonymous(), '{ topics { title items { edges { node { title } } } } }');
  expect(topics).toEqual([
    { title: '新材料跟踪', items: { edges: [{ node: { title: '第二条' } }, { node: { title: '新型复合材料进展' } }] } },
  ]);
  await test.kernel.settled();
  const sum = async () =>
    (await test.kernel.counted({}))
      .filter((row) => row.counter === 'trackingItems')
      .reduce((total, row) => total + row.amount, 0);
  await expect.poll(sum).toBe(2);
});

it('adopts a partner’s topic, known from its items', async () => {
  const adopt = (title: string) =>
    mutate(
      graph,
      staff,
      'adoptTopic',
      { home: 'hlj', title },
      '... on AdoptTopicSuccess { topic { home adoptedBy items { edges { node { title } } } } }',
    );
  expect((await adopt('省专题')).__typename).toBe('NotFound');
  const item = {
    id: 'hlj:trackingItem:1',
    kind: 'trackingItem',
    version: 1,
    title: '省内动态',
    sharing: 'NATION',
    grade: 'OPEN',
    document: { topicTitle: '省专题' },
  } as const;
  await test.kernel.catalogue.applyRemote('hlj', [item], new Date('2026-03-01T00:00:00Z'));
  expect((await adopt('省专题')).topic).toEqual({
    home: 'hlj',
    adoptedBy: ['mdj'],
    items: { edges: [{ node: { title: '省内动态' } }] },
  });
});
