import { connectControl } from '../../platform/control.ts';
import { createFoundation, type Foundation } from '../../platform/create-platform.ts';
import { createPlatformLog } from '../../platform/log.ts';
import type { Answer, Person } from './person.ts';
import { allOf, pause } from './run.ts';
import { type Side, UNIT, type World } from './world.ts';

/** What is asked for at hlj beside bookings: ids that the users of mdj name. */
export interface Offered {
  readonly testItemId: string;
  readonly documentId: string;
  readonly expertId: string;
}

/** One kind of request, filed at mdj and decided at hlj. Each is told from the others by a text of its own. */
interface Kind {
  readonly name: string;
  /** The mutation at mdj, and its input for the request with this mark. */
  readonly file: string;
  input(offered: Offered, mark: string): object;
  /** Where both sides keep it, and where the mark stands in a row. */
  readonly collection: string;
  readonly mark: string;
  readonly state: string;
  /** What hlj's staff still has to decide, and how it is decided. */
  open(staff: Person): Promise<readonly string[]>;
  decide(staff: Person, id: string, index: number): Promise<unknown>;
}

const ids = (page: Answer, state?: string): readonly string[] =>
  page.edges.flatMap(({ node }: Answer) => (state === undefined || node.state === state ? [node.id] : []));

/** One step by staff under a key of its own: repeated until it is answered, done once. */
function step(staff: Person, name: string, idField: string, id: string, more: object = {}): Promise<Answer> {
  const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const input = { idempotencyKey: `${name}-${id}`, [idField]: id, ...more };
  return staff.insist(`mutation S($input: ${type}!) { ${name}(input: $input) { __typename } }`, { input });
}

/** The list knows no filter by state: every page is read. */
async function openExpertRequests(staff: Person): Promise<readonly string[]> {
  const query =
    'query E($after: String) { expertRequests(first: 100, after: $after) { edges { node { id state } } pageInfo { endCursor hasNextPage } } }';
  const open: string[] = [];
  let after: string | null = null;
  do {
    const page: Answer = (await staff.insist(query, { after })).expertRequests;
    open.push(...ids(page, 'REQUESTED'));
    after = page.pageInfo.hasNextPage ? page.pageInfo.endCursor : null;
  } while (after !== null);
  return open;
}

const KINDS: readonly Kind[] = [
  {
    name: 'test request',
    file: 'requestTest',
    input: ({ testItemId }, title) => ({ title, purpose: 'p', items: [{ testItemId }], samples: [{ name: 'A' }] }),
    collection: 'services_test_requests',
    mark: 'title',
    state: 'state',
    open: async (staff) => {
      const query = '{ testRequests(first: 100, filter: { states: [REQUESTED] }) { edges { node { id state } } } }';
      return ids((await staff.insist(query)).testRequests, 'REQUESTED');
    },
    decide: (staff, id, index) =>
      index % 3 === 0
        ? step(staff, 'refuseTestRequest', 'testRequestId', id, { reason: '设备检修' })
        : step(staff, 'acceptTestRequest', 'testRequestId', id),
  },
  {
    name: 'delivery',
    file: 'requestDelivery',
    input: ({ documentId }, pageRange) => ({ documentId, pageRange }),
    collection: 'literature_deliveries',
    mark: 'pageRange',
    state: 'status',
    open: async (staff) =>
      ids((await staff.insist('{ openDeliveries(first: 100) { edges { node { id } } } }')).openDeliveries),
    decide: (staff, id, index) =>
      index % 3 === 0
        ? step(staff, 'refuseDelivery', 'deliveryId', id, { reason: '无馆藏' })
        : step(staff, 'fulfilDelivery', 'deliveryId', id),
  },
  {
    name: 'expert request',
    file: 'requestExpert',
    input: ({ expertId }, description) => ({ expertId, service: 'CONSULTING', description }),
    collection: 'experts_requests',
    mark: 'description',
    state: 'state',
    open: openExpertRequests,
    decide: (staff, id, index) =>
      index % 3 === 0
        ? step(staff, 'refuseExpertRequest', 'requestId', id, { reason: '出差' })
        : step(staff, 'acceptExpertRequest', 'requestId', id),
  },
];

/** Makes at hlj what can be asked for; mdj has harvested it when this resolves. */
export async function offer(staff: Person, { mdj, hlj }: World): Promise<Offered> {
  const item = {
    idempotencyKey: 'item',
    unitId: UNIT,
    name: '拉伸试验',
    sharing: 'PROVINCE',
    prices: [{ component: 'SAMPLE', amountFen: 7_000 }],
  };
  const { registerTestItem } = await staff.insist(
    'mutation I($input: RegisterTestItemInput!) { registerTestItem(input: $input) { ... on RegisterTestItemSuccess { testItem { id } } ... on Refusal { message } } }',
    { input: item },
  );
  const document = { idempotencyKey: 'document', title: '金属材料 拉伸试验', kind: 'STANDARD' };
  const { registerDocument } = await staff.insist(
    'mutation D($input: RegisterDocumentInput!) { registerDocument(input: $input) { ... on RegisterDocumentSuccess { literatureDocument { id } } ... on Refusal { message } } }',
    { input: document },
  );
  const expert = { idempotencyKey: 'expert', name: '赵教授', specialities: ['焊接'], services: ['CONSULTING'] };
  const { registerExpert } = await staff.insist(
    'mutation E($input: RegisterExpertInput!) { registerExpert(input: $input) { ... on RegisterExpertSuccess { expert { id } } ... on Refusal { message } } }',
    { input: expert },
  );
  if (!registerTestItem.testItem || !registerDocument.literatureDocument || !registerExpert.expert)
    throw new Error(
      `nothing is offered: ${registerTestItem.message} ${registerDocument.message} ${registerExpert.message}`,
    );
  for (const side of [hlj, mdj]) await (await connectControl(side.config.dataDir))?.settle();
  return {
    testItemId: registerTestItem.testItem.id,
    documentId: registerDocument.literatureDocument.id,
    expertId: registerExpert.expert.id,
  };
}

/** Files so many of each kind, each under one key until it is answered; what is not answered after a while is left to reconciliation. */
export async function fileRequests(
  users: readonly Person[],
  offered: Offered,
  each: number,
  random: () => number,
): Promise<void> {
  await allOf(each * KINDS.length, 12, async (index) => {
    const kind = KINDS[index % KINDS.length] as Kind;
    const mark = `torture ${Math.floor(index / KINDS.length)}`;
    const type = `${kind.file.charAt(0).toUpperCase()}${kind.file.slice(1)}Input`;
    const query = `mutation F($input: ${type}!) { ${kind.file}(input: $input) { __typename } }`;
    const input = { idempotencyKey: mark.replace(' ', '-'), ...kind.input(offered, mark) };
    for (let tries = 0; tries < 10; tries += 1) {
      const answer = await users[index % users.length]?.ask(query, { input });
      const outcome = answer?.[kind.file]?.__typename;
      if (outcome && outcome !== 'PartnerUnavailable') return;
      await pause(random() * 2000);
    }
  });
}

/** hlj's staff decides what is open now; the number of what was decided. */
export async function decideRequests(staff: Person): Promise<number> {
  let decided = 0;
  for (const kind of KINDS) {
    const open = await kind.open(staff);
    await allOf(open.length, 6, async (index) => void (await kind.decide(staff, open[index] as string, index)));
    decided += open.length;
  }
  return decided;
}

type Row = Readonly<Record<string, unknown>>;

/** Opens both databases, whose platforms must be dead, and compares row by row: each mark once on each side, in one state and at one price. */
export async function compareRequests(
  world: World,
  each: number,
): Promise<{ readonly problems: readonly string[]; readonly told: string }> {
  const [here, there] = [await open(world.mdj), await open(world.hlj)];
  try {
    const compared = await Promise.all(KINDS.map((kind) => compareKind(kind, here, there, each)));
    return {
      problems: compared.flatMap(({ problems }) => problems),
      told: compared.map(({ told }) => told).join('; '),
    };
  } finally {
    await here.close();
    await there.close();
  }
}

async function open({ config }: Side): Promise<Foundation> {
  return createFoundation(config, createPlatformLog(config));
}

async function compareKind(kind: Kind, here: Foundation, there: Foundation, each: number) {
  const rowsOf = ({ kernel }: Foundation) => kernel.connection.collection(kind.collection).find({}).toArray();
  const [mirrors, atHome] = [byMark(kind, await rowsOf(here)), byMark(kind, await rowsOf(there))];
  const problems: string[] = [];
  for (let index = 0; index < each; index += 1) {
    const mark = `torture ${index}`;
    const [mirror, second] = mirrors.get(mark) ?? [];
    const [home, twice] = atHome.get(mark) ?? [];
    if (second || twice) problems.push(`${kind.name} ${mark} is there twice`);
    if (mirror && home && (mirror.remoteId !== home._id || stateOf(kind, mirror) !== stateOf(kind, home)))
      problems.push(`${kind.name} ${mark} is ${stateOf(kind, mirror)} at mdj, ${stateOf(kind, home)} at hlj`);
    if (home && !mirror) problems.push(`${kind.name} ${mark} is at hlj only`);
    if (mirror && !home && mirror[kind.state] !== 'REFUSED')
      problems.push(`${kind.name} ${mark} is ${mirror[kind.state]} at mdj and unknown at hlj`);
  }
  const states = Map.groupBy([...mirrors.values()].flat(), (row) => row[kind.state]);
  const counted = [...states].map(([state, rows]) => `${state} ${rows.length}`).join(', ');
  return { problems, told: `${kind.name}: ${atHome.size} at hlj, ${mirrors.size} mirrors at mdj, ${counted}` };
}

function byMark(kind: Kind, rows: readonly Row[]): ReadonlyMap<unknown, readonly Row[]> {
  return Map.groupBy(rows, (row) => row[kind.mark]);
}

function stateOf({ state }: Kind, row: Row): string {
  const { netFen } = (row.price ?? {}) as { netFen?: number };
  return `${row[state]} ${netFen ?? '-'}`;
}
