import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { defaultPolicy } from '../policy.ts';
import { bookingRules, type RuleFacts, violationsOf } from './index.ts';

const local = (time: string): Date => new Date(`2026-03-03T${time}:00+08:00`);
const policy = defaultPolicy('Asia/Shanghai');

/** A booking of Tuesday 09:00 to 10:00, asked for on Monday, against which nothing stands. */
const fine: RuleFacts = {
  locale: 'en',
  now: new Date('2026-03-02T00:00:00Z'),
  slot: { start: local('09:00'), end: local('10:00') },
  policy,
  holidays: new Map(),
  outages: [],
  instrument: { sharing: 'CITY', status: 'AVAILABLE', inReach: true },
  user: {
    userClass: 'MEMBER_UNIT',
    openBookings: 0,
    qualifications: [],
    suspendedUntil: null,
    authorisedByTutor: false,
  },
  quotaUse: [],
  forms: [],
  operator: false,
};
const withPolicy = (fields: Partial<typeof policy>): RuleFacts => ({ ...fine, policy: { ...policy, ...fields } });
const withUser = (fields: Partial<RuleFacts['user']>): RuleFacts => ({ ...fine, user: { ...fine.user, ...fields } });
const quota = { per: 'USER', period: 'WEEK', maximumMinutes: 100, maximumBookings: null } as const;
const quotaUse = { quota, minutes: 41, bookings: 1, wantedMinutes: 60, periodStart: '2026-03-02' };
const window = {
  weekday: 2,
  opens: '08:00',
  closes: '12:00',
  classes: ['OWN_UNIT'],
  releasedMinutesBefore: 60,
} as const;

/** What breaks each rule, and only that one. */
const breaking: Readonly<Record<string, RuleFacts>> = {
  status: { ...fine, instrument: { ...fine.instrument, status: 'DOWN' } },
  sharing: { ...fine, instrument: { ...fine.instrument, inReach: false } },
  userClasses: withPolicy({ admits: ['OWN_UNIT'] }),
  openBookings: { ...withPolicy({ maximumOpenBookings: 2 }), user: { ...fine.user, openBookings: 2 } },
  quotas: { ...fine, quotaUse: [quotaUse] },
  qualification: withPolicy({ qualification: { code: 'SEM', level: 2 } }),
  operator: withPolicy({ operatorNeeded: true }),
  forms: withPolicy({ forms: ['SAFETY'] }),
  tutor: withPolicy({ tutorAuthorisation: true }),
  discipline: withUser({ suspendedUntil: local('09:00') }),
  minimumLength: withPolicy({ minimumMinutes: 90 }),
  maximumLength: withPolicy({ maximumMinutes: 45 }),
  granularity: withPolicy({ granularityMinutes: 120 }),
  leadTime: withPolicy({ leadMinutes: 3 * 24 * 60 }),
  horizon: withPolicy({ horizonDays: 1 }),
  openingHours: { ...withPolicy({ closedOnHolidays: true }), holidays: new Map([['2026-03-03', 'HOLIDAY']]) },
  outages: { ...fine, outages: [{ start: local('09:30'), end: null }] },
  priorityWindows: withPolicy({ priorityWindows: [window] }),
};

const sdl = readFileSync(new URL('../../../../schema/booking.graphql', import.meta.url), 'utf8');

describe('rules of a booking', () => {
  test('none stands against a good one', () => {
    expect(violationsOf(fine)).toEqual([]);
  });

  test.each(bookingRules.map((rule) => [rule.name, rule] as const))(
    '%s is broken alone, says what to change, is in the SDL',
    (name, rule) => {
      const facts = breaking[name];
      if (!facts) throw new Error(`no case breaks ${name}`);
      const [broken, ...others] = violationsOf(facts);
      expect(broken?.__typename).toBe(rule.violation);
      expect(others).toEqual([]);
      expect(broken?.message).toMatch(/[a-z]{3}/);
      expect(violationsOf({ ...facts, locale: 'zh' })[0]?.message).toMatch(/[一-鿿]/);
      expect(sdl).toContain(`type ${rule.violation} implements RuleViolation`);
      expect(violationsOf(facts, { overridden: true })).toHaveLength(rule.overridable ? 0 : 1);
    },
  );

  test('all violations are reported at once', () => {
    const facts = {
      ...withPolicy({ minimumMinutes: 90, leadMinutes: 3 * 24 * 60, operatorNeeded: true }),
      quotaUse: [quotaUse],
    };
    expect(violationsOf(facts).map(({ __typename }) => __typename)).toEqual([
      'QuotaExceeded',
      'OperatorNeeded',
      'TooShort',
      'TooSoon',
    ]);
  });
});

describe('edges', () => {
  test('a qualification must hold until the end of the slot and be of the level', () => {
    const need = { qualification: { code: 'SEM', level: 2 } };
    const held = (level: number, validTo: Date | null) => ({
      ...withPolicy(need),
      user: { ...fine.user, qualifications: [{ code: 'SEM', level, validTo }] },
    });
    expect(violationsOf(held(2, null))).toEqual([]);
    expect(violationsOf(held(2, local('10:00')))).toEqual([]);
    expect(violationsOf(held(2, local('09:59')))).toHaveLength(1);
    expect(violationsOf(held(1, null))).toHaveLength(1);
  });

  test('a quota that is reached exactly is not exceeded', () => {
    expect(violationsOf({ ...fine, quotaUse: [{ ...quotaUse, minutes: 40 }] })).toEqual([]);
    const byCount = { ...quotaUse, quota: { ...quota, maximumMinutes: null, maximumBookings: 2 } };
    expect(violationsOf({ ...fine, quotaUse: [byCount] })).toEqual([]);
    expect(violationsOf({ ...fine, quotaUse: [{ ...byCount, bookings: 2 }] })).toHaveLength(1);
  });

  test('priority ends so many minutes before the start, and never binds its own class', () => {
    const facts = withPolicy({ priorityWindows: [window] });
    expect(violationsOf({ ...facts, now: local('08:00') })).toEqual([]);
    expect(violationsOf({ ...facts, user: { ...fine.user, userClass: 'OWN_UNIT' } })).toEqual([]);
  });

  test('a make-up working day has Monday’s hours, a holiday none', () => {
    const openingHours = [{ weekday: 1, opens: '08:00', closes: '18:00' }];
    const sunday = {
      ...withPolicy({ openingHours, closedOnHolidays: true }),
      slot: { start: new Date('2026-03-08T01:00:00Z'), end: new Date('2026-03-08T02:00:00Z') },
    };
    expect(violationsOf(sunday).map(({ __typename }) => __typename)).toEqual(['ClosedThen']);
    expect(violationsOf({ ...sunday, holidays: new Map([['2026-03-08', 'WORKING_DAY']]) })).toEqual([]);
  });

  test('an instrument that never closes can be booked over midnight', () => {
    const openingHours = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ weekday, opens: '00:00', closes: '00:00' }));
    const night = {
      ...withPolicy({ openingHours }),
      slot: { start: local('22:00'), end: new Date('2026-03-03T18:00:00Z') },
    };
    expect(violationsOf(night)).toEqual([]);
  });
});
