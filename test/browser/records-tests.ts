import type { PortalWorld } from './portal.ts';
import { UNIT } from './seed-names.ts';

interface TestItem {
  readonly id: string;
  readonly unit: { readonly id: string };
  readonly ownEquipment: boolean;
}

/** Test requests of a firm: one quoted, one whose samples are under way. */
export async function prepareTests(world: PortalWorld): Promise<readonly string[]> {
  const engineer = await world.login('engineer');
  const staff = await world.login('mdj-staff');
  const unit = await world.login('mdj-unit');
  const { search } = await engineer.ask(
    '{ search(text: "拉伸试验 GB/T 228.1", filter: { kinds: [TEST_ITEM], scope: OWN }, first: 50) { edges { node { record { ... on TestItem { id unit { id } ownEquipment } } } } } }',
  );
  const items: readonly TestItem[] = search.edges.map(({ node }: { node: { record: TestItem } }) => node.record);
  const item = items.find(({ unit: owner, ownEquipment }) => owner.id === UNIT && !ownEquipment);
  if (!item) throw new Error('the lab offers no tensile test');
  const request = async (title: string): Promise<string> => {
    const { testRequest } = await engineer.do(
      'requestTest',
      {
        title,
        purpose: '出厂检验',
        items: [{ testItemId: item.id, sampleCount: 2 }],
        samples: [{ name: '试样 A' }, { name: '试样 B' }],
      },
      'testRequest { id }',
    );
    await staff.do('acceptTestRequest', { testRequestId: testRequest.id }, 'testRequest { state }');
    await staff.do('dispatchTestRequest', { testRequestId: testRequest.id, unitIds: [UNIT] }, 'testRequest { state }');
    return testRequest.id;
  };
  const quoted = await request('钢板拉伸性能');
  await unit.do(
    'quoteTestRequest',
    { testRequestId: quoted, turnaroundDays: 4, validUntil: '2013-03-20T00:00:00.000Z' },
    'testRequest { state }',
  );
  const taken = await request('铝型材拉伸');
  await unit.do(
    'takeTestRequest',
    { testRequestId: taken, unitId: UNIT, operatorName: '赵立新' },
    'testRequest { state }',
  );
  await unit.do('receiveSamples', { testRequestId: taken }, 'testRequest { state }');
  return [];
}
