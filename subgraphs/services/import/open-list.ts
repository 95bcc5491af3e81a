import type { ColumnMapper, ColumnMapping, ConfirmedMapping } from '../../../kernel/import/mapping.ts';
import type { Draft } from '../../../kernel/import/run.ts';
import { ImportRefusal, type ImportSource } from '../../../kernel/import/source.ts';
import { openFile, type Table, type TableRow } from '../../../kernel/import/table.ts';

/** A list, opened: drafts are read as they are asked for. */
export interface OpenedList<D> {
  /** `CSV`, `TSV`, `XLSX` or `JSON`. */
  readonly format: string;
  readonly encoding: string;
  readonly mapping: readonly ColumnMapping[];
  readonly drafts: AsyncIterable<Draft<D>>;
}

/**
 * Opens a table with the confirmed mapping, or with the proposed one. Throws `ImportRefusal` for a file that is none; in a preview an unknown header
 * is no reason, because a person will map it.
 */
export async function openList<D>(
  source: ImportSource,
  columns: ColumnMapper,
  isHeader: (cells: readonly string[]) => boolean,
  confirmed: ConfirmedMapping | null,
  isPreview: boolean,
  draftOf: (row: TableRow, mapping: readonly ColumnMapping[]) => Draft<D>,
): Promise<OpenedList<D>> {
  const test = confirmed
    ? (cells: readonly string[]) => confirmed.every(({ column }) => cells.includes(column))
    : isHeader;
  const opened = await openFile(source, { test, orFirst: confirmed !== null || isPreview });
  if (opened.kind !== 'TABLE') throw noTable(opened.kind);
  const { table } = opened;
  const mapping = confirmed ? columns.confirmed(table.columns, confirmed) : columns.propose(table.columns);
  return { format: table.format, encoding: table.encoding, mapping, drafts: drafts(table, mapping, draftOf) };
}

async function* drafts<D>(
  table: Table,
  mapping: readonly ColumnMapping[],
  draftOf: (row: TableRow, mapping: readonly ColumnMapping[]) => Draft<D>,
): AsyncGenerator<Draft<D>> {
  for await (const row of table.rows) yield draftOf(row, mapping);
}

function noTable(kind: string): ImportRefusal {
  return new ImportRefusal(kind, {
    zh: '该文件不是表格，请使用模板（XLSX 或 CSV）。',
    en: 'The file is no table: use the template (XLSX or CSV).',
  });
}
