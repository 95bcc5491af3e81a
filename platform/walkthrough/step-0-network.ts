import { figures } from '../../seed/figures.ts';
import type { Report } from './report.ts';
import type { World } from './world.ts';

const counted = [
  'visits',
  'fullTextPages',
  'opacQueries',
  'documentDeliveries',
  'trackingItems',
  'machineMinutes',
] as const;

/** The seeded network's figures (domain.md §1), times `scale`, as anybody can ask them. */
export async function seededNetwork(world: World, report: Report, scale: number): Promise<void> {
  const scaled = (figure: number): number => Math.round(figure * scale);
  const { statistics, units, instruments, experts, achievements, patents, technicalNeeds } = await world
    .visitor('mdj')
    .ask(`{
    statistics { ${counted.join(' ')} }
    units(filter: { status: MEMBER, role: OWNER }) { totalCount }
    instruments { totalCount }
    experts { totalCount } achievements { totalCount } patents { totalCount } technicalNeeds { totalCount }
  }`);
  for (const name of counted)
    report.figure(`${name} of mdj since 2011`, statistics[0]?.[name], scaled(figures.mdj[name]));
  report.figure(
    'instruments of mdj, the platform’s own included',
    instruments.totalCount,
    scaled(figures.mdj.networkInstruments) + scaled(figures.mdj.ownEquipment),
  );
  report.figure('experts', experts.totalCount, scaled(figures.mdj.experts));
  report.figure('achievements', achievements.totalCount, scaled(figures.mdj.achievements));
  report.figure('patents', patents.totalCount, scaled(figures.mdj.patents));
  report.figure('technical needs', technicalNeeds.totalCount, scaled(figures.mdj.technicalNeeds));
  report.say(`${units.totalCount} units that share or use`);
  const province = await world.visitor('hlj').ask('{ instruments { totalCount } }');
  report.figure('instruments of hlj', province.instruments.totalCount, scaled(figures.hlj.instruments));
}
