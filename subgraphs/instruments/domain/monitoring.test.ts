import { expect, it } from 'vitest';
import { defaultRules, nextDue, type RunningFacts, warningsOf } from './monitoring.ts';

const now = new Date('2026-03-02T00:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);
const quiet: RunningFacts = {
  inServiceSince: daysAgo(1000),
  lastUsedAt: daysAgo(1),
  ratedHoursClass: 'GENERAL',
  minutesThisYear: 0,
  faults: [],
  dueOn: [],
};
const kinds = (facts: Partial<RunningFacts>) =>
  warningsOf({ ...quiet, ...facts }, defaultRules, now).map(({ kind, figure }) => [kind, figure]);

it('warns exactly from each limit on', () => {
  expect(kinds({})).toEqual([]);
  expect(kinds({ lastUsedAt: daysAgo(89) })).toEqual([]);
  expect(kinds({ lastUsedAt: daysAgo(90) })).toEqual([['IDLE', 90]]);
  expect(kinds({ lastUsedAt: null })).toEqual([['IDLE', 1000]]);
  expect(kinds({ lastUsedAt: null, inServiceSince: daysAgo(10) })).toEqual([]);
  expect(kinds({ minutesThisYear: 84_000 })).toEqual([]);
  expect(kinds({ minutesThisYear: 84_840 })).toEqual([['OVER_RATED', 101]]);
  expect(kinds({ minutesThisYear: 48_480, ratedHoursClass: 'SPECIAL' })).toEqual([['OVER_RATED', 101]]);
  expect(kinds({ faults: [daysAgo(1), daysAgo(2), daysAgo(90)] })).toEqual([]);
  expect(kinds({ faults: [daysAgo(1), daysAgo(2), daysAgo(89)] })).toEqual([['ABNORMAL_STOPS', 3]]);
  expect(kinds({ dueOn: ['2026-04-02'] })).toEqual([]);
  expect(kinds({ dueOn: ['2026-05-01', '2026-04-01'] })).toEqual([['MAINTENANCE_DUE', 30]]);
  expect(kinds({ dueOn: ['2026-02-25'] })).toEqual([['MAINTENANCE_DUE', -5]]);
});

it('comes round over month and year ends', () => {
  expect(nextDue('2025-12-31', 1)).toBe('2026-01-01');
  expect(nextDue('2024-02-28', 2)).toBe('2024-03-01');
});
