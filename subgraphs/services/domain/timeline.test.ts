import { expect, test } from 'vitest';
import {
  endAfterWorkingDays,
  type WorkingCalendar,
  workingDaysBetween,
} from '../../../kernel/calendar/working-days.ts';
import { type DeadlineFacts, deadlinesAfter, isLate, NO_DEADLINES, SERVICE_DAYS, type Workdays } from './deadlines.ts';
import { isLineLate, type Tracked, timelineOf } from './timeline.ts';
import { TEST_REQUEST_STATES } from './transitions.ts';

const calendar: WorkingCalendar = { timeZone: 'Asia/Shanghai', special: new Map() };
const workdays: Workdays = {
  endAfter: (at, count) => endAfterWorkingDays(calendar, at, count),
  between: (from, to) => workingDaysBetween(calendar, from, to),
};
const local = (text: string) => new Date(`${text}:00+08:00`);
const facts: DeadlineFacts = { mode: 'FIRST_COME', turnaroundDays: 5, heldSince: null };
const monday = local('2026-03-02T10:00');

test('each step sets the deadline of what comes next', () => {
  const asked = deadlinesAfter('requestTest', NO_DEADLINES, facts, monday, workdays);
  expect(asked).toEqual({ ...NO_DEADLINES, acceptBy: local('2026-03-03T17:00') });
  const quoted = deadlinesAfter('dispatchTestRequest', asked, { ...facts, mode: 'CHOSEN_BY_FIRM' }, monday, workdays);
  expect(quoted.quoteBy).toEqual(local('2026-03-04T17:00'));
  const received = deadlinesAfter('receiveSamples', quoted, facts, monday, workdays);
  expect(received.reportBy).toEqual(local('2026-03-09T17:00'));
  const more = deadlinesAfter('receiveSamples', received, facts, local('2026-03-05T10:00'), workdays);
  expect(more.reportBy).toEqual(received.reportBy);
  const untold = deadlinesAfter('closeWorkOrder', NO_DEADLINES, { ...facts, turnaroundDays: null }, monday, workdays);
  expect(untold.reportBy).toEqual(local('2026-03-16T17:00'));
  expect(SERVICE_DAYS.reportBy).toBe(10);
});

test('a hold pushes on what was still ahead, by the working days that it lasted', () => {
  const before = { ...NO_DEADLINES, acceptBy: local('2026-03-02T17:00'), reportBy: local('2026-03-09T17:00') };
  const heldSince = local('2026-03-05T09:00');
  const after = deadlinesAfter(
    'resumeTestRequest',
    before,
    { ...facts, heldSince },
    local('2026-03-09T09:00'),
    workdays,
  );
  expect(after).toEqual({ ...before, reportBy: local('2026-03-11T17:00') });
});

const request: Tracked = {
  state: 'TAKEN',
  mode: 'FIRST_COME',
  firmId: 'firm',
  takenBy: 'unit',
  deadlines: { ...NO_DEADLINES, acceptBy: local('2026-03-03T17:00'), samplesBy: local('2026-03-16T17:00') },
  holds: [],
  history: [
    { step: 'requestTest', at: monday, reason: null },
    { step: 'acceptTestRequest', at: local('2026-03-04T09:00'), reason: null },
    { step: 'dispatchTestRequest', at: local('2026-03-04T09:05'), reason: null },
    { step: 'takeTestRequest', at: local('2026-03-04T11:00'), reason: null },
    { step: 'openWorkOrder', at: local('2026-03-04T11:00'), reason: null },
  ],
};

test('a timeline tells what was, what is awaited and what is ahead', () => {
  const lines = timelineOf(request);
  expect(lines.map(({ step, phase }) => `${phase} ${step}`)).toEqual([
    'DONE requestTest',
    'DONE acceptTestRequest',
    'DONE dispatchTestRequest',
    'DONE takeTestRequest',
    'AWAITED receiveSamples',
    'EXPECTED closeWorkOrder',
    'EXPECTED issueTestReport',
    'EXPECTED rateTestRequest',
  ]);
  const late = lines.filter((line) => isLineLate(line, false, local('2026-03-10T09:00'))).map(({ step }) => step);
  expect(late).toEqual(['acceptTestRequest']);
  expect(lines[3]?.unitId).toBe('unit');
});

test('overdue is what is awaited past its deadline, unless work stands still', () => {
  const now = local('2026-03-17T09:00');
  expect(isLate(request, false, now)).toBe(true);
  expect(isLate(request, true, now)).toBe(false);
  const awaited = timelineOf(request).find(({ phase }) => phase === 'AWAITED');
  expect(awaited && isLineLate(awaited, false, now)).toBe(true);
  expect(awaited && isLineLate(awaited, true, now)).toBe(false);
});

test('holds stand in their place, with their reason', () => {
  const since = local('2026-03-05T09:00');
  const hold = {
    reason: 'INSTRUMENT_DOWN',
    note: '电源',
    by: 'unit',
    since,
    expectedUntil: null,
    endedAt: null,
  } as const;
  const lines = timelineOf({ ...request, holds: [hold] });
  expect(lines[4]).toMatchObject({ step: 'holdTestRequest', at: since, reason: { zh: '仪器故障：电源' } });
});

test('every state either waits for a step of the way or for nothing', () => {
  for (const state of TEST_REQUEST_STATES)
    for (const mode of ['FIRST_COME', 'CHOSEN_BY_FIRM'] as const) {
      const lines = timelineOf({ ...request, state, mode, history: [] });
      expect(lines.filter(({ phase }) => phase === 'AWAITED').length).toBe(lines.length > 0 ? 1 : 0);
    }
});

test('a quote is told with the unit that made it, not with the one that was chosen', () => {
  const quoted = [
    { step: 'quoteTestRequest', at: monday, unitId: 'other', reason: null },
    { step: 'acceptQuote', at: monday, unitId: 'firm', reason: null },
  ];
  const [first, second] = timelineOf({ ...request, history: quoted });
  expect([first?.unitId, second?.unitId]).toEqual(['other', 'firm']);
});
