import { nextMonth } from './local-time.ts';
import { isEffective, type UsageClass, type UsagePurpose } from './usage.ts';

/** Machine-hours of one subject over some time, in minutes. */
export interface HourSums {
  readonly effective: number;
  readonly external: number;
  readonly teaching: number;
  readonly research: number;
  readonly social: number;
  /** All classes, maintenance and training too. */
  readonly all: number;
  readonly samples: number;
  readonly records: number;
}

export const NO_HOURS: HourSums = {
  effective: 0,
  external: 0,
  teaching: 0,
  research: 0,
  social: 0,
  all: 0,
  samples: 0,
  records: 0,
};

/** A usage record's minutes in one month. */
export interface UsagePart {
  readonly minutes: number;
  readonly usageClass: UsageClass;
  readonly external: boolean;
  readonly purpose: UsagePurpose;
  /** Samples and the record itself count in the month in which the use began. */
  readonly samples: number;
  readonly records: number;
}

const columnOf: Readonly<Record<UsagePurpose, 'teaching' | 'research' | 'social'>> = {
  TEACHING: 'teaching',
  RESEARCH: 'research',
  SOCIAL_SERVICE: 'social',
};

/** What a part of a usage record adds to the sums. External hours are a part of the effective ones. */
export function hoursOf(part: UsagePart): HourSums {
  const effective = isEffective(part.usageClass) ? part.minutes : 0;
  const counted = part.usageClass === 'MAINTENANCE' ? 0 : part.minutes;
  return {
    ...NO_HOURS,
    effective,
    external: part.external ? effective : 0,
    [columnOf[part.purpose]]: counted,
    all: part.minutes,
    samples: part.samples,
    records: part.records,
  };
}

export function plus(a: HourSums, b: HourSums): HourSums {
  return {
    effective: a.effective + b.effective,
    external: a.external + b.external,
    teaching: a.teaching + b.teaching,
    research: a.research + b.research,
    social: a.social + b.social,
    all: a.all + b.all,
    samples: a.samples + b.samples,
    records: a.records + b.records,
  };
}

/** Rates in basis points, half up; null where the divisor is nothing. */
export function rateBasisPoints(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.floor((part * 20_000 + whole) / (2 * whole));
}

/** Score of machine-hours = min(100, effective ÷ rated × 100), in hundredths (教高司条函[2000]010号). */
export function machineHourScore(effective: number, rated: number): number | null {
  const rate = rateBasisPoints(effective, rated);
  return rate === null ? null : Math.min(10_000, rate);
}

export type PeriodKind = 'CALENDAR_YEAR' | 'SCHOOL_YEAR' | 'MONTH';

/** First month of a period and the first one after it, `YYYY-MM`. A school year (学年度) runs from September to August. */
export function monthsOf(period: { readonly kind: PeriodKind; readonly year: number; readonly month?: number | null }) {
  const year = String(period.year).padStart(4, '0');
  const next = String(period.year + 1).padStart(4, '0');
  if (period.kind === 'SCHOOL_YEAR') return { from: `${year}-09`, to: `${next}-09`, months: 12 };
  if (period.kind === 'CALENDAR_YEAR') return { from: `${year}-01`, to: `${next}-01`, months: 12 };
  const from = `${year}-${String(period.month ?? 1).padStart(2, '0')}`;
  return { from, to: nextMonth(from), months: 1 };
}
