import { show } from '../bson/show.ts';
import { typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { fromLocal, toLocal, type Zone } from './zones.ts';

export const DAY = 86_400_000;

/** A date of so many milliseconds. MongoDB counts 290 million years each way, JavaScript 270,000: beyond that it is refused. */
export function dateOf(milliseconds: number): Date {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) throw notImplemented(`a date of ${milliseconds} ms`);
  return date;
}

const LENGTH = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000 } as const;
const MONTHS = { month: 1, quarter: 3, year: 12 } as const;
const DAYS = { day: 1, week: 7 } as const;

/** The units of `$dateAdd`, `$dateDiff` and `$dateTrunc`. */
export type Unit = keyof typeof LENGTH | keyof typeof MONTHS | keyof typeof DAYS;

export function readUnit(value: unknown): Unit {
  const isUnit = typeof value === 'string' && [LENGTH, MONTHS, DAYS].some((units) => Object.hasOwn(units, value));
  if (isUnit) return value as Unit;
  if (typeof value !== 'string') {
    throw new MongoServerFault(5439013, `requires 'unit' to be a string, but got ${typeName(value)}`);
  }
  throw new MongoServerFault('FailedToParse', `unknown time unit value: ${value}`);
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

/** 0 for Sunday, which is the default. */
export function readWeekday(value: unknown): number {
  if (value === undefined) return 0;
  const text = typeof value === 'string' ? value.toLowerCase() : '';
  const index = WEEKDAYS.findIndex((name) => name === text || name.slice(0, 3) === text);
  if (index < 0) throw new MongoServerFault('FailedToParse', `unknown day of week value: ${show(value)}`);
  return index;
}

const isKeyOf = <T extends object>(units: T, unit: string): unit is keyof T & string => Object.hasOwn(units, unit);

const dayNumber = (local: Date): number => Math.floor(local.getTime() / DAY);
const monthNumber = (local: Date): number => local.getUTCFullYear() * 12 + local.getUTCMonth();
/** 1970-01-01 was a Thursday. */
const weekNumber = (local: Date, start: number): number => Math.floor((dayNumber(local) + 4 - start) / 7);

/** A local time shifted by calendar units; the day is cut to the month's last. Hours and less are lengths of time. */
export function addUnits(date: Date, unit: Unit, amount: number, zone: Zone): Date {
  if (isKeyOf(LENGTH, unit)) return dateOf(date.getTime() + amount * LENGTH[unit]);
  const local = toLocal(date, zone);
  if (isKeyOf(DAYS, unit)) return fromLocal(dateOf(local.getTime() + amount * DAYS[unit] * DAY), zone);
  const month = local.getUTCMonth() + amount * MONTHS[unit];
  const lastDay = new Date(Date.UTC(local.getUTCFullYear(), month + 1, 0)).getUTCDate();
  const shifted = new Date(local);
  shifted.setUTCMonth(month, Math.min(local.getUTCDate(), lastDay));
  dateOf(shifted.getTime());
  return fromLocal(shifted, zone);
}

/** How many boundaries of a unit lie between two local times. */
export function differenceIn(unit: Unit, start: Date, end: Date, weekday: number): number {
  if (isKeyOf(LENGTH, unit)) {
    const count = (local: Date) => Math.floor(local.getTime() / LENGTH[unit]);
    return count(end) - count(start);
  }
  if (unit === 'day') return dayNumber(end) - dayNumber(start);
  if (unit === 'week') return weekNumber(end, weekday) - weekNumber(start, weekday);
  const count = (local: Date) => Math.floor(monthNumber(local) / MONTHS[unit]);
  return count(end) - count(start);
}

const EPOCH = Date.UTC(2000, 0, 1);

/** The start of the bin a local time lies in; bins are counted from 2000-01-01. */
export function truncate(local: Date, unit: Unit, bin: number, weekday: number): Date {
  if (unit === 'week') return new Date((weekNumber(local, weekday) * 7 - 4 + weekday) * DAY);
  if (isKeyOf(MONTHS, unit)) {
    const size = MONTHS[unit] * bin;
    const month = Math.floor((monthNumber(local) - 24_000) / size) * size;
    return new Date(Date.UTC(2000, month, 1));
  }
  const size = (unit === 'day' ? DAY : LENGTH[unit]) * bin;
  return new Date(EPOCH + Math.floor((local.getTime() - EPOCH) / size) * size);
}

/** Weeks begin on Sunday; days before the first Sunday are week 0. */
export function weekOfYear(local: Date): number {
  const firstDay = Date.UTC(local.getUTCFullYear(), 0, 1) / DAY;
  return Math.floor((dayNumber(local) - firstDay + 7 - local.getUTCDay()) / 7);
}

/** ISO 8601: weeks begin on Monday, the first holds the year's first Thursday. */
export function isoWeek(local: Date): { year: number; week: number } {
  const thursday = new Date((dayNumber(local) + 4 - (local.getUTCDay() || 7)) * DAY);
  const year = thursday.getUTCFullYear();
  return { year, week: Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY / 7) + 1 };
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');
const MONTH_NAMES = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

const FORMATS: Record<string, (local: Date, offset: number) => string> = {
  Y: (local) => pad(local.getUTCFullYear(), 4),
  m: (local) => pad(local.getUTCMonth() + 1, 2),
  d: (local) => pad(local.getUTCDate(), 2),
  H: (local) => pad(local.getUTCHours(), 2),
  M: (local) => pad(local.getUTCMinutes(), 2),
  S: (local) => pad(local.getUTCSeconds(), 2),
  L: (local) => pad(local.getUTCMilliseconds(), 3),
  j: (local) => pad(dayNumber(local) - Date.UTC(local.getUTCFullYear(), 0, 1) / DAY + 1, 3),
  w: (local) => String(local.getUTCDay() + 1),
  u: (local) => String(local.getUTCDay() || 7),
  U: (local) => pad(weekOfYear(local), 2),
  V: (local) => pad(isoWeek(local).week, 2),
  G: (local) => pad(isoWeek(local).year, 4),
  b: (local) => (MONTH_NAMES[local.getUTCMonth()] ?? '').slice(0, 3),
  B: (local) => MONTH_NAMES[local.getUTCMonth()] ?? '',
  z: (_, offset) => {
    const minutes = Math.trunc(Math.abs(offset) / 60_000);
    return `${offset < 0 ? '-' : '+'}${pad(Math.trunc(minutes / 60), 2)}${pad(minutes % 60, 2)}`;
  },
  Z: (_, offset) => String(Math.trunc(offset / 60_000)),
  '%': () => '%',
};

export function formatDate(format: string, local: Date, offset: number): string {
  return format.replace(/%(.?)/gsu, (_, letter: string) => {
    if (letter === '') throw new MongoServerFault(18535, "Unmatched '%' at end of format string");
    const render = FORMATS[letter];
    if (render === undefined)
      throw new MongoServerFault(18536, `Invalid format character '%${letter}' in format string`);
    return render(local, offset);
  });
}
