import { expect, test } from 'vitest';
import type { Rules } from '../booking/bookable.ts';
import { hasSplitDays, ruleInput, ruleValues } from './rule-values.ts';

const rules: Rules = {
  timeZone: 'Asia/Shanghai',
  minimumMinutes: 30,
  maximumMinutes: 720,
  granularityMinutes: 15,
  leadMinutes: 0,
  horizonDays: 90,
  turnaroundMinutes: 0,
  capacity: 1,
  openingHours: [{ weekday: 1, opens: '08:00', closes: '20:00' }],
  closedOnHolidays: true,
  admits: ['OWN_UNIT'],
  maximumOpenBookings: null,
  quotas: [],
  operatorNeeded: false,
  forms: ['SAFETY'],
  tutorAuthorisation: false,
  lateCancelMinutes: null,
  qualification: { code: 'SEM', level: 2 },
  approval: ['UNIT'],
};

test('rules that are not touched are sent as they are', () => {
  const { timeZone: _zone, quotas: _quotas, lateCancelMinutes: _late, ...same } = rules;
  expect(ruleInput('i', rules, ruleValues(rules))).toEqual({ instrumentId: 'i', ...same, maximumOpenBookings: 0 });
});

test('a day with an empty time is closed; days with two stretches are left alone', () => {
  const values = ruleValues(rules);
  const closed = { ...values, hours: values.hours.map(() => ({ opens: '', closes: '18:00' })) };
  expect(ruleInput('i', rules, closed).openingHours).toEqual([]);
  const split = { ...rules, openingHours: [...rules.openingHours, { weekday: 1, opens: '21:00', closes: '23:00' }] };
  expect(hasSplitDays(split)).toBe(true);
  expect(ruleInput('i', split, values)).not.toHaveProperty('openingHours');
});
