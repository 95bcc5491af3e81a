import { expect, test } from 'vitest';
import { lastMonths, newestMonth, schoolYearOf, schoolYearOfMonth, spansEndingWith, yearsToChoose } from './months.ts';

const ZONE = 'Asia/Shanghai';

test('the last six months on the clocks of the zone, over a new year', () => {
  expect(lastMonths(new Date('2026-01-31T16:30:00Z'), ZONE)).toEqual([
    '2026-02',
    '2026-01',
    '2025-12',
    '2025-11',
    '2025-10',
    '2025-09',
  ]);
});

test('the spans that end with a month', () => {
  expect(spansEndingWith('2026-05')).toEqual(['2026-05']);
  expect(spansEndingWith('2026-09')).toEqual(['2026-09', '2026-Q3']);
  expect(spansEndingWith('2026-12')).toEqual(['2026-12', '2026-Q4', '2026-H2']);
});

test('a school year begins in September', () => {
  expect(schoolYearOf(new Date('2026-08-31T15:59:00Z'), ZONE)).toBe(2025);
  expect(schoolYearOf(new Date('2026-08-31T16:01:00Z'), ZONE)).toBe(2026);
});

test('the newest month with hours, or the current one', () => {
  const rows = [
    { month: '2012-03', machineMinutes: 5 },
    { month: '2012-12', machineMinutes: 0 },
    { month: '2011-12', machineMinutes: 9 },
  ];
  expect(newestMonth(rows, '2026-07')).toBe('2012-03');
  expect(newestMonth([], '2026-07')).toBe('2026-07');
  expect(schoolYearOfMonth('2012-03')).toBe(2011);
});

test('the year that is shown can be chosen as well', () => {
  expect(yearsToChoose(2026, 2012, 3)).toEqual([2026, 2025, 2024, 2012]);
  expect(yearsToChoose(2026, 2025, 3)).toEqual([2026, 2025, 2024]);
});
