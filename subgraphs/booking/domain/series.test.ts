import { describe, expect, test } from 'vitest';
import { occurrences, ruleProblems, type SeriesRule } from './series.ts';

const rule = (fields: Partial<SeriesRule>): SeriesRule => ({
  frequency: 'DAILY',
  interval: 1,
  weekdays: [],
  count: null,
  until: null,
  ...fields,
});
const slot = (start: string, end: string) => ({ start: new Date(start), end: new Date(end) });
const starts = (first: ReturnType<typeof slot>, fields: Partial<SeriesRule>, zone: string): string[] =>
  occurrences(first, rule(fields), zone).map(({ start }) => start.toISOString().slice(0, 16));

describe('a series', () => {
  test('keeps its wall time when clocks change', () => {
    const first = slot('2026-03-28T08:00:00Z', '2026-03-28T10:00:00Z');
    expect(starts(first, { count: 3 }, 'Europe/Berlin')).toEqual([
      '2026-03-28T08:00',
      '2026-03-29T07:00',
      '2026-03-30T07:00',
    ]);
  });

  test('every second week on two weekdays until a day', () => {
    const first = slot('2026-03-04T01:00:00Z', '2026-03-04T02:00:00Z');
    const fields = { frequency: 'WEEKLY', interval: 2, weekdays: [1, 3], until: '2026-03-31' } as const;
    expect(starts(first, fields, 'Asia/Shanghai')).toEqual([
      '2026-03-04T01:00',
      '2026-03-16T01:00',
      '2026-03-18T01:00',
      '2026-03-30T01:00',
    ]);
  });

  test('without weekdays takes the first one’s', () => {
    const first = slot('2026-03-05T01:00:00Z', '2026-03-05T02:00:00Z');
    expect(starts(first, { frequency: 'WEEKLY', count: 2 }, 'Asia/Shanghai')).toEqual([
      '2026-03-05T01:00',
      '2026-03-12T01:00',
    ]);
  });

  test('ends after 100 occurrences, and a rule without end is refused', () => {
    const first = slot('2026-03-05T01:00:00Z', '2026-03-05T02:00:00Z');
    expect(occurrences(first, rule({ until: '2030-01-01' }), 'UTC')).toHaveLength(100);
    expect(ruleProblems(rule({})).map(({ field }) => field)).toEqual(['rule']);
    expect(ruleProblems(rule({ interval: 0, count: 101, weekdays: [8] }))).toHaveLength(3);
  });
});
