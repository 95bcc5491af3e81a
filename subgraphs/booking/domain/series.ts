import { addMinutes, type Interval, minutesOf } from './interval.ts';
import { addDays, instantAt, wallTime, weekdayOf } from './local-time.ts';

/** A series' rule, kept in local wall time (design.md §5). */
export interface SeriesRule {
  readonly frequency: 'DAILY' | 'WEEKLY';
  readonly interval: number;
  /** 1 Monday to 7 Sunday; empty: the first slot's weekday. */
  readonly weekdays: readonly number[];
  readonly count: number | null;
  /** Last local day, `YYYY-MM-DD`. */
  readonly until: string | null;
}

export const MOST_OCCURRENCES = 100;
/** How far a rule is followed when it yields nothing. */
const MOST_DAYS = 800;

/** What is wrong with a rule, field by field. */
export function ruleProblems(rule: SeriesRule): { field: string; message: string }[] {
  const problems: { field: string; message: string }[] = [];
  if (rule.interval < 1 || rule.interval > 52) problems.push({ field: 'rule.interval', message: 'must be 1 to 52' });
  if (rule.count === null && rule.until === null) problems.push({ field: 'rule', message: 'needs count or until' });
  if (rule.count !== null && (rule.count < 1 || rule.count > MOST_OCCURRENCES)) {
    problems.push({ field: 'rule.count', message: `must be 1 to ${MOST_OCCURRENCES}` });
  }
  if (rule.weekdays.some((day) => day < 1 || day > 7))
    problems.push({ field: 'rule.weekdays', message: 'must be 1 to 7' });
  return problems;
}

/** The occurrences, the first slot's day first: the same wall time and length on each day; at most 100. */
export function occurrences(first: Interval, rule: SeriesRule, zone: string): Interval[] {
  const { date: firstDay, minuteOfDay } = wallTime(first.start, zone);
  const length = minutesOf(first);
  const slots: Interval[] = [];
  const limit = rule.count ?? MOST_OCCURRENCES;
  for (let days = 0; days < MOST_DAYS && slots.length < limit; days += 1) {
    const date = addDays(firstDay, days);
    if (rule.until !== null && date > rule.until) break;
    if (!falls(rule, firstDay, days, date)) continue;
    const start = instantAt(date, minuteOfDay, zone);
    slots.push({ start, end: addMinutes(start, length) });
  }
  return slots;
}

function falls(rule: SeriesRule, firstDay: string, days: number, date: string): boolean {
  if (rule.frequency === 'DAILY') return days % rule.interval === 0;
  const weekdays = rule.weekdays.length > 0 ? rule.weekdays : [weekdayOf(firstDay)];
  const week = Math.floor((days + weekdayOf(firstDay) - 1) / 7);
  return week % rule.interval === 0 && weekdays.includes(weekdayOf(date));
}
