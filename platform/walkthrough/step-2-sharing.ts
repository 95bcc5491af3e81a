import { seedId } from '../../seed/random.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

export interface SharedInstruments {
  /** hlj's, bookable by mdj's users. */
  readonly provincialId: string;
  readonly cityId: string;
}

/** A unit of each platform shares a large instrument; each catalogue harvests the other's. */
export async function sharing(world: World, report: Report): Promise<SharedInstruments> {
  report.step(2, 'Sharing goes both ways: each catalogue harvests the other');
  const provincialId = await shareOne(
    world,
    'hlj-unit',
    seedId('hlj', 'unit', 'hlj-unit-001'),
    '球差校正透射电子显微镜',
    1_280_000_000,
  );
  const cityId = await shareOne(world, 'mdj-unit', seedId('mdj', 'unit', 'mdj-unit-01'), '激光拉曼光谱仪', 68_000_000);
  await world.settle('hlj', 'mdj', 'hlj', 'mdj');
  const found = await find(world, 'mdj', '球差校正透射电子显微镜');
  report.figure(
    'a city query over the network finds hlj’s instrument, home',
    found.map((node) => [node.id, node.home]),
    [[provincialId, 'hlj']],
  );
  const back = await find(world, 'hlj', '激光拉曼光谱仪');
  report.figure(
    'a provincial query finds mdj’s, home',
    back.map((node) => [node.id, node.home]),
    [[cityId, 'mdj']],
  );
  const small = await shareRefused(world);
  report.figure('an instrument below ¥200,000 cannot be shared on the province', small, 'BelowSharingThreshold');
  return { provincialId, cityId };
}

async function shareOne(
  world: World,
  username: string,
  unitId: string,
  name: string,
  originalValueFen: number,
): Promise<string> {
  const administrator = await world.login(username);
  const { instrument } = await administrator.do(
    'registerInstrument',
    {
      unitId,
      name,
      sharing: 'UNIT',
      details: { category: '分析仪器', originalValueFen, localId: `WT-${originalValueFen}`, serviceModes: ['BOOKING'] },
    },
    'instrument { id isLarge }',
  );
  await administrator.do(
    'shareInstrument',
    { instrumentId: instrument.id, sharing: 'PROVINCE' },
    'instrument { sharing }',
  );
  return instrument.id;
}

async function shareRefused(world: World): Promise<string> {
  const administrator = await world.login('mdj-unit');
  const { instrument } = await administrator.do(
    'registerInstrument',
    {
      unitId: seedId('mdj', 'unit', 'mdj-unit-01'),
      name: '离心机',
      sharing: 'UNIT',
      details: { originalValueFen: 1_500_000, localId: 'WT-SMALL' },
    },
    'instrument { id }',
  );
  return (
    await administrator.attempt(
      'shareInstrument',
      { instrumentId: instrument.id, sharing: 'PROVINCE' },
      'instrument { sharing }',
    )
  ).__typename;
}

async function find(world: World, platform: string, name: string): Promise<readonly { id: string; home: string }[]> {
  const { instruments } = await world
    .visitor(platform)
    .ask(
      'query($name: String!) { instruments(filter: { scope: NETWORK, name: $name }) { edges { node { id home name } } } }',
      { name },
    );
  return instruments.edges.map((edge: { node: { id: string; home: string } }) => ({
    id: edge.node.id,
    home: edge.node.home,
  }));
}
