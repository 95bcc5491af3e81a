import { GraphQLError } from 'graphql';
import { type TableFormat, type WrittenFile, writeTableFile } from '../../../kernel/import/write-table.ts';
import type { InstrumentRecord } from '../instruments.ts';
import { columnsOf, type ExportTable } from './columns.ts';

export type ExportFormat = TableFormat;
export type ExportedFile = WrittenFile;

/** Largest export in one answer. */
const largestExport = 5000;

/** Throws BAD_USER_INPUT for a number of rows that an export does not have. */
export function assertExportRows(rows: number): void {
  if (rows >= 0 && rows <= largestExport) return;
  throw new GraphQLError(`rows must be between 0 and ${largestExport}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** Instruments as a table; with none, the empty template. */
export function writeTable(
  instruments: readonly InstrumentRecord[],
  table: ExportTable,
  format: ExportFormat,
): Promise<ExportedFile> {
  const columns = columnsOf(table);
  const lines = [
    columns.map(({ header }) => header),
    ...instruments.map((instrument) => columns.map(({ value }) => value(instrument))),
  ];
  return writeTableFile(`instruments-${table.toLowerCase()}`, lines, format);
}
