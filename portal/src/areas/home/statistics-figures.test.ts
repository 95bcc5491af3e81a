import { expect, it } from 'vitest';
import { figureOf, lastYearWith, monthsOf, sumByMonth, sumByYear, yearsOf } from './statistics-figures.ts';

const rows = [
  { month: '2012-02', machineMinutes: 100, visits: 1 },
  { month: '2011-12', machineMinutes: 30, visits: 2 },
  { month: '2012-01', machineMinutes: 80, visits: 3 },
  { month: null, visits: 9 },
];

it('finds years and months in order', () => {
  expect(yearsOf(rows)).toEqual(['2011', '2012']);
  expect(monthsOf(rows, '2012').map(({ month }) => month)).toEqual(['2012-01', '2012-02']);
});

it('sums a year before it rounds minutes to hours', () => {
  const [latest] = sumByYear(rows);
  expect(latest?.year).toBe('2012');
  expect(latest?.sums.machineMinutes).toBe(180);
  expect(figureOf(latest?.sums ?? {}, 'machineMinutes')).toBe(3);
  expect(figureOf(latest?.sums ?? {}, 'visits')).toBe(4);
  expect(figureOf({}, 'documentDeliveries')).toBe(0);
});

it('begins with the latest year that has the figure', () => {
  const later = [...rows, { month: '2026-01', visits: 1 }];
  expect(lastYearWith(later, 'machineMinutes')).toBe('2012');
  expect(lastYearWith(later, 'visits')).toBe('2026');
  expect(lastYearWith(later, 'documentDeliveries')).toBe('2026');
  expect(lastYearWith([], 'visits')).toBeUndefined();
});

it('months of several platforms become one row each; rows without a key are left out', () => {
  const told = [
    { month: '2011-08', machineMinutes: 60 },
    { month: '2011-09', machineMinutes: 5 },
    { month: '2011-08', machineMinutes: 30 },
    { month: null, machineMinutes: 7 },
  ];
  expect(sumByMonth(told)).toEqual([
    expect.objectContaining({ month: '2011-08', machineMinutes: 90 }),
    expect.objectContaining({ month: '2011-09', machineMinutes: 5 }),
  ]);
});
