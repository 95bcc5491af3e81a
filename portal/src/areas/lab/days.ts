import { addDays, instantOf } from '../instruments/calendar/zone.ts';

/** Midnight to midnight of a local day in a zone, half-open. */
export function dayBounds(date: string, zone: string): { readonly from: string; readonly to: string } {
  return { from: instantOf({ date, minutes: 0 }, zone), to: instantOf({ date: addDays(date, 1), minutes: 0 }, zone) };
}
