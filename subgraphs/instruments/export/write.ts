import { stringify } from 'csv-stringify/sync';
import { GraphQLError } from 'graphql';
import writeXlsx from 'write-excel-file/node';
import type { InstrumentRecord } from '../instruments.ts';
import { columnsOf, type ExportTable } from './columns.ts';

export type ExportFormat = 'CSV' | 'XLSX';

/** Largest export in one answer. */
const largestExport = 5000;

/** Throws BAD_USER_INPUT for a number of rows that an export does not have. */
export function assertExportRows(rows: number): void {
  if (rows >= 0 && rows <= largestExport) return;
  throw new GraphQLError(`rows must be between 0 and ${largestExport}.`, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** A file ready to be saved. */
export interface ExportedFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const mediaTypes: Readonly<Record<ExportFormat, string>> = {
  CSV: 'text/csv; charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** Instruments as a table; with none, the empty template. CSV has a byte order mark, so that Excel reads its Chinese, and guards formulas. */
export async function writeTable(
  instruments: readonly InstrumentRecord[],
  table: ExportTable,
  format: ExportFormat,
): Promise<ExportedFile> {
  const columns = columnsOf(table);
  const rows = [
    columns.map(({ header }) => header),
    ...instruments.map((instrument) => columns.map(({ value }) => value(instrument))),
  ];
  const bytes = format === 'CSV' ? csv(rows) : await workbook(rows);
  return { name: `instruments-${table.toLowerCase()}.${format.toLowerCase()}`, mediaType: mediaTypes[format], bytes };
}

function csv(rows: readonly (readonly string[])[]): Buffer {
  return Buffer.from(stringify(rows as string[][], { bom: true, escape_formulas: true, record_delimiter: 'windows' }));
}

/** All cells are text: inventory numbers keep their zeros, and no cell is a formula. */
async function workbook(rows: readonly (readonly string[])[]): Promise<Buffer> {
  const [header = [], ...body] = rows;
  const sheet = [
    header.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...body.map((row) => row.map((value) => ({ value, type: String }))),
  ];
  const columns = header.map(() => ({ width: 18 }));
  return writeXlsx(sheet, { columns, stickyRowsCount: 1 }).toBuffer();
}
