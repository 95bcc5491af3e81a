import { describe, expect, test } from 'vitest';
import { addDays, clock, instantOf, minutesOfClock, todayIn, wallTimeOf } from '../../../parts/zone.ts';
import { atLeast, extended, includes, moved, spanOf } from './selection.ts';
import { cellsOf, clockRange, nextFree, rasterOf, rowMinutesFor } from './week.ts';

const SHANGHAI = 'Asia/Shanghai';
const everyDay = [{ opens: '08:00', closes: '20:00' }];

describe('wall clocks', () => {
  test('an instant and its wall time lead to each other, in zones with and without summer time', () => {
    for (const zone of [SHANGHAI, 'Europe/Berlin', 'America/New_York', 'Asia/Kathmandu']) {
      for (const instant of ['2026-01-05T06:30:00.000Z', '2026-07-05T23:15:00.000Z', '2026-11-23T00:00:00.000Z']) {
        expect(instantOf(wallTimeOf(instant, zone), zone)).toBe(instant);
      }
    }
  });

  test('minutes past midnight are the next day', () => {
    expect(instantOf({ date: '2026-11-22', minutes: 24 * 60 }, SHANGHAI)).toBe('2026-11-22T16:00:00.000Z');
    expect(instantOf({ date: '2026-11-23', minutes: -60 }, SHANGHAI)).toBe('2026-11-22T15:00:00.000Z');
  });

  test('a day of changed clocks has the hours that it has', () => {
    const berlin = 'Europe/Berlin';
    expect(instantOf({ date: '2026-03-29', minutes: 90 }, berlin)).toBe('2026-03-29T00:30:00.000Z');
    expect(instantOf({ date: '2026-03-29', minutes: 240 }, berlin)).toBe('2026-03-29T02:00:00.000Z');
  });

  test('days and clocks', () => {
    expect(addDays('2026-12-31', 1)).toBe('2027-01-01');
    expect(todayIn(SHANGHAI, new Date('2026-11-22T16:30:00Z'))).toBe('2026-11-23');
    expect(clock(9 * 60 + 5)).toBe('09:05');
    expect(minutesOfClock('09:05')).toBe(545);
    expect(minutesOfClock('soon')).toBeNaN();
  });
});

describe('the raster', () => {
  test('follows the instrument’s rule, no lower than half an hour', () => {
    expect([5, 15, 20, 30, 60, 240].map(rowMinutesFor)).toEqual([30, 30, 40, 30, 60, 240]);
    const raster = rasterOf('2026-11-23', 7, SHANGHAI, { granularityMinutes: 60, openingHours: everyDay }, []);
    expect(raster.rows.map(clock)).toEqual([
      '08:00',
      '09:00',
      '10:00',
      '11:00',
      '12:00',
      '13:00',
      '14:00',
      '15:00',
      '16:00',
      '17:00',
      '18:00',
      '19:00',
    ]);
    expect(raster.dates.at(-1)).toBe('2026-11-29');
  });

  test('open till midnight means till the day’s end; without rules the free hours decide', () => {
    const night = { granularityMinutes: 60, openingHours: [{ opens: '22:00', closes: '00:00' }] };
    expect(rasterOf('2026-11-23', 1, SHANGHAI, night, []).rows.map(clock)).toEqual(['22:00', '23:00']);
    const free = [{ start: '2026-11-22T22:00:00Z', end: '2026-11-23T02:00:00Z' }];
    expect(rasterOf('2026-11-23', 1, SHANGHAI, null, free).rows.map(clock)[0]).toBe('06:00');
  });
});

describe('fields', () => {
  const raster = rasterOf('2026-11-23', 2, SHANGHAI, { granularityMinutes: 60, openingHours: everyDay }, []);
  const at = (hour: number): string => instantOf({ date: '2026-11-23', minutes: hour * 60 }, SHANGHAI);
  const facts = {
    free: [
      { start: at(10), end: at(12) },
      { start: at(14), end: at(20) },
    ],
    busy: [{ start: at(12), end: at(13) }],
    mine: [{ start: at(16), end: at(17) }],
  };
  const cells = cellsOf(raster, facts, new Date(at(9)));
  const stateAt = (hour: number) => cells[0]?.[hour - 8]?.state;

  test('are free only when all of the time is', () => {
    expect([8, 10, 11, 12, 13, 14, 16, 19].map(stateAt)).toEqual([
      'past',
      'free',
      'free',
      'busy',
      'closed',
      'free',
      'mine',
      'free',
    ]);
    expect(cells[1]?.every(({ state }) => state === 'closed')).toBe(true);
  });

  test('a marked stretch is one time, whichever end came first, and at least the shortest booking', () => {
    const marked = extended({ day: 0, anchor: 5, head: 5 }, 3);
    expect(spanOf(marked, cells)).toEqual({ start: at(11), end: at(14) });
    expect([2, 3, 4, 5, 6].map((row) => includes(marked, { day: 0, row }))).toEqual([false, true, true, true, false]);
    expect(includes(marked, { day: 1, row: 4 })).toBe(false);
    expect(spanOf({ day: 9, anchor: 0, head: 0 }, cells)).toBeNull();
    expect(atLeast({ start: at(10), end: at(11) }, 120)).toEqual({ start: at(10), end: at(12) });
    expect(atLeast({ start: at(10), end: at(13) }, 120)).toEqual({ start: at(10), end: at(13) });
  });

  test('arrow keys stay within the grid', () => {
    const size = { days: 7, rows: 12 };
    expect(moved('ArrowUp', { day: 0, row: 0 }, size)).toEqual({ day: 0, row: 0 });
    expect(moved('ArrowDown', { day: 0, row: 0 }, size)).toEqual({ day: 0, row: 1 });
    expect(moved('ArrowRight', { day: 6, row: 3 }, size)).toEqual({ day: 6, row: 3 });
    expect(moved('End', { day: 1, row: 3 }, size)).toEqual({ day: 6, row: 3 });
    expect(moved('a', { day: 1, row: 3 }, size)).toBeNull();
  });

  test('next free times lie within one free stretch and not in the past', () => {
    expect(nextFree(facts.free, { minutes: 60, step: 30, count: 2 }, new Date(at(10.6)))).toEqual([
      { start: at(11), end: at(12) },
      { start: at(14), end: at(15) },
    ]);
    expect(nextFree(facts.free, { minutes: 600, step: 30, count: 2 }, new Date(at(9)))).toEqual([]);
  });

  test('a time is told on the zone’s clock', () => {
    expect(clockRange({ start: at(10), end: at(12) }, SHANGHAI)).toBe('10:00–12:00');
    expect(clockRange({ start: at(22), end: at(24) }, SHANGHAI)).toBe('22:00–24:00');
    expect(clockRange({ start: at(22), end: at(26) }, SHANGHAI)).toBe('22:00–2026-11-24 02:00');
  });
});
