import { addMinutes, earlier, type Interval } from './interval.ts';

/** What clocks on the wall of a time zone show. Weekdays as ISO 8601: 1 Monday to 7 Sunday. */
export interface WallTime {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  /** 0 to 1439. */
  readonly minuteOfDay: number;
  readonly weekday: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formats.set(zone, format);
  }
  return format;
}

/** The wall time in `zone` at an instant. Cost: one Intl format, about 2 µs. */
export function wallTime(instant: Date, zone: string): WallTime {
  const part = new Map(
    formatOf(zone)
      .formatToParts(instant)
      .map(({ type, value }) => [type, value]),
  );
  const date = `${part.get('year')?.padStart(4, '0')}-${part.get('month')}-${part.get('day')}`;
  return { date, minuteOfDay: Number(part.get('hour')) * 60 + Number(part.get('minute')), weekday: weekdayOf(date) };
}

export function weekdayOf(date: string): number {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}

/** The calendar day so many days later. */
export function addDays(date: string, days: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

/** `HH:MM` as minutes since midnight. */
export function minuteOfDay(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}

/**
 * The instant at which the wall shows a time of a day. A time that the change to summer time skips is moved forward by the gap; of a
 * time that comes twice the first is taken (RFC 5545 §3.3.5). `minute` may be 1440: midnight at the day's end.
 */
export function instantAt(date: string, minute: number, zone: string): Date {
  const asUtc = addMinutes(new Date(`${date}T00:00:00Z`), minute);
  const before = offsetMinutes(addMinutes(asUtc, -24 * 60), zone);
  const after = offsetMinutes(addMinutes(asUtc, 24 * 60), zone);
  const first = addMinutes(asUtc, -before);
  if (before === after || offsetMinutes(first, zone) === before) return first;
  const second = addMinutes(asUtc, -after);
  return offsetMinutes(second, zone) === after ? second : first;
}

function offsetMinutes(instant: Date, zone: string): number {
  const wall = wallTime(instant, zone);
  const shown = new Date(`${wall.date}T00:00:00Z`).getTime() / 60_000 + wall.minuteOfDay;
  return shown - Math.floor(instant.getTime() / 60_000);
}

/** A whole local day: 23 to 25 hours where the clocks change. */
export function localDay(date: string, zone: string): Interval {
  return { start: instantAt(date, 0, zone), end: instantAt(addDays(date, 1), 0, zone) };
}

/** The local days that an interval touches, in order. */
export function localDaysOf(interval: Interval, zone: string): string[] {
  const days: string[] = [];
  const last = wallTime(new Date(interval.end.getTime() - 1), zone).date;
  for (let day = wallTime(interval.start, zone).date; day <= last; day = addDays(day, 1)) days.push(day);
  return days;
}

/** The months (`YYYY-MM`, local) that an interval touches and its minutes in each: their sum is the interval's length. */
export function minutesByMonth(interval: Interval, zone: string): { month: string; minutes: number }[] {
  const parts: { month: string; minutes: number }[] = [];
  let start = interval.start;
  while (start < interval.end) {
    const month = wallTime(start, zone).date.slice(0, 7);
    const next = instantAt(`${nextMonth(month)}-01`, 0, zone);
    const end = earlier(next, interval.end);
    parts.push({ month, minutes: Math.round((end.getTime() - start.getTime()) / 60_000) });
    start = end;
  }
  return parts;
}

/** `2026-12` → `2027-01`. */
export function nextMonth(month: string): string {
  return addDays(`${month}-28`, 4).slice(0, 7);
}

export type PeriodKind = 'DAY' | 'WEEK' | 'MONTH' | 'YEAR';

/** The local day, ISO week, month or year that an instant lies in; `date` is its first day. */
export function periodOf(kind: PeriodKind, instant: Date, zone: string): Interval & { readonly date: string } {
  const { date: today, weekday } = wallTime(instant, zone);
  const bounds: Record<PeriodKind, () => [string, string]> = {
    DAY: () => [today, addDays(today, 1)],
    WEEK: () => [addDays(today, 1 - weekday), addDays(today, 8 - weekday)],
    MONTH: () => [`${today.slice(0, 7)}-01`, `${nextMonth(today.slice(0, 7))}-01`],
    YEAR: () => [`${today.slice(0, 4)}-01-01`, `${Number(today.slice(0, 4)) + 1}-01-01`],
  };
  const [date, next] = bounds[kind]();
  return { date, start: instantAt(date, 0, zone), end: instantAt(next, 0, zone) };
}
