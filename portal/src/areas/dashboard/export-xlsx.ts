import writeWorkbook, { type SheetData } from 'write-excel-file/universal';
import { FIGURES, type Figure, isTime } from '../../parts/figures.ts';
import type { Figures } from './figures.ts';
import type { DashboardFiguresQuery } from './generated.ts';

interface Words {
  readonly month: string;
  readonly platform: string;
  readonly unit: string;
  readonly category: string;
  readonly district: string;
  /** Follows the names of figures that are times. */
  readonly minutes: string;
}

const COLUMN_WIDTH = 18;

/** The figures of the wall as a workbook: by month and platform, by unit, category and district. Times are whole minutes, so that nothing is rounded. */
export function figuresWorkbook(
  data: DashboardFiguresQuery,
  name: (figure: Figure) => string,
  words: Words,
): Promise<Blob> {
  const titles = FIGURES.map((figure) => (isTime(figure) ? `${name(figure)} (${words.minutes})` : name(figure)));
  const hours = `${name('machineMinutes')} (${words.minutes})`;
  const months = data.months.map((row) => [row.month ?? '', row.platform, ...valuesOf(row)]);
  const units = data.units.map((row) => [row.platform, row.unit?.name ?? '', ...valuesOf(row)]);
  const categories = data.categories.map((row) => [row.platform, row.category ?? '', row.machineMinutes]);
  return writeWorkbook([
    sheet(words.month, [words.month, words.platform, ...titles], months),
    sheet(words.unit, [words.platform, words.unit, ...titles], units),
    sheet(words.category, [words.platform, words.category, hours], categories),
    sheet(words.district, [words.district, hours], sharesOf(data.districtHours)),
  ]).toBlob();
}

function sharesOf(shares: readonly { readonly name: string; readonly effectiveMinutes: number }[]) {
  return shares.map(({ name, effectiveMinutes }) => [name, effectiveMinutes]);
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
