import { type SeedInstrument, seedInstruments } from '../seed/instruments.ts';
import { seedKnowledge, trackingTopics } from '../seed/knowledge.ts';
import { seedStandards } from '../seed/standards.ts';
import { seedTestItems } from '../seed/test-items.ts';
import { type SeedUnit, seedUnits } from '../seed/units.ts';
import { seedUses } from '../seed/usage.ts';
import type { Platform } from './create-platform.ts';
import type { Progress } from './operations.ts';
import { createDemoAccounts, demoSignatories } from './seed/accounts.ts';
import { createDemoAdmissions } from './seed/admissions.ts';
import { loadRows, seedMarks } from './seed/load.ts';
import { instrumentRow, unitRow } from './seed/rows.ts';
import {
  achievementRow,
  documentRow,
  expertRow,
  needRow,
  patentRow,
  testItemRow,
  topicRow,
  trackingRow,
} from './seed/rows-knowledge.ts';
import { councilAgreement, instrumentTariff, pastUseRow, testItemTariff } from './seed/rows-service.ts';

/** The province's figures name its instruments, not its tests: the first of them offer some. */
const PROVINCIAL_TEST_INSTRUMENTS = 300;

/** One kind of the seed: how it is called, and its rows. */
interface Step {
  readonly kind: string;
  readonly rows: readonly unknown[];
  /** Rows that need what other rooms keep of the rows before them: everything must have settled first. */
  readonly afterSettling?: boolean;
}

/**
 * Fills an empty platform with the network at its real size (seed/figures.ts), times `scale`; a platform that has been seeded is left alone.
 * A start that was cut off goes on where it stopped: what is there already is not written again.
 */
export async function seedPlatform(
  platform: Platform,
  scale: number,
  progress: Progress,
): Promise<Readonly<Record<string, number>>> {
  const marks = seedMarks(platform);
  if (await marks.findOne({ _id: 'complete' })) return {};
  const counts: Record<string, number> = {};
  for (const { kind, rows, afterSettling } of steps(platform, scale)) {
    progress(kind, 0, rows.length);
    if (afterSettling) await platform.kernel.settled();
    counts[kind] = await loadRows(platform, kind, rows, (done) => progress(kind, done, rows.length));
  }
  if (platform.config.demo) {
    counts.account = await createDemoAccounts(platform);
    await createDemoAdmissions(platform);
    await loadRows(platform, 'signatory', demoSignatories(platform.config.id), () => undefined);
  }
  await platform.kernel.settled();
  await marks.insertOne({ _id: 'complete', done: 1 });
  return counts;
}

function steps(platform: Platform, scale: number): readonly Step[] {
  const { id, parent, level } = platform.config;
  const options = { platform: id, scale };
  const units = seedUnits(options);
  const unitOf = (unitId: string): SeedUnit => {
    const unit = units.find((one) => one.id === unitId);
    if (!unit) throw new RangeError(`the seed has no unit ${unitId}`);
    return unit;
  };
  const instruments = seedInstruments(options, units);
  const testItems = seedTestItems(
    id,
    level === 'CITY' ? instruments : instruments.slice(0, PROVINCIAL_TEST_INSTRUMENTS),
  );
  return [
    { kind: 'unit', rows: units.map((unit) => unitRow(id, parent, unit)) },
    {
      kind: 'instrument',
      rows: instruments.map((instrument) => instrumentRow(id, unitOf(instrument.unitId), instrument)),
    },
    { kind: 'testItem', rows: testItems.map((item) => testItemRow(unitOf(item.unitId), item)) },
    { kind: 'standard', rows: seedStandards },
    {
      kind: 'tariff',
      rows: [
        ...instruments.map((one) => instrumentTariff(id, one)),
        ...testItems.map((one) => testItemTariff(id, one)),
      ],
    },
    { kind: 'agreement', rows: agreements(platform) },
    ...(level === 'CITY' ? citySteps(id, scale, units, instruments) : []),
  ];
}

/** The council agreement between a province and each of its cities, known on both sides. */
function agreements(platform: Platform) {
  const { id, level, network } = platform.config;
  const pairs = network.flatMap((city) =>
    city.level === 'CITY' && city.parent ? [[city.parent, city.id] as const] : [],
  );
  return pairs
    .filter(([province, city]) => id === (level === 'PROVINCE' ? province : city))
    .map(([province, city]) => councilAgreement(province, city));
}

/** What the paper tells of the city's two years: knowledge, past uses, and what was counted. */
function citySteps(
  id: string,
  scale: number,
  units: readonly SeedUnit[],
  instruments: readonly SeedInstrument[],
): readonly Step[] {
  if (id !== 'mdj') return [];
  const knowledge = seedKnowledge(units, scale);
  return [
    { kind: 'expert', rows: knowledge.experts.map(expertRow) },
    { kind: 'achievement', rows: knowledge.achievements.map(achievementRow) },
    { kind: 'patent', rows: knowledge.patents.map(patentRow) },
    { kind: 'need', rows: knowledge.needs.map(needRow) },
    { kind: 'document', rows: knowledge.documents.map(documentRow) },
    { kind: 'topic', rows: trackingTopics.map((title) => topicRow(id, title)) },
    { kind: 'trackingItem', rows: knowledge.tracking.map(trackingRow) },
    { kind: 'pastUse', rows: seedUses(instruments, units, scale).map(pastUseRow), afterSettling: true },
    { kind: 'pastFigures', rows: [scale] },
  ];
}
