import { Temporal } from 'temporal-polyfill';

/** A moment on the wall clock of a zone: local day (`2026-11-23`) and minutes after its midnight. */
export interface WallTime {
  readonly date: string;
  readonly minutes: number;
}

const HOUR = 60;

/** The wall clock of a zone at an instant (RFC 3339). */
export function wallTimeOf(instant: string, zone: string): WallTime {
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  return { date: local.toPlainDate().toString(), minutes: local.hour * HOUR + local.minute };
}

/** The instant of a wall time, as the graph writes it. Minutes may pass midnight. A time that a change of clocks leaves out is moved forward. */
export function instantOf({ date, minutes }: WallTime, zone: string): string {
  const day = Temporal.PlainDate.from(date).add({ days: Math.floor(minutes / (24 * HOUR)) });
  const within = ((minutes % (24 * HOUR)) + 24 * HOUR) % (24 * HOUR);
  const time = new Temporal.PlainTime(Math.floor(within / HOUR), within % HOUR);
  return new Date(day.toZonedDateTime({ timeZone: zone, plainTime: time }).epochMilliseconds).toISOString();
}

/** The local day so many days later. */
export function addDays(date: string, days: number): string {
  return Temporal.PlainDate.from(date).add({ days }).toString();
}

/** Today in a zone. */
export function todayIn(zone: string, now: Date): string {
  return wallTimeOf(now.toISOString(), zone).date;
}

/** `09:30`; midnight at the day's end is `24:00`. */
export function clock(minutes: number): string {
  const hours = Math.floor(minutes / HOUR);
  return `${String(hours).padStart(2, '0')}:${String(minutes % HOUR).padStart(2, '0')}`;
}

/** Minutes after midnight of `HH:MM`; NaN when it is not a time. */
export function minutesOfClock(text: string): number {
  const match = /^(\d{1,2}):(\d{2})/.exec(text);
  return match ? Number(match[1]) * HOUR + Number(match[2]) : Number.NaN;
}

/** Midnight to midnight of a local day in a zone, half-open. */
export function dayBounds(date: string, zone: string): { readonly from: string; readonly to: string } {
  return { from: instantOf({ date, minutes: 0 }, zone), to: instantOf({ date: addDays(date, 1), minutes: 0 }, zone) };
}
