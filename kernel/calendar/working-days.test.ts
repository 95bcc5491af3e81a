import { expect, test } from 'vitest';
import {
  endAfterWorkingDays,
  endOfSameWorkingDay,
  isWorkingDay,
  nextWorkingDay,
  type SpecialDay,
  type WorkingCalendar,
  workingDaysBetween,
} from './working-days.ts';

/** The national holidays of 2026 around the first of October, as published. */
const special = new Map<string, SpecialDay>([
  ['2026-09-20', 'WORKING_DAY'],
  ...Array.from({ length: 7 }, (_, index) => [`2026-10-0${index + 1}`, 'HOLIDAY'] as const),
  ['2026-10-10', 'WORKING_DAY'],
]);
const calendar: WorkingCalendar = { timeZone: 'Asia/Shanghai', special };
const local = (text: string) => new Date(`${text}+08:00`);

test('weekends, holidays, and the working days that make up for them', () => {
  expect(isWorkingDay(calendar, '2026-09-19')).toBe(false);
  expect(isWorkingDay(calendar, '2026-09-20')).toBe(true);
  expect(isWorkingDay(calendar, '2026-10-01')).toBe(false);
  expect(nextWorkingDay(calendar, '2026-09-30')).toBe('2026-10-08');
  expect(nextWorkingDay(calendar, '2026-10-09')).toBe('2026-10-10');
});

test.each([
  ['2026-03-02T09:00:00', '2026-03-02T17:00:00'],
  ['2026-03-02T17:00:00', '2026-03-03T17:00:00'],
  ['2026-03-06T18:30:00', '2026-03-09T17:00:00'],
  ['2026-03-07T10:00:00', '2026-03-09T17:00:00'],
  ['2026-09-30T20:00:00', '2026-10-08T17:00:00'],
])('what comes at %s is answered by %s', (at, by) => {
  expect(endOfSameWorkingDay(calendar, local(at))).toEqual(local(by));
});

test('working days are counted from the day that it counts for', () => {
  expect(endAfterWorkingDays(calendar, local('2026-03-06T09:00:00'), 1)).toEqual(local('2026-03-09T17:00:00'));
  expect(endAfterWorkingDays(calendar, local('2026-03-07T09:00:00'), 1)).toEqual(local('2026-03-10T17:00:00'));
  expect(workingDaysBetween(calendar, local('2026-03-06T09:00:00'), local('2026-03-09T08:00:00'))).toBe(1);
  expect(workingDaysBetween(calendar, local('2026-03-06T09:00:00'), local('2026-03-08T08:00:00'))).toBe(0);
});

test('in a zone with summer time', () => {
  const berlin: WorkingCalendar = { timeZone: 'Europe/Berlin', special: new Map() };
  expect(endOfSameWorkingDay(berlin, new Date('2026-03-27T08:00:00Z'))).toEqual(new Date('2026-03-27T16:00:00Z'));
  expect(endOfSameWorkingDay(berlin, new Date('2026-03-30T08:00:00Z'))).toEqual(new Date('2026-03-30T15:00:00Z'));
});

test('a calendar without any working day is an error', () => {
  const days = Array.from({ length: 70 }, (_, index) =>
    new Date(Date.UTC(2026, 0, 1 + index)).toISOString().slice(0, 10),
  );
  const never = { timeZone: 'UTC', special: new Map(days.map((day) => [day, 'HOLIDAY' as const])) };
  expect(() => nextWorkingDay(never, '2025-12-31')).toThrow(RangeError);
});
