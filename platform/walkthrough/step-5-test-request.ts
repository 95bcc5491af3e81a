import { seedId } from '../../seed/random.ts';
import type { Person } from './client.ts';
import type { Report } from './report.ts';
import { balances } from './step-4-use.ts';
import type { World } from './world.ts';

const unit1 = seedId('mdj', 'unit', 'mdj-unit-01');
const firm = seedId('mdj', 'unit', 'mdj-firm-01');
const centre = seedId('mdj', 'unit', 'mdj-centre');

const requestSelection = 'testRequest { id state }';
const priced = 'testRequest { state actualMinutes collector price { listFen waiverFen netFen } report { number } }';

/** A firm's test request in the collaboration network, and one by telephone on the platform's own equipment. */
export async function testRequests(world: World, report: Report): Promise<void> {
  report.step(
    5,
    'Test requests: dispatched to two units and taken by one; by telephone on own equipment to the quarterly statement',
  );
  const engineer = await world.login('engineer');
  const items = await tensileTests(engineer);
  report.atLeast('units of mdj that offer “拉伸试验 GB/T 228.1”', new Set(items.map((item) => item.unit.id)).size, 2);
  await networkRequest(world, report, engineer, items);
  await telephoneRequest(world, report);
  await balances(world, report);
}

interface TestItem {
  readonly id: string;
  readonly unit: { readonly id: string };
  readonly ownEquipment: boolean;
}

async function tensileTests(engineer: Person): Promise<readonly TestItem[]> {
  const { search } = await engineer.ask(
    '{ search(text: "拉伸试验 GB/T 228.1", filter: { kinds: [TEST_ITEM], scope: OWN }, first: 50) { edges { node { record { ... on TestItem { id name unit { id } ownEquipment } } } } } }',
  );
  return search.edges.map(({ node }: { node: { record: TestItem } }) => node.record);
}

async function networkRequest(
  world: World,
  report: Report,
  engineer: Person,
  items: readonly TestItem[],
): Promise<void> {
  const offered = items.filter((item) => !item.ownEquipment);
  const first = offered.find((item) => item.unit.id === unit1) ?? offered[0];
  const second = offered.find((item) => item.unit.id !== first?.unit.id);
  if (!first || !second) throw new Error('the seed has no two units with tensile tests');
  const { testRequest } = await engineer.do(
    'requestTest',
    {
      title: '钢板拉伸性能',
      purpose: '出厂检验',
      items: [{ testItemId: first.id, sampleCount: 3 }],
      samples: [{ name: '试样 A' }, { name: '试样 B' }, { name: '试样 C' }],
    },
    'testRequest { id state samples { id code } }',
  );
  report.figure('samples of the request', testRequest.samples.length, 3);
  const staff = await world.login('mdj-staff');
  await staff.do('acceptTestRequest', { testRequestId: testRequest.id }, requestSelection);
  const dispatched = await staff.do(
    'dispatchTestRequest',
    { testRequestId: testRequest.id, unitIds: [first.unit.id, second.unit.id] },
    'testRequest { state dispatches { unit { id } answer } }',
  );
  report.figure('dispatched to units', dispatched.testRequest.dispatches.length, 2);
  const taker = await world.login('mdj-unit');
  await taker.do(
    'takeTestRequest',
    { testRequestId: testRequest.id, unitId: first.unit.id, operatorName: '赵立新' },
    requestSelection,
  );
  const taken = await staff.ask('query($id: ID!) { testRequest(id: $id) { dispatches { answer } } }', {
    id: testRequest.id,
  });
  report.figure(
    'taken by one, the other lapses',
    taken.testRequest.dispatches.map(({ answer }: { answer: string }) => answer).sort(),
    ['LAPSED', 'TAKEN'],
  );
  const done = await work(world, await world.login('mdj-lab'), taker, testRequest.id, 95);
  report.figure('actual minutes', done.testRequest.actualMinutes, 95);
  report.figure('cost fee by the tariff, 3 × ¥80: list, waiver, net in fen', amounts(done), [24_000, 0, 24_000]);
  report.figure('owed to the unit', done.testRequest.collector, first.unit.id);
  report.say(`report ${done.testRequest.report?.number}`);
  const { balances: owed } = await engineer.ask('query($id: ID!) { balances(partyId: $id) { debtor creditor fen } }', {
    id: firm,
  });
  report.figure(
    'the firm owes the unit, in fen',
    owed.find((row: { debtor: string; creditor: string }) => row.debtor === firm && row.creditor === first.unit.id)
      ?.fen,
    24_000,
  );
}

async function telephoneRequest(world: World, report: Report): Promise<void> {
  const staff = await world.login('mdj-staff');
  const { testItems } = await staff.ask(
    'query($id: ID!) { testItems(filter: { unitId: $id, ownEquipment: true }, first: 1) { edges { node { id name prices { component amountFen } } } } }',
    { id: centre },
  );
  const item = testItems.edges[0].node;
  const sampleFen = item.prices.find((price: { component: string }) => price.component === 'SAMPLE').amountFen;
  const { testRequest } = await staff.do(
    'requestTest',
    {
      channel: 'TELEPHONE',
      title: item.name,
      purpose: '电话委托',
      items: [{ testItemId: item.id, sampleCount: 2 }],
      samples: [{ name: '样品 1' }, { name: '样品 2' }],
      onBehalfOf: { firmId: firm, contactName: '周海涛' },
    },
    requestSelection,
  );
  await staff.do('acceptTestRequest', { testRequestId: testRequest.id }, requestSelection);
  await staff.do('dispatchTestRequest', { testRequestId: testRequest.id, unitIds: [centre] }, requestSelection);
  await staff.do(
    'takeTestRequest',
    { testRequestId: testRequest.id, unitId: centre, operatorName: '王晓梅' },
    requestSelection,
  );
  const done = await work(world, staff, await world.login('mdj-admin'), testRequest.id, 50);
  report.figure('by telephone, on own equipment: owed to the platform', done.testRequest.collector, 'mdj');
  await statement(world, report, staff, 2 * sampleFen);
}

/** `unit` receives the samples, records the use, uploads the raw data and drafts the report; `head` reviews and issues it. */
// biome-ignore lint/suspicious/noExplicitAny: the walkthrough reads fields that it just asked for
async function work(world: World, unit: Person, head: Person, testRequestId: string, minutes: number): Promise<any> {
  await unit.do('receiveSamples', { testRequestId }, requestSelection);
  await world.settle('mdj');
  const { testRequest } = await unit.ask('query($id: ID!) { testRequest(id: $id) { workOrder { id state } } }', {
    id: testRequestId,
  });
  const workOrderId = testRequest.workOrder.id;
  const now = Date.parse((await (await world.operations('mdj')).advanceClock(minutes + 5)).now);
  const end = new Date(Math.floor(now / 60_000) * 60_000 - 60_000);
  const start = new Date(end.getTime() - minutes * 60_000);
  await unit.do(
    'recordUsage',
    { workOrderId, start: start.toISOString(), end: end.toISOString(), usageClass: 'TEST' },
    'workOrder { id }',
  );
  const fileId = await unit.upload('检测结果.csv', 'text/csv', Buffer.from('试样,抗拉强度 MPa\nA,521\nB,518\nC,525\n'));
  await unit.do(
    'closeWorkOrder',
    { workOrderId, resultText: '抗拉强度 518–525 MPa', resultFileIds: [fileId] },
    'workOrder { state }',
  );
  await world.settle('mdj');
  await draftReport(unit, testRequestId, fileId);
  await unit.do('submitTestReport', { testRequestId }, requestSelection);
  await head.do('reviewTestReport', { testRequestId, approve: true }, requestSelection);
  return head.do('issueTestReport', { testRequestId }, priced);
}

/** The tensile strength of every sample, with the raw data attached. */
async function draftReport(unit: Person, testRequestId: string, fileId: string): Promise<void> {
  const { testRequest } = await unit.ask(
    'query($id: ID!) { testRequest(id: $id) { samples { id } takenItems { id } } }',
    { id: testRequestId },
  );
  const testItemId = testRequest.takenItems[0].id;
  const results = testRequest.samples.map(({ id: sampleId }: { id: string }, index: number) => {
    const value = String(521 - index);
    return { testItemId, sampleId, quantity: '抗拉强度 Rm', value, unit: 'MPa', requirement: '≥ 500', verdict: 'PASS' };
  });
  const draft = { testRequestId, results, conclusion: '所检项目符合要求。', attachmentIds: [fileId] };
  await unit.do('draftTestReport', draft, requestSelection);
}

// biome-ignore lint/suspicious/noExplicitAny: the walkthrough reads fields that it just asked for
const amounts = ({ testRequest: { price } }: any): number[] => [price.listFen, price.waiverFen, price.netFen];

/** The quarter ends; its period is closed; the firm has its statement. */
async function statement(world: World, report: Report, staff: Person, fen: number): Promise<void> {
  const now = Date.parse((await (await world.operations('mdj')).advanceClock(0)).now);
  const quarterEnd = Date.parse('2013-04-01T01:00:00.000Z');
  await world.advance(Math.ceil((quarterEnd - now) / 60_000));
  const closed = await staff.do(
    'closePeriod',
    { span: '2013-Q1' },
    'statements { id debtor creditor dueFen lineCount hash }',
  );
  const own = closed.statements.find(
    (one: { debtor: string; creditor: string }) => one.debtor === firm && one.creditor === 'mdj',
  );
  report.figure('quarterly settlement statement of the firm, due in fen', own?.dueFen, fen);
  report.figure('its lines', own?.lineCount, 1);
  report.say(`hash ${own?.hash?.slice(0, 16)}…`);
}
