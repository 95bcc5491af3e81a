import { GraphQLError } from 'graphql';
import { type HourSums, NO_HOURS, plus } from '../domain/indicators.ts';
import type { UsageFacet } from '../generated/types.ts';
import type { IndicatorRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

interface Months {
  /** `YYYY-MM`, inclusive. */
  readonly from?: string | null | undefined;
  readonly to?: string | null | undefined;
}

/** How the subjects of the sums begin (`followUsage`). */
const PREFIXES = { CATEGORY: 'category:', DISTRICT: 'district:' } as const satisfies Record<UsageFacet, string>;
const MONTH = /^\d{4}-(0[1-9]|1[0-2])$/;

/** Machine-hours by category or district, the most first. Cost: one range of the sums' index, a document for each name and month. */
export async function machineHoursBy(room: BookingRoom, facet: UsageFacet, { from, to }: Months) {
  for (const month of [from, to]) if (month) assertMonth(month);
  const prefix = PREFIXES[facet];
  const months = { ...(from ? { $gte: from } : {}), ...(to ? { $lte: to } : {}) };
  const rows = await room.models.indicators
    .find({
      subjectId: { $gte: prefix, $lt: `${prefix}\uffff` },
      ...(from || to ? { month: months } : {}),
    })
    .lean<IndicatorRow[]>();
  const sums = new Map<string, HourSums>();
  for (const row of rows) sums.set(row.subjectId, plus(sums.get(row.subjectId) ?? NO_HOURS, row));
  return [...sums]
    .map(([subjectId, { effective, external, records }]) => ({
      name: subjectId.slice(prefix.length),
      effectiveMinutes: effective,
      externalMinutes: external,
      records,
    }))
    .filter(({ records }) => records > 0)
    .sort((a, b) => b.effectiveMinutes - a.effectiveMinutes || a.name.localeCompare(b.name, 'zh'));
}

function assertMonth(month: string): void {
  if (MONTH.test(month)) return;
  throw new GraphQLError(`${JSON.stringify(month)} is not a month (YYYY-MM).`, {
    extensions: { code: 'BAD_USER_INPUT' },
  });
}
