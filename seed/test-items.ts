import type { SeedInstrument } from './instruments.ts';
import { seedId } from './random.ts';
import type { TestTemplate } from './vocabulary.ts';

export interface SeedTestItem {
  readonly id: string;
  readonly unitId: string;
  readonly instrumentIds: readonly string[];
  readonly name: string;
  readonly synonyms: readonly string[];
  readonly standard: string;
  readonly specimen: string;
  readonly samplePriceFen: number;
  readonly turnaroundDays: number;
}

/** One test item per unit and standard, done on all instruments of the unit that serve it. */
export function seedTestItems(platform: string, instruments: readonly SeedInstrument[]): readonly SeedTestItem[] {
  const items = new Map<string, { test: TestTemplate; unitId: string; instrumentIds: string[] }>();
  for (const instrument of instruments) {
    for (const test of instrument.template.tests) {
      const key = `${instrument.unitKey}/${test.standard}`;
      const item = items.get(key) ?? { test, unitId: instrument.unitId, instrumentIds: [] };
      item.instrumentIds.push(instrument.id);
      items.set(key, item);
    }
  }
  return [...items].map(([key, { test, unitId, instrumentIds }]) => ({
    id: seedId(platform, 'testItem', key),
    unitId,
    instrumentIds,
    name: test.name,
    synonyms: test.synonyms,
    standard: test.standard,
    specimen: test.specimen,
    samplePriceFen: test.sampleYuan * 100,
    turnaroundDays: test.days,
  }));
}
