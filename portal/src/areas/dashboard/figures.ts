import { FIGURES, type Figure } from '../../parts/figures.ts';

export type Figures = Readonly<Record<Figure, number>>;

const NONE = Object.fromEntries(FIGURES.map((figure) => [figure, 0])) as Figures;
const MINUTES_IN_HOUR = 60;

/** Does a text name a figure? */
export function isFigure(text: string | null): text is Figure {
  return (FIGURES as readonly (string | null)[]).includes(text);
}

/** The sums over rows. */
export function total(rows: readonly Figures[]): Figures {
  return rows.reduce<Figures>(
    (sum, row) => Object.fromEntries(FIGURES.map((figure) => [figure, sum[figure] + row[figure]])) as Figures,
    NONE,
  );
}

/** Sums by a key, in the order in which the keys come first; rows without a key are left out. */
export function totalBy<Row extends Figures>(
  rows: readonly Row[],
  keyOf: (row: Row) => string | null | undefined,
): ReadonlyMap<string, Figures> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = keyOf(row);
    if (key !== null && key !== undefined && key !== '') groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return new Map([...groups].map(([key, group]) => [key, total(group)]));
}

/** The platforms that told some of their months as a whole: no unit's or category's figures have these. */
export function undividedOf(
  rows: readonly { readonly platform: string; readonly isUndivided: boolean }[],
): readonly string[] {
  return [...new Set(rows.flatMap(({ platform, isUndivided }) => (isUndivided ? [platform] : [])))];
}

/** Minutes as hours with one place, for the axis of a chart: whole minutes stay in tables. */
export function chartHours(minutes: number): number {
  return Math.round((minutes / MINUTES_IN_HOUR) * 10) / 10;
}

export interface Span {
  /** `YYYY-MM`; absent: from the beginning. */
  readonly from?: string;
  readonly to?: string;
}

/** The months of a year; of `all`, or what is no year, every month. */
export function spanOf(year: string | null): Span {
  return year !== null && /^\d{4}$/.test(year) ? { from: `${year}-01`, to: `${year}-12` } : {};
}

/** The years that months (`2011-08`) lie in, newest first. */
export function yearsOf(months: readonly (string | null | undefined)[]): readonly string[] {
  return [...new Set(months.flatMap((month) => (month ? [month.slice(0, 4)] : [])))].sort().reverse();
}
