import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import iconv from 'iconv-lite';
import readSheets from 'read-excel-file/node';
import { decode } from './encoding.ts';
import { type FileFormat, recognise } from './format.ts';
import { ImportRefusal, type ImportSource, type PeekedSource, peek, readAll } from './source.ts';

/** One row of a table: 1 is the first row after the header. `cells` are by column; null where the table has nothing. */
export interface TableRow {
  readonly row: number;
  readonly cells: readonly (string | null)[];
}

/** A table to import; rows are read as they are asked for. */
export interface Table {
  readonly format: string;
  readonly encoding: string;
  readonly columns: readonly string[];
  readonly rows: AsyncIterable<TableRow>;
}

/** A file as its readers take it: a table, or one document of a format that is none. */
export type Opened =
  | { readonly kind: 'TABLE'; readonly table: Table }
  | { readonly kind: 'JSON'; readonly encoding: string; readonly value: unknown }
  | { readonly kind: 'XML'; readonly encoding: string; readonly text: string };

/** Largest workbook, JSON or XML file in bytes: these are read as a whole. CSV has no limit. */
export const wholeFileBytes = 64 * 1024 * 1024;

/** How the header of a table is found among its first five lines. */
export interface HeaderRule {
  test(cells: readonly string[]): boolean;
  /** Take the first line when none passes: a person will say what its columns mean. */
  readonly orFirst?: boolean;
}

/** Opens a file: CSV and TSV stream, XLSX is read as a whole, JSON with a list of flat records becomes a table. Throws `ImportRefusal`. */
export async function openFile(source: ImportSource, isHeader: HeaderRule): Promise<Opened> {
  const peeked = await peek(source);
  const format = recognise(peeked);
  if (format.kind === 'DELIMITED') return { kind: 'TABLE', table: await delimitedTable(peeked, format, isHeader) };
  const bytes = await readAll(peeked, wholeFileBytes);
  if (format.kind === 'XLSX') return { kind: 'TABLE', table: await workbookTable(bytes, isHeader) };
  const text = iconv.decode(bytes, format.encoding).replace(/^\ufeff/, '');
  if (format.kind === 'XML') return { kind: 'XML', encoding: format.encoding, text };
  return openJson(text, format.encoding);
}

async function delimitedTable(
  source: PeekedSource,
  format: Extract<FileFormat, { kind: 'DELIMITED' }>,
  isHeader: HeaderRule,
): Promise<Table> {
  const parser = Readable.from(decode(source.bytes, format.encoding)).pipe(
    parse({
      delimiter: format.delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: true,
      max_record_size: 4 * 1024 * 1024,
    }),
  );
  const lines = parser[Symbol.asyncIterator]() as AsyncIterator<string[]>;
  const { columns, pending } = await findHeader(lines, isHeader);
  const rows = numbered(chain(pending, lines), columns.length);
  return { format: format.delimiter === '\t' ? 'TSV' : 'CSV', encoding: format.encoding, columns, rows };
}

const headerLines = 5;

/** The header, and the lines that were read in search of it when it is the first of them after all. */
async function findHeader(
  lines: AsyncIterator<string[]>,
  isHeader: HeaderRule,
): Promise<{ readonly columns: readonly string[]; readonly pending: readonly string[][] }> {
  const read: string[][] = [];
  while (read.length < headerLines) {
    const { value, done } = await lines.next();
    if (done) break;
    const cells = value.map((cell) => cell.trim());
    if (isHeader.test(cells)) return { columns: cells, pending: [] };
    read.push(value);
  }
  const [first, ...pending] = read;
  if (first && isHeader.orFirst) return { columns: first.map((cell) => cell.trim()), pending };
  throw unknownTable(first ?? []);
}

function unknownTable(first: readonly string[]): ImportRefusal {
  const seen = first.filter(Boolean).slice(0, 8).join(', ');
  return new ImportRefusal('UNKNOWN_TABLE', {
    zh: `前五行中找不到可识别的表头（首行：${seen}）。请使用模板中的列名，或确认列映射。`,
    en: `None of the first five lines is a header that is known (the first has: ${seen}). Use the template's column names, or confirm a mapping.`,
  });
}

async function* chain(first: readonly string[][], rest: AsyncIterator<string[]>): AsyncGenerator<string[]> {
  try {
    yield* first;
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* numbered(lines: AsyncIterable<string[]>, width: number): AsyncGenerator<TableRow> {
  let row = 0;
  for await (const line of lines) {
    row += 1;
    yield { row, cells: Array.from({ length: width }, (_, index) => cellText(line[index])) };
  }
}

/** Text of a cell: trimmed, no-break spaces unified; empty and PostgreSQL's `\N` are null. */
function cellText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (value instanceof Date) return value.toISOString().slice(0, 10);
  const text = String(value).replaceAll('\u00a0', ' ').trim();
  return text === '' || text === '\\N' ? null : text;
}

async function workbookTable(bytes: Buffer, isHeader: HeaderRule): Promise<Table> {
  const sheets = await readWorkbook(bytes);
  const tested = sheets.map(({ data }) => ({
    data,
    at: data.slice(0, headerLines).findIndex((line) => isHeader.test(line.map((cell) => cellText(cell) ?? ''))),
  }));
  const sheet = tested.find(({ at }) => at >= 0) ?? (isHeader.orFirst ? { data: sheets[0]?.data ?? [], at: 0 } : null);
  if (!sheet) throw unknownTable((sheets[0]?.data[0] ?? []).map((cell) => cellText(cell) ?? ''));
  const columns = (sheet.data[sheet.at] ?? []).map((cell) => cellText(cell) ?? '');
  const rows = numbered(iterate(sheet.data.slice(sheet.at + 1)), columns.length);
  return { format: 'XLSX', encoding: 'binary', columns, rows };
}

async function readWorkbook(bytes: Buffer): Promise<{ readonly data: readonly (readonly unknown[])[] }[]> {
  try {
    return (await readSheets(bytes)) as unknown as { data: unknown[][] }[];
  } catch (error) {
    const en = `The workbook cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ImportRefusal('BROKEN_XLSX', { zh: '工作簿已损坏，无法读取。', en });
  }
}

async function* iterate(lines: readonly (readonly unknown[])[]): AsyncGenerator<string[]> {
  for (const line of lines)
    if (line.some((cell) => cellText(cell) !== null)) yield line.map((cell) => cellText(cell) ?? '');
}

function openJson(text: string, encoding: string): Opened {
  const value = parseJson(text);
  const records = recordsOf(value);
  if (!records) return { kind: 'JSON', encoding, value };
  const columns = [...new Set(records.flatMap((record) => Object.keys(record)))];
  const rows = async function* (): AsyncGenerator<TableRow> {
    for (const [index, record] of records.entries())
      yield { row: index + 1, cells: columns.map((column) => cellText(flat(record[column]))) };
  };
  return { kind: 'TABLE', table: { format: 'JSON', encoding, columns, rows: rows() } };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const en = `The JSON cannot be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new ImportRefusal('BROKEN_JSON', { zh: 'JSON 文件有语法错误，无法读取。', en });
  }
}

/** A list of flat records: the value itself or the one list in it (`items`, `data`, …). PIDINST's nested ones are none. */
function recordsOf(value: unknown): readonly Record<string, unknown>[] | null {
  if (Array.isArray(value)) return value.every(isFlatRecord) && value.length > 0 ? value : null;
  if (typeof value !== 'object' || value === null || 'Identifier' in value) return null;
  const lists = Object.values(value).filter((member) => Array.isArray(member) && member.length > 0);
  return lists.length === 1 ? recordsOf(lists[0]) : null;
}

function isFlatRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || 'parsed_data' in value || 'Identifier' in value) return false;
  return Object.values(value).every((member) => typeof member !== 'object' || member === null || Array.isArray(member));
}

function flat(value: unknown): unknown {
  return Array.isArray(value) ? value.join('; ') : value;
}
