import type { Person } from '../../platform/walkthrough/client.ts';
import type { PortalWorld } from './portal.ts';
import { accountId, at, UNIT } from './seed-names.ts';

interface TestItem {
  readonly id: string;
  readonly unit: { readonly id: string };
  readonly ownEquipment: boolean;
}

/** Test requests of a firm: one quoted, one whose samples are in the laboratory, one reported, one complained about; and one question without an account. */
export async function prepareTests(world: PortalWorld): Promise<void> {
  const engineer = await world.login('engineer');
  const unit = await world.login('mdj-unit');
  const item = await tensileTest(engineer);
  const quoted = await request(world, item, '钢板拉伸性能');
  await unit.do(
    'quoteTestRequest',
    { testRequestId: quoted, turnaroundDays: 4, validUntil: '2013-03-20T00:00:00.000Z' },
    'testRequest { state }',
  );
  await take(world, await request(world, item, '铝型材拉伸'));
  const reported = await request(world, item, '焊缝拉伸');
  await take(world, reported);
  await reportOn(world, reported);
  await engineer.do(
    'fileComplaint',
    { testRequestId: reported, kind: 'RESULT', text: '试样 B 的结果与自测相差较大，请复核。' },
    'complaint { id }',
  );
  await world.visitor('mdj').do(
    'askAboutTest',
    {
      title: '防冻液冰点',
      description: '一批防冻液需要测冰点，每批 3 个样。',
      contact: { name: '刘厂长', telephone: '13804530000' },
    },
    'inquiry { number }',
  );
}

/** The test that the unit of the lab offers by GB/T 228.1. */
async function tensileTest(engineer: Person): Promise<string> {
  const { search } = await engineer.ask(
    '{ search(text: "拉伸试验 GB/T 228.1", filter: { kinds: [TEST_ITEM], scope: OWN }, first: 50) { edges { node { record { ... on TestItem { id unit { id } ownEquipment } } } } } }',
  );
  const items: readonly TestItem[] = search.edges.map(({ node }: { node: { record: TestItem } }) => node.record);
  const item = items.find(({ unit, ownEquipment }) => unit.id === UNIT && !ownEquipment);
  if (!item) throw new Error('the lab offers no tensile test');
  return item.id;
}

/** A request that the platform accepted and sent to the unit of the lab. */
async function request(world: PortalWorld, testItemId: string, title: string): Promise<string> {
  const { testRequest } = await (await world.login('engineer')).do(
    'requestTest',
    {
      title,
      purpose: '出厂检验',
      items: [{ testItemId, sampleCount: 2 }],
      samples: [{ name: '试样 A' }, { name: '试样 B' }],
    },
    'testRequest { id }',
  );
  const staff = await world.login('mdj-staff');
  await staff.do('acceptTestRequest', { testRequestId: testRequest.id }, 'testRequest { state }');
  await staff.do('dispatchTestRequest', { testRequestId: testRequest.id, unitIds: [UNIT] }, 'testRequest { state }');
  return testRequest.id;
}

async function take(world: PortalWorld, testRequestId: string): Promise<void> {
  const unit = await world.login('mdj-unit');
  await unit.do('takeTestRequest', { testRequestId, unitId: UNIT, operatorName: '赵立新' }, 'testRequest { state }');
  await unit.do('receiveSamples', { testRequestId }, 'testRequest { state }');
  await world.settle('mdj');
}

/** The work, and the report through all hands: drafted, reviewed, issued. */
async function reportOn(world: PortalWorld, testRequestId: string): Promise<void> {
  const unit = await world.login('mdj-unit');
  const lab = await world.login('mdj-lab');
  const { testRequest } = await unit.ask(
    'query($id: ID!) { testRequest(id: $id) { workOrder { id } samples { id } takenItems { id } } }',
    { id: testRequestId },
  );
  const workOrderId = testRequest.workOrder.id;
  await lab.do(
    'recordUsage',
    { workOrderId, start: at(0, 10, 30), end: at(0, 11, 15), usageClass: 'TEST' },
    'workOrder { id }',
  );
  await lab.do('closeWorkOrder', { workOrderId, resultText: '抗拉强度 518–521 MPa' }, 'workOrder { state }');
  await world.settle('mdj');
  const results = testRequest.samples.map(({ id: sampleId }: { id: string }, index: number) => ({
    testItemId: testRequest.takenItems[0].id,
    sampleId,
    quantity: '抗拉强度 Rm',
    value: String(521 - 3 * index),
    unit: 'MPa',
    requirement: '≥ 500',
    verdict: 'PASS',
  }));
  await lab.do(
    'draftTestReport',
    { testRequestId, results, conclusion: '所检项目符合要求。' },
    'testRequest { state }',
  );
  await lab.do('submitTestReport', { testRequestId }, 'testRequest { state }');
  await unit.do('appointSignatory', { unitId: UNIT, accountId: accountId('mdj-unit') }, '__typename');
  await unit.do('reviewTestReport', { testRequestId, approve: true }, 'testRequest { state }');
  await unit.do('issueTestReport', { testRequestId }, 'testRequest { state }');
}
