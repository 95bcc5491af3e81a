import type { ImportSource } from '../../../kernel/import/source.ts';
import { openFile, type Table } from '../../../kernel/import/table.ts';
import { type Draft, draftOf } from './draft.ts';
import {
  type ColumnMapping,
  confirmedMapping,
  isInstrumentHeader,
  proposeMapping,
  refuseVocabulary,
} from './mapping.ts';
import { pidinstJson, pidinstXml } from './pidinst.ts';

/** An equipment list, opened: drafts are read as they are asked for. */
export interface InstrumentList {
  /** `CSV`, `TSV`, `XLSX`, `JSON` or `PIDINST`. */
  readonly format: string;
  readonly encoding: string;
  /** Empty for PIDINST, whose properties need none. */
  readonly mapping: readonly ColumnMapping[];
  readonly drafts: AsyncIterable<Draft>;
}

/** Opens an equipment list with the confirmed mapping, or with the proposed one. Throws `ImportRefusal` for a file that is none. */
export async function openInstrumentList(
  source: ImportSource,
  confirmed?: readonly { readonly column: string; readonly field?: string | null | undefined }[] | null,
): Promise<InstrumentList> {
  const opened = await openFile(source, isInstrumentHeader);
  if (opened.kind === 'JSON') return records(opened.encoding, pidinstJson(opened.value));
  if (opened.kind === 'XML') return records(opened.encoding, pidinstXml(opened.text));
  const { table } = opened;
  refuseVocabulary(table.columns);
  const mapping = confirmed ? confirmedMapping(table.columns, confirmed) : proposeMapping(table.columns);
  return { format: table.format, encoding: table.encoding, mapping, drafts: draftsOf(table, mapping) };
}

async function* draftsOf(table: Table, mapping: readonly ColumnMapping[]): AsyncGenerator<Draft> {
  for await (const row of table.rows) yield draftOf(row, mapping);
}

function records(encoding: string, drafts: readonly Draft[]): InstrumentList {
  return { format: 'PIDINST', encoding, mapping: [], drafts: iterate(drafts) };
}

async function* iterate(drafts: readonly Draft[]): AsyncGenerator<Draft> {
  yield* drafts;
}
