import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemCaller } from '../../kernel/caller.ts';
import type { PartnerAnswer, Partners } from '../../kernel/partner-types.ts';
import { type TestKernel, testKernel } from '../../test/harness/kernel.ts';
import { mutate } from '../../test/harness/mutate.ts';
import { type Answer, anonymous, type TestSubgraph, testSubgraphs, user } from '../../test/harness/subgraph.ts';
import { literature } from './index.ts';

const staff = user('staff', 'PLATFORM_STAFF', ['mdj']);
const reader = user('reader', 'RESEARCHER', ['mdj', 'mdj:unit:college']);
/** The partner's side of the contract, as the test sets it. */
let answer: PartnerAnswer = { ok: false, unavailable: true, message: 'down' };
const asked: unknown[] = [];
const delivered: unknown[] = [];
const partners: Partners = {
  call: async (platform, _caller, _document, variables) => {
    asked.push({ platform, ...variables });
    return answer;
  },
  deliver: async (_tx, platform, event) => {
    delivered.push({ platform, type: event.type });
  },
  list: async () => [],
};
let test: TestKernel;
let graph: TestSubgraph;
beforeAll(async () => {
  test = await testKernel({ partners: () => partners });
  [graph] = (await testSubgraphs(test, [literature])) as [TestSubgraph];
});
afterAll(() => test.close());

const register = async (input: object): Promise<string> =>
  (
    await mutate(
      graph,
      staff,
      'registerDocument',
      { title: '金属材料 拉伸试验', kind: 'STANDARD', ...input },
      '... on RegisterDocumentSuccess { literatureDocument { id } }',
    )
  ).literatureDocument.id;
const counted = async (counter: string) => {
  await test.kernel.settled();
  return (await test.kernel.counted({}))
    .filter((row) => row.counter === counter)
    .reduce((sum, row) => sum + row.amount, 0);
};
const requestFields =
  '... on RequestDeliverySuccess { delivery { id status home } } ... on InvalidInput { problems { field } } ... on PartnerUnavailable { platform }';
const request = (input: object, caller = reader): Promise<Answer> =>
  mutate(graph, caller, 'requestDelivery', input, requestFields);

it('finds documents by words and counts each catalogue query', async () => {
  const id = await register({ standardNumber: 'GB/T 228.1-2021' });
  await test.kernel.settled();
  const { opac } = await graph.run(
    anonymous(),
    '{ opac(text: "拉伸试验") { totalCount edges { node { id standardNumber hasFullText } } } }',
  );
  expect(opac).toEqual({
    totalCount: 1,
    edges: [{ node: { id, standardNumber: 'GB/T 228.1-2021', hasFullText: false } }],
  });
  await expect.poll(() => counted('opacQueries')).toBe(1);
});

it('opens full texts for users and counts their pages once', async () => {
  const file = await test.kernel.files.upload(staff, 'a.pdf', 'application/pdf', Buffer.from('pdf'));
  const readers = await test.kernel.files.upload(reader, 'b.pdf', 'application/pdf', Buffer.from('other'));
  const others = { kind: 'ARTICLE', title: '别人的文件', fileId: readers.id };
  expect((await mutate(graph, staff, 'registerDocument', others)).__typename).toBe('NotFound');
  const documentId = await register({ title: '全文', pages: 12, fileId: file.id });
  const open = (input: object, caller = reader) =>
    mutate(
      graph,
      caller,
      'openFullText',
      { documentId, ...input },
      '... on OpenFullTextSuccess { fileId pages } ... on InvalidInput { problems { field } }',
    );
  const openLink = (input: object) =>
    mutate(graph, reader, 'openFullText', { idempotencyKey: 'read', ...input }, '... on OpenFullTextSuccess { url }');
  expect(await open({ idempotencyKey: 'read' })).toEqual({
    __typename: 'OpenFullTextSuccess',
    fileId: file.id,
    pages: 12,
  });
  await open({ idempotencyKey: 'read' });
  expect((await openLink({ documentId })).url).toMatch(new RegExp(`^/files/${encodeURIComponent(file.id)}\\?expires=`));
  expect(await open({ pages: 3 })).toMatchObject({ pages: 3 });
  expect((await open({ pages: 13 })).problems).toEqual([{ field: 'pages' }]);
  await expect.poll(() => counted('fullTextPages')).toBe(15);
  const without = await register({ title: '无全文' });
  expect((await open({ documentId: without })).__typename).toBe('NoFullText');
  expect((await open({ documentId: 'mdj:document:none' })).__typename).toBe('NotFound');
});

it('delivers a copy: asked for, sent, counted; or refused with a reason', async () => {
  const documentId = await register({ title: '要传递的文献' });
  const { delivery } = await request({ documentId, pageRange: '1-5' });
  expect(delivery).toMatchObject({ status: 'REQUESTED', home: 'mdj' });
  expect((await request({})).problems).toEqual([{ field: 'citation' }]);
  expect((await request({ documentId: 'mdj:document:none' })).__typename).toBe('NotFound');
  const open = async (caller: typeof staff) =>
    (await graph.run(caller, '{ openDeliveries { edges { node { id } } } }')).openDeliveries.edges;
  expect(await open(staff)).toEqual([{ node: { id: delivery.id } }]);
  const step = (name: string, input: object, caller = staff) =>
    mutate(
      graph,
      caller,
      name,
      { deliveryId: delivery.id, ...input },
      name === 'fulfilDelivery'
        ? '... on FulfilDeliverySuccess { delivery { status deliveredAt } }'
        : '... on WrongState { state }',
    );
  expect((await step('fulfilDelivery', {}, user('h', 'UNIT_ADMINISTRATOR', ['mdj', 'mdj:unit:x']))).__typename).toBe(
    'NotPermitted',
  );
  expect((await step('refuseDelivery', { reason: ' ' })).__typename).toBe('InvalidInput');
  expect((await step('fulfilDelivery', {})).delivery).toEqual({
    status: 'DELIVERED',
    deliveredAt: '2026-03-02T00:00:00.000Z',
  });
  expect((await step('refuseDelivery', { reason: '重复' })).state).toBe('DELIVERED');
  expect((await mutate(graph, staff, 'fulfilDelivery', { deliveryId: 'mdj:delivery:none' })).__typename).toBe(
    'NotFound',
  );
  await expect.poll(() => counted('documentDeliveries')).toBe(1);
  const mine = async (caller: typeof staff) =>
    (await graph.run(caller, '{ myDeliveries { edges { node { status } } } }')).myDeliveries.edges;
  expect([(await mine(reader)).length, (await mine(staff)).length]).toEqual([1, 0]);
  expect(
    (
      await graph.run(user('z', 'RESEARCHER', ['mdj']), 'query ($id: ID!) { delivery(id: $id) { id } }', {
        id: delivery.id,
      })
    ).delivery,
  ).toBeNull();
});

it('keeps the wish for a partner’s document, asks again under the same key, and follows its events', async () => {
  const copy = {
    id: 'hlj:document:1',
    kind: 'document',
    version: 1,
    title: '省馆藏',
    sharing: 'NATION',
    grade: 'OPEN',
    document: {},
  } as const;
  await test.kernel.catalogue.applyRemote('hlj', [copy], new Date('2026-03-01T00:00:00Z'));
  const input = { idempotencyKey: 'remote', documentId: copy.id };
  expect(await request(input)).toEqual({ __typename: 'PartnerUnavailable', platform: 'hlj' });
  answer = {
    ok: true,
    data: {
      requestDelivery: {
        __typename: 'PartnerRequest',
        id: 'hlj:delivery:9',
        idempotencyKey: 'x',
        state: 'REQUESTED',
        version: 1,
        reason: null,
      },
    },
  };
  const { delivery } = await request(input);
  expect(delivery).toMatchObject({ status: 'PENDING', home: 'hlj' });
  const keys = asked.map((call) => (call as Answer).input.idempotencyKey);
  expect(new Set(keys).size).toBe(1);
  await test.kernel.transact(systemCaller('mdj', 'test'), async (tx) => {
    tx.emit({
      type: 'partner.delivery.delivered',
      recordId: 'hlj:delivery:9',
      version: 2,
      payload: { id: 'hlj:delivery:9', state: 'DELIVERED', version: 2, reason: null },
    });
  });
  await test.kernel.settled();
  const read = await graph.run(reader, 'query ($id: ID!) { delivery(id: $id) { status version } }', {
    id: delivery.id,
  });
  expect(read.delivery).toEqual({ status: 'DELIVERED', version: 2 });
});

it('hands a partner’s refusal on, and tells the home platform of a remote user what became of the wish', async () => {
  answer = {
    ok: true,
    data: { requestDelivery: { __typename: 'PartnerRefusal', refusal: 'NotPermitted', message: 'no', details: {} } },
  };
  expect((await request({ documentId: 'hlj:document:1' })).__typename).toBe('NotPermitted');
  const documentId = await register({ title: '供省内用户' });
  const remote = user('guest', 'RESEARCHER', ['hlj'], { home: 'hlj' });
  const { delivery } = await request({ documentId }, remote);
  await mutate(graph, staff, 'fulfilDelivery', { deliveryId: delivery.id });
  expect(delivered).toEqual([{ platform: 'hlj', type: 'delivery.delivered' }]);
});
