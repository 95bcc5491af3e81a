import { describe, expect, test } from 'vitest';
import { addDays, instantAt, localDay, localDaysOf, minutesByMonth, wallTime } from './local-time.ts';

const utc = (text: string): Date => new Date(text);

describe('local time', () => {
  test('of Shanghai is eight hours ahead', () => {
    expect(instantAt('2026-03-02', 9 * 60, 'Asia/Shanghai')).toEqual(utc('2026-03-02T01:00:00Z'));
    expect(wallTime(utc('2026-03-01T16:30:00Z'), 'Asia/Shanghai')).toEqual({
      date: '2026-03-02',
      minuteOfDay: 30,
      weekday: 1,
    });
  });

  test('days have 23 and 25 hours where the clocks change', () => {
    const hoursOf = (date: string): number => {
      const { start, end } = localDay(date, 'Europe/Berlin');
      return (end.getTime() - start.getTime()) / 3_600_000;
    };
    expect([hoursOf('2026-03-29'), hoursOf('2026-10-25'), hoursOf('2026-07-01')]).toEqual([23, 25, 24]);
  });

  test('a skipped time moves forward, of a repeated one the first is taken', () => {
    expect(instantAt('2026-03-29', 150, 'Europe/Berlin')).toEqual(utc('2026-03-29T01:30:00Z'));
    expect(instantAt('2026-10-25', 150, 'Europe/Berlin')).toEqual(utc('2026-10-25T00:30:00Z'));
  });

  test('works where the offset is not whole hours and where summer is in January', () => {
    expect(instantAt('2026-01-15', 0, 'Australia/Lord_Howe')).toEqual(utc('2026-01-14T13:00:00Z'));
    expect(instantAt('2026-07-15', 0, 'Australia/Lord_Howe')).toEqual(utc('2026-07-14T13:30:00Z'));
    expect(instantAt('2026-05-01', 1440, 'Asia/Kolkata')).toEqual(utc('2026-05-01T18:30:00Z'));
  });

  test('every wall time of a year goes there and back', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Australia/Lord_Howe']) {
      for (let date = '2026-01-01'; date < '2027-01-01'; date = addDays(date, 1)) {
        const instant = instantAt(date, 12 * 60, zone);
        expect(wallTime(instant, zone)).toMatchObject({ date, minuteOfDay: 720 });
      }
    }
  });

  test('an interval is split by local months without losing a minute', () => {
    const interval = { start: utc('2025-12-31T15:00:00Z'), end: utc('2026-02-01T00:00:00Z') };
    expect(minutesByMonth(interval, 'Asia/Shanghai')).toEqual([
      { month: '2025-12', minutes: 60 },
      { month: '2026-01', minutes: 31 * 1440 },
      { month: '2026-02', minutes: 480 },
    ]);
    expect(localDaysOf(interval, 'Asia/Shanghai').length).toBe(33);
  });
});
