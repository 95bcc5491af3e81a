import { FIGURES, type Figure, isTime } from '../../parts/figures.ts';

/** One row: figures as counted, minutes as minutes; some are left out in some groupings. */
export type FigureRow = Readonly<Partial<Record<Figure, number>>>;
export type MonthRow = FigureRow & { readonly month: string | null };

const MINUTES_IN_HOUR = 60;

/** A figure as it is shown: minutes become whole hours. */
export function figureOf(row: FigureRow, figure: Figure): number {
  const value = row[figure] ?? 0;
  return isTime(figure) ? Math.round(value / MINUTES_IN_HOUR) : value;
}

/** The years that have figures, earliest first. */
export function yearsOf(rows: readonly MonthRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ month }) => (month ? [month.slice(0, 4)] : [])))].sort();
}

/** The latest year that has any of a figure, else the latest of all: what a reader wants to see first. */
export function lastYearWith(rows: readonly MonthRow[], figure: Figure): string | undefined {
  const years = yearsOf(rows);
  return years.findLast((year) => monthsOf(rows, year).some((row) => (row[figure] ?? 0) > 0)) ?? years.at(-1);
}

/** A year's months in order. */
export function monthsOf<Row extends MonthRow>(rows: readonly Row[], year: string): readonly Row[] {
  const own = rows.filter(({ month }) => month?.startsWith(`${year}-`));
  return own.toSorted((a, b) => String(a.month).localeCompare(String(b.month)));
}

/** Sums by a key, in the order in which the keys come first; rows without a key are left out. */
export function sumBy<Row extends FigureRow>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | null,
): ReadonlyMap<string, FigureRow> {
  const groups = Map.groupBy(rows, (row) => keyOf(row) ?? '');
  groups.delete('');
  return new Map([...groups].map(([key, group]) => [key, sumOf(group)]));
}

/** One row for each month, over the platforms. */
export function sumByMonth(rows: readonly MonthRow[]): readonly MonthRow[] {
  return [...sumBy(rows, ({ month }) => month)].map(([month, sums]) => ({ month, ...sums }));
}

/** Sums of each year, latest first. Minutes are summed before they are rounded to hours. */
export function sumByYear(rows: readonly MonthRow[]): readonly { readonly year: string; readonly sums: FigureRow }[] {
  return yearsOf(rows)
    .toReversed()
    .map((year) => ({ year, sums: sumOf(monthsOf(rows, year)) }));
}

function sumOf(rows: readonly FigureRow[]): FigureRow {
  return Object.fromEntries(FIGURES.map((figure) => [figure, rows.reduce((sum, row) => sum + (row[figure] ?? 0), 0)]));
}
