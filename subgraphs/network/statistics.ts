import { GraphQLError } from 'graphql';
import { COUNTER_NAMES, type CountedMonth, type CounterName } from '../../kernel/counters/types.ts';
import type { PartnerFigures } from '../../kernel/partner-types.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { StatisticsDimension, StatisticsFilter } from './generated/types.ts';

/** Every figure of a row, zero where nothing was counted. */
const zero = Object.fromEntries(COUNTER_NAMES.map((name) => [name, 0])) as Record<CounterName, number>;

/** One cell: figures of a unit and a category (null: the platform's own, no category, or all) and a month (null: all). */
export type StatisticsRowParent = Record<CounterName, number> & {
  readonly platform: string;
  readonly unitId: string | null;
  readonly category: string | null;
  readonly month: string | null;
  readonly isUndivided: boolean;
};

/** Something counted on one platform. */
interface Counted extends CountedMonth {
  readonly platform: string;
  /** The platform told its month as a whole. */
  readonly isUndivided: boolean;
}

const largestAnswer = 5000;

/** Sums what was counted by the dimensions asked for. Cost: one indexed read of the months concerned. */
export async function statistics(
  kernel: Kernel,
  by: readonly StatisticsDimension[],
  filter: StatisticsFilter | null | undefined,
): Promise<readonly StatisticsRowParent[]> {
  const { from, to, unitId, category, scope } = filter ?? {};
  for (const month of [from, to]) if (month) assertMonth(month);
  const counted = await kernel.counted({
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(unitId ? { unitId } : {}),
  });
  const own = counted
    .filter((figure) => !category || figure.category === category)
    .map((figure) => ({ ...figure, platform: kernel.platform.id, isUndivided: false }));
  const below = scope === 'NETWORK' ? await toldFromBelow(kernel, by, filter ?? {}) : [];
  const rows = summed(by, [...own, ...below]);
  if (by.length === 0 && own.length === 0) {
    const nothing = { platform: kernel.platform.id, unitId: null, category: null, month: null, isUndivided: false };
    rows.set('', { ...zero, ...nothing });
  }
  if (rows.size > largestAnswer) throw tooMany(rows.size);
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

function summed(by: readonly StatisticsDimension[], figures: readonly Counted[]): Map<string, StatisticsRowParent> {
  const rows = new Map<string, StatisticsRowParent>();
  for (const { platform, isUndivided, counter, amount, ...cell } of figures) {
    const unitId = by.includes('UNIT') ? cell.unitId : null;
    const category = by.includes('CATEGORY') ? cell.category : null;
    const month = by.includes('MONTH') ? cell.month : null;
    const key = [platform, unitId ?? '', category ?? '', month ?? '', isUndivided].join('|');
    const row = rows.get(key) ?? { ...zero, platform, unitId, category, month, isUndivided };
    row[counter] += amount;
    rows.set(key, row);
  }
  return rows;
}

/**
 * The figures of the platforms below, as they told them last: by unit where units are asked for, by category where these are, else by month. A month that was
 * told as a whole has one undivided cell, which no unit's or category's figures include.
 */
async function toldFromBelow(
  kernel: Kernel,
  by: readonly StatisticsDimension[],
  { from, to, unitId, category }: StatisticsFilter,
): Promise<readonly Counted[]> {
  const byUnit = by.includes('UNIT') || Boolean(unitId);
  const byCategory = by.includes('CATEGORY') || Boolean(category);
  if (byUnit && byCategory) throw notBoth();
  const told = (await kernel.partners.figures?.()) ?? [];
  return told
    .filter(({ month }) => (!from || month >= from) && (!to || month <= to))
    .flatMap((month) => cellsOf(month, byUnit ? 'units' : byCategory ? 'categories' : null))
    .filter((cell) => (!unitId || cell.unitId === unitId) && (!category || cell.category === category));
}

function cellsOf({ platform, month, ...told }: PartnerFigures, division: 'units' | 'categories' | null): Counted[] {
  const parts = division === null ? undefined : told[division];
  const cells = parts ?? [{ key: null, figures: told.figures }];
  return cells.flatMap(({ key, figures }) =>
    COUNTER_NAMES.map((counter) => ({
      platform,
      month,
      unitId: division === 'units' ? key : null,
      category: division === 'categories' ? key : null,
      isUndivided: division !== null && parts === undefined,
      counter,
      amount: figures[counter] ?? 0,
    })),
  );
}

function assertMonth(month: string): void {
  if (/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) return;
  throw new GraphQLError(`${JSON.stringify(month)} is not a month (YYYY-MM).`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

function tooMany(rows: number): GraphQLError {
  return new GraphQLError(`${rows} rows are more than ${largestAnswer}: narrow the months or the unit.`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}

function notBoth(): GraphQLError {
  const message = 'Platforms below tell their figures by unit or by category: ask for one of them, or for scope OWN.';
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
