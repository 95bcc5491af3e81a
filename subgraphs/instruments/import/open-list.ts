import type { ColumnMapping, ConfirmedMapping } from '../../../kernel/import/mapping.ts';
import type { ImportSource } from '../../../kernel/import/source.ts';
import { type HeaderRule, openFile, type Table } from '../../../kernel/import/table.ts';
import { draftOf, type InstrumentDraft } from './draft.ts';
import { instrumentColumns, isInstrumentHeader, proposeMapping, refuseVocabulary } from './mapping.ts';
import { pidinstJson, pidinstXml } from './pidinst.ts';

/** An equipment list, opened: drafts are read as they are asked for. */
export interface InstrumentList {
  /** `CSV`, `TSV`, `XLSX`, `JSON` or `PIDINST`. */
  readonly format: string;
  readonly encoding: string;
  /** Empty for PIDINST, whose properties need none. */
  readonly mapping: readonly ColumnMapping[];
  readonly drafts: AsyncIterable<InstrumentDraft>;
}

/**
 * Opens an equipment list with the confirmed mapping, or with the proposed one. Throws `ImportRefusal` for a file that is none; in a preview an
 * unknown header is no reason, because a person will map it.
 */
export async function openInstrumentList(
  source: ImportSource,
  confirmed?: ConfirmedMapping | null,
  isPreview = false,
): Promise<InstrumentList> {
  const opened = await openFile(source, headerRule(confirmed ?? null, isPreview));
  if (opened.kind === 'JSON') return records(opened.encoding, pidinstJson(opened.value));
  if (opened.kind === 'XML') return records(opened.encoding, pidinstXml(opened.text));
  const { table } = opened;
  refuseVocabulary(table.columns);
  const mapping = confirmed ? instrumentColumns.confirmed(table.columns, confirmed) : proposeMapping(table.columns);
  return { format: table.format, encoding: table.encoding, mapping, drafts: draftsOf(table, mapping) };
}

/** With a confirmed mapping the header is the line that has its columns; a wrong mapping is told as such. */
function headerRule(confirmed: ConfirmedMapping | null, isPreview: boolean): HeaderRule {
  if (!confirmed) return { test: isInstrumentHeader, orFirst: isPreview };
  return { test: (cells) => confirmed.every(({ column }) => cells.includes(column)), orFirst: true };
}

async function* draftsOf(table: Table, mapping: readonly ColumnMapping[]): AsyncGenerator<InstrumentDraft> {
  for await (const row of table.rows) yield draftOf(row, mapping);
}

function records(encoding: string, drafts: readonly InstrumentDraft[]): InstrumentList {
  return { format: 'PIDINST', encoding, mapping: [], drafts: iterate(drafts) };
}

async function* iterate(drafts: readonly InstrumentDraft[]): AsyncGenerator<InstrumentDraft> {
  yield* drafts;
}
