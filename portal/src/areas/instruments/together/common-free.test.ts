import { expect, test } from 'vitest';
import { commonFree, isFreeIn } from './common-free.ts';

const at = (hour: number): string => new Date(Date.UTC(2026, 10, 23, hour)).toISOString();
const span = (from: number, to: number) => ({ start: at(from), end: at(to) });

test('all are free where every list is', () => {
  const lists = [[span(8, 12), span(13, 20)], [span(9, 14)], [span(0, 10), span(11, 24)]];
  expect(commonFree(lists)).toEqual([span(9, 10), span(11, 12), span(13, 14)]);
  expect(commonFree([[span(8, 9)], []])).toEqual([]);
  expect(commonFree([])).toEqual([]);
});

test('a time is free only when one stretch holds all of it', () => {
  expect(isFreeIn([span(8, 12)], span(8, 12))).toBe(true);
  expect(isFreeIn([span(8, 10), span(11, 12)], span(9, 12))).toBe(false);
});
