import writeExcelFile from 'write-excel-file/node';
import type { Statement, StatementLine } from '../../../ledger/models.ts';
import { COLUMNS, headOf, type PartyNames, rowOf } from './statement-table.ts';

const MONEY = '#,##0.00';

type Cell =
  | string
  | { readonly value: number; readonly format: string }
  | { readonly value: string; readonly fontWeight: 'bold' };

/** The statement as XLSX: money as numbers in yuan (exact to the fen), so that it can be summed in a spreadsheet. */
export async function statementXlsx(
  statement: Statement,
  names: PartyNames,
  timeZone: string,
  lines: AsyncIterable<StatementLine>,
): Promise<Uint8Array> {
  const head = headOf(statement, names, timeZone);
  const rows: Cell[][] = [[bold(head.title)], ...head.facts.map(([label, value]) => [label, value]), []];
  rows.push(COLUMNS.map(bold));
  for await (const line of lines) rows.push(cellsOf(line, timeZone));
  rows.push([]);
  for (const [label, fen] of head.sums) rows.push([bold(label), money(fen)]);
  rows.push(['上期校验码', statement.previousHash], ['本期校验码（SHA-256）', statement.hash]);
  return writeExcelFile(rows as never, { sheet: statement.number.slice(0, 31) } as never).toBuffer();
}

function cellsOf(line: StatementLine, timeZone: string): Cell[] {
  const [day = '', kind = '', text = ''] = rowOf(line, timeZone);
  const minutes = { value: line.minutes, format: '0' };
  return [day, kind, text, minutes, money(line.listFen), money(line.waiverFen), money(line.fen)];
}

function bold(value: string): Cell {
  return { value, fontWeight: 'bold' };
}

function money(fen: number): Cell {
  return { value: fen / 100, format: MONEY };
}
