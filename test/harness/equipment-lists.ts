import { createReadStream, existsSync } from 'node:fs';
import { systemCaller } from '../../kernel/caller.ts';
import type { ImportReport } from '../../kernel/import/run.ts';
import type { InstrumentDraft } from '../../subgraphs/instruments/import/draft.ts';
import { type InstrumentList, openInstrumentList } from '../../subgraphs/instruments/import/open-list.ts';
import { runImport } from '../../subgraphs/instruments/import/run-import.ts';
import type { InstrumentStore } from '../../subgraphs/instruments/instrument-store.ts';
import type { TestKernel } from './kernel.ts';

const folder = new URL('../../../shared/data/instruments/', import.meta.url);

/** Are the real lists there? Tests of them say that they are skipped where not. */
export const hasEquipmentLists = existsSync(folder);

/** File, format, encoding and rows of the real lists. */
export const equipmentLists: [string, string, string, number][] = [
  ['st-andrews-uniquip-equipment.csv', 'CSV', 'macintosh', 623],
  ['emsl-instruments.tsv', 'TSV', 'utf-8', 149],
  ['eu-research-infrastructures.csv', 'CSV', 'utf-8', 577],
  ['jp-shared-equipment-a.json', 'JSON', 'utf-8', 1976],
  ['UniquipTemplate.xlsx', 'XLSX', 'binary', 0],
  ['pidinst-example.json', 'PIDINST', 'utf-8', 1],
  ['ePIC_json_example.json', 'PIDINST', 'utf-8', 1],
  ['hzb-mx-14-1.xml', 'PIDINST', 'utf-8', 1],
  ['hzb-nanocluster.xml', 'PIDINST', 'utf-8', 1],
];

export function openEquipmentList(name: string): Promise<InstrumentList> {
  return openInstrumentList({ name, bytes: createReadStream(new URL(name, folder)) });
}

/** Imports the first `rows` of a list for a unit of its own. */
export async function importEquipmentList(
  { kernel }: TestKernel,
  store: InstrumentStore,
  name: string,
  rows = Number.POSITIVE_INFINITY,
): Promise<ImportReport> {
  const list = await openEquipmentList(name);
  const unitId = `mdj:unit:${name}`;
  const options = { unit: { _id: unitId, path: ['mdj', unitId] }, sharing: 'CITY', dryRun: false } as const;
  const drafts = first(list.drafts, rows);
  return runImport(kernel, store, systemCaller('mdj', 'test'), { ...list, drafts }, options);
}

async function* first(drafts: AsyncIterable<InstrumentDraft>, rows: number): AsyncGenerator<InstrumentDraft> {
  let seen = 0;
  for await (const draft of drafts) {
    seen += 1;
    if (seen > rows) return;
    yield draft;
  }
}
