import { COUNTER_NAMES, type CountedMonth, type CounterName } from '../kernel/counters/types.ts';
import { kindOf, platformOf } from '../kernel/ids.ts';
import type { CountedFigures, FiguresPart, PartnerFigures } from '../kernel/partner-types.ts';

/** What is told of one month: as a whole, by unit and by category of instruments. */
export type MonthFigures = Pick<PartnerFigures, 'figures' | 'units' | 'categories'>;

/** The largest parts are told by name, the others together: a message stays below 64 KiB. */
export const MOST_PARTS = { units: 300, categories: 100 } as const;
const LONGEST_KEY = 200;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** The figures of each month with their parts, which add up to the whole. What units of other platforms have counts for none. */
export function monthsOf(platform: string, counted: readonly CountedMonth[]): ReadonlyMap<string, MonthFigures> {
  const ownUnit = ({ unitId }: CountedMonth) => (unitId !== null && isUnitOf(platform, unitId) ? unitId : null);
  const months = Map.groupBy(counted, ({ month }) => month);
  return new Map(
    [...months].map(([month, rows]) => [
      month,
      {
        figures: sumOf(rows),
        units: partsOf(rows, ownUnit, MOST_PARTS.units),
        categories: partsOf(rows, ({ category }) => category, MOST_PARTS.categories),
      },
    ]),
  );
}

function partsOf(
  rows: readonly CountedMonth[],
  keyOf: (row: CountedMonth) => string | null,
  most: number,
): readonly FiguresPart[] {
  const largest = [...Map.groupBy(rows, keyOf)].sort(([, a], [, b]) => sizeOf(b) - sizeOf(a));
  const named = new Set(
    largest.flatMap(([key]) => (key === null || key.length > LONGEST_KEY ? [] : [key])).slice(0, most),
  );
  const told = Map.groupBy(rows, (row) => {
    const key = keyOf(row);
    return key !== null && named.has(key) ? key : null;
  });
  return [...told]
    .map(([key, part]) => ({ key, figures: sumOf(part) }))
    .filter(({ figures }) => Object.keys(figures).length > 0)
    .sort((a, b) => ((a.key ?? '') < (b.key ?? '') ? -1 : 1));
}

const sizeOf = (rows: readonly CountedMonth[]): number => rows.reduce((sum, { amount }) => sum + amount, 0);

/** Sums by counter; what is zero is not named. */
function sumOf(rows: readonly Pick<CountedMonth, 'counter' | 'amount'>[]): CountedFigures {
  const sums: Partial<Record<CounterName, number>> = {};
  for (const { counter, amount } of rows) sums[counter] = (sums[counter] ?? 0) + amount;
  return Object.fromEntries(COUNTER_NAMES.flatMap((name) => (sums[name] ? [[name, sums[name]]] : [])));
}

/** What a platform told of a month, after looking at it: figures of a month, and the parts only where they add up. */
export type ToldMonth = MonthFigures & { readonly month: string; readonly version: number };

/** Null: this is no month's figures. Parts that are not of this platform, too many, or do not add up are left out: the month is kept as a whole. */
export function toldMonth(home: string, payload: Readonly<Record<string, unknown>>): ToldMonth | null {
  const { month, version } = payload;
  const figures = figuresIn(payload.figures);
  if (typeof month !== 'string' || !MONTH.test(month) || !figures || !Number.isSafeInteger(version)) return null;
  const units = partsIn(payload.units, figures, MOST_PARTS.units, (key) => isUnitOf(home, key));
  const categories = partsIn(payload.categories, figures, MOST_PARTS.categories, () => true);
  const parts = units && categories ? { units, categories } : {};
  return { month, version: Number(version), figures, ...parts };
}

/** Counters of newer software, which are not known here, are left out. */
function figuresIn(value: unknown): CountedFigures | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  const given = value as Readonly<Record<string, unknown>>;
  const rows = COUNTER_NAMES.map((counter) => ({ counter, amount: given[counter] ?? 0 }));
  if (!rows.every(({ amount }) => Number.isSafeInteger(amount))) return null;
  return sumOf(rows.map(({ counter, amount }) => ({ counter, amount: Number(amount) })));
}

function partsIn(
  value: unknown,
  whole: CountedFigures,
  most: number,
  mayName: (key: string) => boolean,
): readonly FiguresPart[] | null {
  if (!Array.isArray(value) || value.length > most + 1) return null;
  const parts = value.map((part: unknown) => partIn(part, mayName));
  if (!parts.every((part) => part !== null)) return null;
  if (new Set(parts.map(({ key }) => key)).size < parts.length) return null;
  const rows = parts.flatMap(({ figures }) =>
    COUNTER_NAMES.map((counter) => ({ counter, amount: figures[counter] ?? 0 })),
  );
  const sum = sumOf(rows);
  return COUNTER_NAMES.every((name) => (sum[name] ?? 0) === (whole[name] ?? 0)) ? parts : null;
}

function partIn(value: unknown, mayName: (key: string) => boolean): FiguresPart | null {
  if (typeof value !== 'object' || value === null) return null;
  const { key, figures: given } = value as { readonly key?: unknown; readonly figures?: unknown };
  const figures = figuresIn(given);
  if (!figures) return null;
  if (key === null) return { key, figures };
  return typeof key === 'string' && key.length <= LONGEST_KEY && mayName(key) ? { key, figures } : null;
}

/** A platform speaks of its own units only. */
function isUnitOf(platform: string, id: string): boolean {
  return platformOf(id) === platform && kindOf(id) === 'unit';
}
