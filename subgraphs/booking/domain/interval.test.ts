import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { atLeast, type Interval, merged, minutesOf, overlaps, without } from './interval.ts';

const at = (hour: number): Date => new Date(Date.UTC(2026, 2, 2, hour));
const span = (from: number, to: number): Interval => ({ start: at(from), end: at(to) });
const hours = (intervals: readonly Interval[]): number[][] =>
  intervals.map(({ start, end }) => [start.getUTCHours(), end.getUTCHours()]);

const spans = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 18 }), fc.integer({ min: 1, max: 5 }))
    .map(([from, length]) => span(from, from + length)),
  { maxLength: 8 },
);
const running = (intervals: readonly Interval[], hour: number): number =>
  intervals.filter((interval) => overlaps(interval, span(hour, hour + 1))).length;

describe('intervals', () => {
  test('that only touch do not overlap', () => {
    expect(overlaps(span(1, 2), span(2, 3))).toBe(false);
    expect(overlaps(span(1, 3), span(2, 4))).toBe(true);
  });

  test('merge, also when they touch', () => {
    expect(hours(merged([span(4, 6), span(1, 2), span(2, 3), span(5, 7)]))).toEqual([
      [1, 3],
      [4, 7],
    ]);
  });

  test('without what is taken', () => {
    expect(hours(without([span(8, 20)], [span(9, 10), span(12, 14), span(19, 23)]))).toEqual([
      [8, 9],
      [10, 12],
      [14, 19],
    ]);
  });

  test('atLeast and without agree with counting hour by hour', () => {
    fc.assert(
      fc.property(spans, fc.integer({ min: 1, max: 3 }), (intervals, level) => {
        const full = atLeast(level, intervals);
        const rest = without([span(0, 23)], intervals);
        for (let hour = 0; hour < 23; hour += 1) {
          expect(running(full, hour)).toBe(running(intervals, hour) >= level ? 1 : 0);
          expect(running(rest, hour)).toBe(running(intervals, hour) === 0 ? 1 : 0);
        }
      }),
    );
  });

  test('minutes are whole', () => {
    expect(minutesOf(span(9, 11))).toBe(120);
  });
});
