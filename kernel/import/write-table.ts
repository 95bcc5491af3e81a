import { stringify } from 'csv-stringify/sync';
import writeXlsx from 'write-excel-file/node';

export type TableFormat = 'CSV' | 'XLSX';

/** A file ready to be saved. */
export interface WrittenFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

const mediaTypes: Readonly<Record<TableFormat, string>> = {
  CSV: 'text/csv; charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

/** A table as a file, its first line the header. CSV has a byte order mark, so that Excel reads its Chinese, and guards formulas. */
export async function writeTableFile(
  name: string,
  lines: readonly (readonly string[])[],
  format: TableFormat,
): Promise<WrittenFile> {
  const bytes = format === 'CSV' ? csv(lines) : await workbook(lines);
  return { name: `${name}.${format.toLowerCase()}`, mediaType: mediaTypes[format], bytes };
}

function csv(lines: readonly (readonly string[])[]): Buffer {
  return Buffer.from(stringify(lines as string[][], { bom: true, escape_formulas: true, record_delimiter: 'windows' }));
}

/** All cells are text: inventory numbers keep their zeros, and no cell is a formula. */
async function workbook(lines: readonly (readonly string[])[]): Promise<Buffer> {
  const [header = [], ...body] = lines;
  const sheet = [
    header.map((value) => ({ value, type: String, fontWeight: 'bold' as const })),
    ...body.map((line) => line.map((value) => ({ value, type: String }))),
  ];
  const columns = header.map(() => ({ width: 18 }));
  return writeXlsx(sheet, { columns, stickyRowsCount: 1 }).toBuffer();
}
