import { dayIn } from '../counters/month.ts';

/** A day that is not what its weekday says: a holiday, or a working day that makes up for one (调休). */
export type SpecialDay = 'HOLIDAY' | 'WORKING_DAY';

/** By what a platform reckons working days. */
export interface WorkingCalendar {
  readonly timeZone: string;
  /** By day, `2026-10-01`. */
  readonly special: ReadonlyMap<string, SpecialDay>;
}

/** When offices close, local time: what comes later counts for the next working day. */
const CLOSING_HOUR = 17;
const DAY_MS = 86_400_000;
/** The longest run of days without a working day that a calendar may have. */
const LONGEST_HOLIDAY = 60;

/** Monday to Friday, but for the published holidays and make-up days. */
export function isWorkingDay({ special }: WorkingCalendar, day: string): boolean {
  const known = special.get(day);
  if (known) return known === 'WORKING_DAY';
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The next working day after a day. Throws `RangeError` when there is none for two months: the calendar is broken. */
export function nextWorkingDay(calendar: WorkingCalendar, day: string): string {
  let next = day;
  for (let tried = 0; tried < LONGEST_HOLIDAY; tried += 1) {
    next = dayAfter(next);
    if (isWorkingDay(calendar, next)) return next;
  }
  throw new RangeError(`no working day within ${LONGEST_HOLIDAY} days after ${day}`);
}

/** The end of the working day on which something came; of the next one when it came after hours or on a day off. */
export function endOfSameWorkingDay(calendar: WorkingCalendar, at: Date): Date {
  return endOfDay(calendar, countingDay(calendar, at));
}

/** The end of the `count`-th working day after the one on which something came. */
export function endAfterWorkingDays(calendar: WorkingCalendar, at: Date, count: number): Date {
  let day = countingDay(calendar, at);
  for (let left = count; left > 0; left -= 1) day = nextWorkingDay(calendar, day);
  return endOfDay(calendar, day);
}

/** Working days that begin after `from` and not after `to`. */
export function workingDaysBetween(calendar: WorkingCalendar, from: Date, to: Date): number {
  const last = dayIn(calendar.timeZone, to);
  let count = 0;
  for (let day = dayAfter(dayIn(calendar.timeZone, from)); day <= last; day = dayAfter(day))
    if (isWorkingDay(calendar, day)) count += 1;
  return count;
}

/** The working day for which something counts that came at an instant. */
function countingDay(calendar: WorkingCalendar, at: Date): string {
  const day = dayIn(calendar.timeZone, at);
  const inTime = isWorkingDay(calendar, day) && at < endOfDay(calendar, day);
  return inTime ? day : nextWorkingDay(calendar, day);
}

function endOfDay({ timeZone }: WorkingCalendar, day: string): Date {
  const wanted = Date.parse(`${day}T${CLOSING_HOUR}:00:00Z`);
  // The offset that holds at the instant, by one correction: no zone changes its clocks at closing time.
  return new Date(wanted - offsetOf(timeZone, new Date(wanted)));
}

function offsetOf(timeZone: string, at: Date): number {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).formatToParts(at);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const local = `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`;
  return Date.parse(local) - Math.floor(at.getTime() / 1000) * 1000;
}

function dayAfter(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);
}
