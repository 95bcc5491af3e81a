import { GraphQLError } from 'graphql';
import type { CounterName } from '../../kernel/counters/types.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { StatisticsDimension, StatisticsFilter } from './generated/types.ts';

/** Every figure of a row, zero where nothing was counted. */
const zero: Readonly<Record<CounterName, number>> = {
  visits: 0,
  catalogueQueries: 0,
  opacQueries: 0,
  fullTextPages: 0,
  documentDeliveries: 0,
  trackingItems: 0,
  machineMinutes: 0,
  externalMachineMinutes: 0,
  servicesProvided: 0,
  servicesReceived: 0,
};

const counterNames = Object.keys(zero) as readonly CounterName[];

/** One cell: figures of a unit (null: the platform's own, or all) and a month (null: all). */
export type StatisticsRowParent = Record<CounterName, number> & {
  readonly platform: string;
  readonly unitId: string | null;
  readonly month: string | null;
};

const largestAnswer = 5000;

/** Sums what was counted by the dimensions asked for. Cost: one indexed read of the months concerned. */
export async function statistics(
  kernel: Kernel,
  by: readonly StatisticsDimension[],
  filter: StatisticsFilter | null | undefined,
): Promise<readonly StatisticsRowParent[]> {
  const { from, to, unitId, scope } = filter ?? {};
  for (const month of [from, to]) if (month) assertMonth(month);
  const counted = await kernel.counted({
    ...(from ? { from } : {}),
    ...(to ? { to } : {}),
    ...(unitId ? { unitId } : {}),
  });
  const own = counted.map((figure) => ({ ...figure, platform: kernel.platform.id }));
  const below = scope === 'NETWORK' && !unitId ? await toldFromBelow(kernel, from, to) : [];
  const rows = new Map<string, StatisticsRowParent>();
  for (const figure of [...own, ...below]) {
    const unit = by.includes('UNIT') ? figure.unitId : null;
    const month = by.includes('MONTH') ? figure.month : null;
    const key = `${figure.platform}|${unit ?? ''}|${month ?? ''}`;
    const row = rows.get(key) ?? { ...zero, platform: figure.platform, unitId: unit, month };
    row[figure.counter] += figure.amount;
    rows.set(key, row);
  }
  if (by.length === 0 && own.length === 0)
    rows.set('', { ...zero, platform: kernel.platform.id, unitId: null, month: null });
  if (rows.size > largestAnswer) throw tooMany(rows.size);
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

/** The figures of the platforms below, one for each month and counter. They are told by platform, not by unit. */
async function toldFromBelow(kernel: Kernel, from: string | null | undefined, to: string | null | undefined) {
  const told = (await kernel.partners.figures?.()) ?? [];
  return told
    .filter(({ month }) => (!from || month >= from) && (!to || month <= to))
    .flatMap(({ platform, month, figures }) =>
      counterNames.map((counter) => ({ platform, month, unitId: null, counter, amount: figures[counter] ?? 0 })),
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
