import { seedInstruments } from '../seed/instruments.ts';
import { seedUnits } from '../seed/units.ts';
import type { Platform } from './create-platform.ts';
import type { Progress } from './operations.ts';
import { createDemoAccounts } from './seed/accounts.ts';
import { loadRows, seedMarks } from './seed/load.ts';
import { instrumentRow, unitRow } from './seed/rows.ts';

/** One kind of the seed: how it is called, and its rows. */
interface Step {
  readonly kind: string;
  readonly rows: readonly unknown[];
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
  for (const { kind, rows } of steps(platform, scale)) {
    progress(kind, 0, rows.length);
    counts[kind] = await loadRows(platform, kind, rows, (done) => progress(kind, done, rows.length));
  }
  if (platform.config.demo) counts.account = await createDemoAccounts(platform);
  await platform.kernel.settled();
  await marks.insertOne({ _id: 'complete', done: 1 });
  return counts;
}

function steps(platform: Platform, scale: number): readonly Step[] {
  const { id, parent } = platform.config;
  const options = { platform: id, scale };
  const units = seedUnits(options);
  const unitOf = new Map(units.map((unit) => [unit.id, unit]));
  const instruments = seedInstruments(options, units);
  return [
    { kind: 'unit', rows: units.map((unit) => unitRow(id, parent, unit)) },
    {
      kind: 'instrument',
      rows: instruments.flatMap((instrument) => {
        const unit = unitOf.get(instrument.unitId);
        return unit ? [instrumentRow(id, unit, instrument)] : [];
      }),
    },
  ];
}
