import { expect, test } from 'vitest';
import { FIGURES } from '../../parts/figures.ts';
import { chartHours, type Figures, isFigure, spanOf, total, totalBy, undividedOf, yearsOf } from './figures.ts';

const row = (figures: Partial<Figures>, month = '2011-08') => ({ ...total([]), ...figures, month });

test('sums keep every figure', () => {
  const sum = total([row({ visits: 2, machineMinutes: 61 }), row({ visits: 3 })]);
  expect(sum).toMatchObject({ visits: 5, machineMinutes: 61, servicesProvided: 0 });
  expect(Object.keys(sum).filter((key) => isFigure(key))).toHaveLength(FIGURES.length);
});

test('sums by key leave out rows without one', () => {
  const rows = [row({ visits: 1 }, 'a'), row({ visits: 2 }, 'b'), row({ visits: 4 }, 'a'), row({ visits: 8 }, '')];
  const sums = totalBy(rows, ({ month }) => month);
  expect([...sums].map(([key, { visits }]) => [key, visits])).toEqual([
    ['a', 5],
    ['b', 2],
  ]);
});

test('platforms that told a month as a whole are named once', () => {
  const told = (platform: string, isUndivided: boolean) => ({ platform, isUndivided });
  expect(undividedOf([told('mdj', false), told('ningan', true), told('ningan', true), told('mdj', false)])).toEqual([
    'ningan',
  ]);
});

test('hours of a chart have one place', () => {
  expect([0, 89, 90, 270_000].map(chartHours)).toEqual([0, 1.5, 1.5, 4500]);
});

test('years and their months', () => {
  expect(yearsOf(['2011-12', '2012-01', null, '2011-01'])).toEqual(['2012', '2011']);
  expect(spanOf('2011')).toEqual({ from: '2011-01', to: '2011-12' });
  expect(spanOf('all')).toEqual({});
  expect(spanOf(null)).toEqual({});
});
