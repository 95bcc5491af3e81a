import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { SAVED_SEARCHES_AT_MOST } from './domain/saved-search.ts';
import { members } from './index.ts';

let world: TestKernel;
let graph: TestSubgraph;
let people = 0;
let chen = user('chen', 'RESEARCHER', ['mdj']);
beforeAll(async () => {
  world = await testKernel();
  [graph] = (await testSubgraphs(world, [members])) as [TestSubgraph];
});
afterAll(() => world.close());
beforeEach(() => {
  people += 1;
  chen = user(`chen${people}`, 'RESEARCHER', ['mdj']);
});

const FIELDS = 'id name page text facets { name value } sort savedAt';
const kept = async (who = chen): Promise<Answer[]> =>
  (await graph.run(who, `{ mySavedSearches { ${FIELDS} } }`)).mySavedSearches;
const save = (name: string, more: object = {}, who = chen): Promise<Answer> =>
  mutate(
    graph,
    who,
    'saveSearch',
    { name, page: 'INSTRUMENTS', ...more },
    `... on SaveSearchSuccess { savedSearch { ${FIELDS} } } ... on SavedSearchNameTaken { savedSearch { id } }
     ... on TooManySavedSearches { limit } ... on InvalidInput { problems { field } } ... on Refusal { message }`,
  );
const rename = (id: string, name: string, who = chen): Promise<Answer> =>
  mutate(graph, who, 'renameSavedSearch', { id, name }, '... on Refusal { message }');

test('a search is kept as it stood on its page, listed newest first, renamed and deleted', async () => {
  const facets = [
    { name: 'scope', value: 'OWN' },
    { name: 'category', value: '显微镜' },
  ];
  const saved = (await save(' 扫描电镜 ', { text: ' SEM ', facets, sort: 'NEWEST' })).savedSearch;
  expect(saved).toMatchObject({ name: '扫描电镜', page: 'INSTRUMENTS', text: 'SEM', facets, sort: 'NEWEST' });
  await save('拉伸', { page: 'TEST_ITEMS' });
  expect((await kept()).map(({ name }) => name)).toEqual(['拉伸', '扫描电镜']);
  expect((await kept())[1]).toEqual(saved);
  expect((await rename(saved.id, '电镜')).__typename).toBe('RenameSavedSearchSuccess');
  expect((await mutate(graph, chen, 'deleteSavedSearch', { id: saved.id })).__typename).toBe(
    'DeleteSavedSearchSuccess',
  );
  expect((await kept()).map(({ name }) => name)).toEqual(['拉伸']);
});

test('a name is used once, in whatever letters; a search may keep its own', async () => {
  const { id } = (await save('XRD 本市')).savedSearch;
  const again = await save('ｘｒｄ 本市');
  expect(again).toMatchObject({ __typename: 'SavedSearchNameTaken', savedSearch: { id } });
  expect(again.message).toContain('rename or delete');
  const other = (await save('SEM')).savedSearch;
  expect((await rename(other.id, 'xrd 本市')).__typename).toBe('SavedSearchNameTaken');
  expect((await rename(id, 'xrd 本市')).__typename).toBe('RenameSavedSearchSuccess');
  expect((await save('SEM', {}, user('other', 'RESEARCHER', ['mdj']))).__typename).toBe('SaveSearchSuccess');
});

test('as many as one may keep, also when all are saved at once', async () => {
  const more = SAVED_SEARCHES_AT_MOST + 4;
  const answers = await Promise.all(Array.from({ length: more }, (_, at) => save(`search ${at}`)));
  const refused = answers.filter(({ __typename }) => __typename === 'TooManySavedSearches');
  expect(refused).toHaveLength(4);
  expect(refused[0]).toMatchObject({ limit: SAVED_SEARCHES_AT_MOST, message: expect.stringContaining('Delete one') });
  expect(await kept()).toHaveLength(SAVED_SEARCHES_AT_MOST);
});

test('what no page can carry is refused, field by field', async () => {
  const facets = [
    { name: 'q&x', value: 'a' },
    { name: 'home', value: 'x'.repeat(201) },
    { name: 'home', value: 'y' },
  ];
  const refused = await save(' ', { text: 'x'.repeat(201), sort: 'NAME; DROP', facets });
  expect(refused.problems.map(({ field }: { field: string }) => field)).toEqual([
    'name',
    'text',
    'facets',
    'facets.0',
    'facets.1',
    'sort',
  ]);
  expect((await save('x'.repeat(61))).problems).toEqual([{ field: 'name' }]);
});

test('nobody sees or touches what another keeps', async () => {
  const { id } = (await save('mine')).savedSearch;
  const other = user('nosy', 'PLATFORM_ADMINISTRATOR', ['mdj']);
  expect(await kept(other)).toEqual([]);
  expect((await rename(id, 'theirs', other)).__typename).toBe('NotFound');
  expect((await mutate(graph, other, 'deleteSavedSearch', { id })).__typename).toBe('NotFound');
  expect(await graph.codes(anonymous(), '{ mySavedSearches { id } }')).toEqual(['UNAUTHENTICATED']);
});

test('saved searches are personal: exported, erased with the account, and not told to the audit trail', async () => {
  await save('稀有的名称', { text: '稀有的词' });
  const { people: data } = world.kernel;
  expect((await data.export(chen.subject)).savedSearches).toMatchObject([{ name: '稀有的名称', text: '稀有的词' }]);
  await world.kernel.settled();
  const audited = JSON.stringify(await world.kernel.audit.list({ actor: chen.subject, first: 10, personal: 'shown' }));
  expect(audited).toContain('saveSearch');
  expect(audited).not.toContain('稀有');
  await world.kernel.transact(systemCaller('mdj', 'test'), (tx) => data.erase(tx, chen.subject));
  await world.kernel.settled();
  expect(await kept()).toEqual([]);
  const rows = await world.kernel.connection.collection('members_saved_searches').find({}).toArray();
  expect(JSON.stringify(rows)).not.toContain('稀有');
});
