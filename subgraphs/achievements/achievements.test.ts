import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { announceUnit } from '../../test/harness/units.ts';
import { experts } from '../experts/index.ts';
import { patentCheckCharacter } from './domain/patent-number.ts';
import { achievements } from './index.ts';

const unitId = 'mdj:unit:college';
const firmId = 'mdj:unit:firm';
const head = user('head', 'UNIT_ADMINISTRATOR', ['mdj', unitId]);
const engineer = user('engineer', 'FIRM_USER', ['mdj', firmId]);
let test: TestKernel;
let graph: TestSubgraph;
let expertGraph: TestSubgraph;
beforeAll(async () => {
  test = await testKernel();
  [graph, expertGraph] = (await testSubgraphs(test, [achievements, experts])) as [TestSubgraph, TestSubgraph];
  await announceUnit(test, unitId, '牡丹江师范学院');
  await announceUnit(test, firmId, '小型铸造厂');
});
afterAll(() => test.close());

const number = (digits: string) => `ZL${digits}.${patentCheckCharacter(digits)}`;
const registerPatent = (input: object): Promise<Answer> =>
  mutate(
    graph,
    head,
    'registerPatent',
    { title: '一种夹具', ...input },
    '... on RegisterPatentSuccess { patent { id number kind } } ... on PatentNumberInvalid { number } ... on PatentAlreadyRegistered { existing { id } }',
  );

it('registers a patent by its number, once, with the kind that the number says', async () => {
  const { patent } = await registerPatent({ number: number('201120063513').toLowerCase() });
  expect(patent).toMatchObject({ number: number('201120063513'), kind: 'UTILITY_MODEL' });
  expect((await registerPatent({ number: number('201120063513') })).existing.id).toBe(patent.id);
  expect((await registerPatent({ number: 'ZL201120063513.Z' })).__typename).toBe('PatentNumberInvalid');
  expect((await registerPatent({ number: number('201120063514'), kind: 'INVENTION' })).__typename).toBe(
    'PatentNumberInvalid',
  );
});

it('ties achievements to experts and patents across subgraphs', async () => {
  const { expert } = await mutate(
    expertGraph,
    head,
    'registerExpert',
    { name: '赵教授', specialities: ['精密铸造', '熔模'], services: ['CONSULTING'] },
    '... on RegisterExpertSuccess { expert { id } }',
  );
  const { patent } = await registerPatent({ number: number('201110063515'), expertIds: [expert.id] });
  const input = {
    title: '熔模精密铸造工艺',
    level: 'NATIONAL_ADVANCED',
    stage: 'PILOT',
    year: 2011,
    expertIds: [expert.id],
    patentIds: [patent.id],
  };
  const { achievement } = await mutate(
    graph,
    head,
    'registerAchievement',
    input,
    '... on RegisterAchievementSuccess { achievement { id } }',
  );
  const document =
    'query ($r: [_Any!]!) { _entities(representations: $r) { ... on Expert { achievements { edges { node { title patents { id } experts { id } } } } patents { edges { node { id } } } } } }';
  const [entity] = (await graph.run(anonymous(), document, { r: [{ __typename: 'Expert', id: expert.id }] }))._entities;
  expect(entity.achievements.edges[0].node).toEqual({
    title: '熔模精密铸造工艺',
    patents: [{ id: patent.id }],
    experts: [{ id: expert.id }],
  });
  expect(entity.patents.edges).toHaveLength(1);

  await test.kernel.settled();
  const posted = await mutate(
    graph,
    engineer,
    'postTechnicalNeed',
    { title: '铸件气孔缺陷', description: '熔模精密铸造件气孔多，求专家诊断', keywords: ['精密铸造'] },
    '... on PostTechnicalNeedSuccess { technicalNeed { id status unit { id } matchingExperts { expert { id } } matchingAchievements { achievement { id } } } }',
  );
  expect(posted.technicalNeed).toMatchObject({
    status: 'OPEN',
    unit: { id: firmId },
    matchingExperts: [{ expert: { id: expert.id } }],
    matchingAchievements: [{ achievement: { id: achievement.id } }],
  });
});

it('moves a need along its table, by its own firm only', async () => {
  const { technicalNeed } = await mutate(
    graph,
    engineer,
    'postTechnicalNeed',
    { title: '求检测方法', description: '见附件' },
    '... on PostTechnicalNeedSuccess { technicalNeed { id } }',
  );
  const step = (caller: typeof engineer, name: string, more = {}) =>
    mutate(
      graph,
      caller,
      name,
      { needId: technicalNeed.id, ...more },
      '... on WrongState { state possible } ... on InvalidInput { problems { field } }',
    );
  expect((await step(user('rival', 'FIRM_USER', ['mdj', 'mdj:unit:rival']), 'matchTechnicalNeed')).__typename).toBe(
    'NotPermitted',
  );
  expect((await step(engineer, 'matchTechnicalNeed')).__typename).toBe('MatchTechnicalNeedSuccess');
  expect(await step(engineer, 'matchTechnicalNeed')).toEqual({
    __typename: 'WrongState',
    state: 'MATCHED',
    possible: ['close'],
  });
  expect((await step(engineer, 'closeTechnicalNeed', { reason: '' })).problems).toEqual([{ field: 'reason' }]);
  expect((await step(engineer, 'closeTechnicalNeed', { reason: '已解决' })).__typename).toBe(
    'CloseTechnicalNeedSuccess',
  );
  expect(
    (await mutate(graph, engineer, 'closeTechnicalNeed', { needId: 'mdj:need:none', reason: 'x' })).__typename,
  ).toBe('NotFound');
  const list = await graph.run(
    anonymous(),
    '{ technicalNeeds(filter: { status: CLOSED }) { totalCount edges { node { id } } } }',
  );
  expect(list.technicalNeeds).toEqual({ totalCount: 1, edges: [{ node: { id: technicalNeed.id } }] });
});
