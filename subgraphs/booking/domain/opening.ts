import { type Interval, intersection, merged } from './interval.ts';
import { instantAt, localDaysOf, minuteOfDay, weekdayOf } from './local-time.ts';
import type { BookingPolicy } from './policy.ts';

/** Days that are not what their weekday says: holidays, and the weekend days worked to make up for them (调休). */
export type HolidayCalendar = ReadonlyMap<string, 'HOLIDAY' | 'WORKING_DAY'>;

/** The hours in which the instrument is open within `window`, in order, as UTC intervals; adjacent ones joined. */
export function openIntervals(policy: BookingPolicy, holidays: HolidayCalendar, window: Interval): Interval[] {
  const open = localDaysOf(window, policy.timeZone).flatMap((date) => openingOfDay(policy, holidays, date));
  return merged(open.flatMap((hours) => intersection(hours, window) ?? []));
}

/** The opening hours of one local day. A make-up working day has Monday's hours; a holiday none, when the policy closes on holidays. */
export function openingOfDay(policy: BookingPolicy, holidays: HolidayCalendar, date: string): Interval[] {
  const special = policy.closedOnHolidays ? holidays.get(date) : undefined;
  if (special === 'HOLIDAY') return [];
  const weekday = special === 'WORKING_DAY' ? 1 : weekdayOf(date);
  return policy.openingHours
    .filter((hours) => hours.weekday === weekday)
    .map((hours) => ({
      start: instantAt(date, minuteOfDay(hours.opens), policy.timeZone),
      end: instantAt(date, minuteOfDay(hours.closes) || 24 * 60, policy.timeZone),
    }));
}
