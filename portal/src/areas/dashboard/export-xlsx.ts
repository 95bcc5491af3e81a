import writeWorkbook, { type SheetData } from 'write-excel-file/universal';
import { FIGURES, type Figure, type Figures, isTime } from './figures.ts';
import type { DashboardFiguresQuery } from './generated.ts';

interface Words {
  readonly month: string;
  readonly platform: string;
  readonly unit: string;
  /** Follows the names of figures that are times. */
  readonly minutes: string;
}

const COLUMN_WIDTH = 18;

/** The figures of the wall as a workbook: by month and platform, and by unit. Times are whole minutes, so that nothing is rounded. */
export function figuresWorkbook(
  data: DashboardFiguresQuery,
  name: (figure: Figure) => string,
  words: Words,
): Promise<Blob> {
  const titles = FIGURES.map((figure) => (isTime(figure) ? `${name(figure)} (${words.minutes})` : name(figure)));
  const months = data.months.map((row) => [row.month ?? '', row.platform, ...valuesOf(row)]);
  const units = data.units.map((row) => [row.unit?.name ?? '', ...valuesOf(row)]);
  return writeWorkbook([
    sheet(words.month, [words.month, words.platform, ...titles], months),
    sheet(words.unit, [words.unit, ...titles], units),
  ]).toBlob();
}

/** One list as a workbook. */
export function listWorkbook(
  name: string,
  header: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): Promise<Blob> {
  return writeWorkbook([sheet(name, header, rows)]).toBlob();
}

function valuesOf(row: Figures): readonly number[] {
  return FIGURES.map((figure) => row[figure]);
}

function sheet(name: string, header: readonly string[], rows: readonly (readonly (string | number)[])[]) {
  const data: SheetData = [
    header.map((value) => ({ value, fontWeight: 'bold' as const })),
    ...rows.map((row) => row.map((value) => ({ value }))),
  ];
  return { sheet: name, data, columns: header.map(() => ({ width: COLUMN_WIDTH })), stickyRowsCount: 1 };
}
