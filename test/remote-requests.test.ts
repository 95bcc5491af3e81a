import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SubgraphDefinition } from '../subgraphs/create-subgraph.ts';
import { experts } from '../subgraphs/experts/index.ts';
import { literature } from '../subgraphs/literature/index.ts';
import { services } from '../subgraphs/services/index.ts';
import { type Answer, person, unitEvent } from './harness/booking-world.ts';
import { admitted, delivered, happen, linkedRooms, type Rooms } from './harness/linked-rooms.ts';

const LAB = 'hlj:unit:lab';
const FIRM = 'mdj:unit:firm';
const scopes = ['services:request', 'services:manage', 'services:administer', 'knowledge:request', 'knowledge:write'];
const engineer = person('engineer', FIRM, [{ role: 'FIRM_USER', path: ['mdj', FIRM] }], { scopes });
const staff = person('staff', null, [{ role: 'PLATFORM_STAFF', path: ['hlj'] }], {
  subject: 'hlj:account:staff',
  home: 'hlj',
  scopes,
});

/** One kind of request that is filed at mdj and done at hlj. */
interface Kind {
  readonly name: string;
  readonly definition: SubgraphDefinition;
  readonly job: string;
  /** Makes at hlj what can be asked for; gives the input of the request. */
  offer(rooms: Rooms): Promise<object>;
  file(rooms: Rooms, input: object): Promise<Answer>;
  /** Id and state of each at mdj (the user's own list) and at hlj (the staff's). */
  here(rooms: Rooms): Promise<readonly (readonly string[])[]>;
  there(rooms: Rooms): Promise<readonly (readonly string[])[]>;
  /** A step of hlj's staff, and the state that both sides show after it. */
  step(rooms: Rooms, id: string): Promise<string>;
  /** The state of one that hlj has and nobody has touched, as mdj shows it. */
  readonly filed: string;
}

const nodes = (page: Answer): readonly (readonly string[])[] =>
  page.edges.map(({ node }: Answer) => [node.id, node.state ?? node.status]);

const testRequests: Kind = {
  name: 'a test request',
  definition: services,
  job: 'services.reconcile',
  offer: async (rooms) => {
    const unit = { ...unitEvent(LAB, 'UNIVERSITY').payload, path: ['hlj', LAB], home: 'hlj' };
    await happen(rooms, 'unit.accepted', LAB, unit);
    const offered = { unitId: LAB, name: '拉伸试验', prices: [{ component: 'SAMPLE', amountFen: 7_000 }] };
    const fields = '... on RegisterTestItemSuccess { testItem { id } } ... on Refusal { message }';
    const { testItem } = await rooms.atHlj.send(staff, 'registerTestItem', offered, fields);
    return { title: 't', purpose: 'p', items: [{ testItemId: testItem.id }], samples: [{ name: 'A' }] };
  },
  file: async ({ atMdj }, input) => {
    const fields = '... on RequestTestSuccess { testRequest { id state } } ... on Refusal { message }';
    const payload = await atMdj.send(engineer, 'requestTest', { ...input }, fields);
    return { ...payload, record: payload.testRequest };
  },
  here: async ({ atMdj }) =>
    nodes((await atMdj.ask(engineer, '{ myTestRequests(first: 50) { edges { node { id state } } } }')).myTestRequests),
  there: async ({ atHlj }) =>
    nodes((await atHlj.ask(staff, '{ testRequests(first: 50) { edges { node { id state } } } }')).testRequests),
  step: async ({ atHlj }, testRequestId) => {
    await atHlj.send(staff, 'acceptTestRequest', { testRequestId }, '... on Refusal { message }');
    return 'ACCEPTED';
  },
  filed: 'REQUESTED',
};

const deliveries: Kind = {
  name: 'a document delivery',
  definition: literature,
  job: 'literature.reconcile',
  offer: async (rooms) => {
    const fields = '... on RegisterDocumentSuccess { literatureDocument { id } } ... on Refusal { message }';
    const registered = { title: '金属材料 拉伸试验', kind: 'STANDARD' };
    const { literatureDocument } = await rooms.atHlj.send(staff, 'registerDocument', registered, fields);
    const copy = { id: literatureDocument.id, kind: 'document', version: 1, title: 't', document: {} };
    const record = { ...copy, sharing: 'NATION', grade: 'OPEN' } as const;
    await rooms.mdj.kernel.catalogue.applyRemote('hlj', [record], rooms.mdj.clock.now());
    return { documentId: literatureDocument.id };
  },
  file: async ({ atMdj }, input) => {
    const fields = '... on RequestDeliverySuccess { delivery { id status } } ... on Refusal { message }';
    const payload = await atMdj.send(engineer, 'requestDelivery', { ...input }, fields);
    return { ...payload, record: payload.delivery };
  },
  // A mirror keeps its own id and stays PENDING until it is delivered: only the row says whether hlj has it.
  here: async ({ mdj }) => {
    const rows = mdj.kernel.connection.collection<{ _id: string; remoteId: string | null; status: string }>(
      'literature_deliveries',
    );
    return (await rows.find({}).toArray()).map(({ _id, remoteId, status }) => [remoteId ?? _id, status]);
  },
  there: async ({ atHlj }) =>
    nodes((await atHlj.ask(staff, '{ openDeliveries(first: 50) { edges { node { id status } } } }')).openDeliveries),
  step: async ({ atHlj }, deliveryId) => {
    await atHlj.send(staff, 'fulfilDelivery', { deliveryId }, '... on Refusal { message }');
    return 'DELIVERED';
  },
  filed: 'PENDING',
};

const expertRequests: Kind = {
  name: 'a request to an expert',
  definition: experts,
  job: 'experts.reconcile',
  offer: async (rooms) => {
    const fields = '... on RegisterExpertSuccess { expert { id } } ... on Refusal { message }';
    const profile = { name: '赵教授', specialities: ['焊接'], services: ['CONSULTING'] };
    const { expert } = await rooms.atHlj.send(staff, 'registerExpert', profile, fields);
    const copy = { id: expert.id, kind: 'expert', version: 1, title: '赵教授', document: profile };
    const record = { ...copy, sharing: 'NATION', grade: 'OPEN' } as const;
    await rooms.mdj.kernel.catalogue.applyRemote('hlj', [record], rooms.mdj.clock.now());
    return { expertId: expert.id, service: 'CONSULTING', description: '焊缝开裂，求诊断' };
  },
  file: async ({ atMdj }, input) => {
    const fields = '... on RequestExpertSuccess { expertRequest { id state } } ... on Refusal { message }';
    const payload = await atMdj.send(engineer, 'requestExpert', { ...input }, fields);
    return { ...payload, record: payload.expertRequest };
  },
  here: async ({ atMdj }) =>
    nodes(
      (await atMdj.ask(engineer, '{ myExpertRequests(first: 50) { edges { node { id state } } } }')).myExpertRequests,
    ),
  there: async ({ atHlj }) =>
    nodes((await atHlj.ask(staff, '{ expertRequests(first: 50) { edges { node { id state } } } }')).expertRequests),
  step: async ({ atHlj }, requestId) => {
    await atHlj.send(staff, 'acceptExpertRequest', { requestId }, '... on Refusal { message }');
    return 'ACCEPTED';
  },
  filed: 'REQUESTED',
};

describe.each([testRequests, deliveries, expertRequests])('$name at another platform', (kind) => {
  let rooms: Rooms;
  let input: object;
  /** hlj goes down when it has done what was asked and before it answers. */
  let loseAnswer = false;

  beforeAll(async () => {
    rooms = await linkedRooms(kind.definition, [engineer], async (platform, source) => {
      if (!loseAnswer || platform !== 'hlj' || !source.startsWith('mutation')) return;
      loseAnswer = false;
      await rooms.hlj.listen(false);
    });
    await admitted(rooms, engineer);
    input = await kind.offer(rooms);
  });
  afterAll(async () => {
    await rooms.mdj.close();
    await rooms.hlj.close();
  });

  const stateHere = async (id: string) => (await kind.here(rooms)).filter(([known]) => known === id);
  const pendingHere = async () => (await kind.here(rooms)).filter(([id]) => id?.startsWith('mdj:'));

  test('is kept while that is down, and filed there once when it is back', async () => {
    const wish = { ...input, idempotencyKey: 'down' };
    const before = (await kind.there(rooms)).length;
    await rooms.hlj.listen(false);
    expect((await kind.file(rooms, wish)).__typename).toBe('PartnerUnavailable');
    expect(await pendingHere()).toEqual([[expect.any(String), 'PENDING']]);
    await rooms.hlj.listen(true);
    const { record } = await kind.file(rooms, wish);
    expect((await kind.file(rooms, wish)).record.id).toBe(record.id);
    expect(await pendingHere()).toEqual([]);
    const there = await kind.there(rooms);
    expect(there).toHaveLength(before + 1);
    expect(await kind.here(rooms)).toEqual([[there[0]?.[0], kind.filed]]);
  });

  test('whose answer is lost is pending until it is asked for by key, and ends the same on both sides', async () => {
    const before = (await kind.there(rooms)).length;
    loseAnswer = true;
    expect((await kind.file(rooms, { ...input, idempotencyKey: 'lost' })).__typename).toBe('PartnerUnavailable');
    expect(await pendingHere()).toEqual([[expect.any(String), 'PENDING']]);
    rooms.mdj.clock.advance(2);
    await rooms.mdj.kernel.jobs.run(kind.job);
    expect(await pendingHere()).toHaveLength(1);
    await rooms.hlj.listen(true);
    await rooms.mdj.kernel.jobs.run(kind.job);
    expect(await pendingHere()).toEqual([]);
    const there = await kind.there(rooms);
    expect(there).toHaveLength(before + 1);
    const known = new Set((await kind.here(rooms)).map(([id]) => id));
    expect(there.filter(([id]) => !known.has(id ?? ''))).toEqual([]);
    for (const [id = ''] of there) {
      const state = await kind.step(rooms, id);
      await delivered(rooms);
      expect(await stateHere(id)).toEqual([[id, state]]);
    }
  });
});
