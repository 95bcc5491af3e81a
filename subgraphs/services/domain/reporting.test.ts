import { describe, expect, test } from 'vitest';
import {
  COMPLAINT_STATES,
  complaintTransitions,
  OPEN_COMPLAINT_STATES,
  possibleComplaintSteps,
} from './complaint-steps.ts';
import { coversItem, isOutside, marksOf, marksOfReport } from './marks.ts';
import { promisedDay } from './promise.ts';
import { isRightPerson, REPORT_DRAFT_STATES, reportTransition, reportTransitions } from './report-steps.ts';
import { retainUntil } from './retention.ts';
import { mayDispose, possibleSampleSteps, retainedUntil } from './sample-steps.ts';

describe('marks', () => {
  const cma = { kind: 'CMA', number: '21', scope: 'GB/T 228.1-2010；弯曲试验', validTo: '2026-06-30' };
  const tensile = { name: '拉伸试验', standards: ['gb/t228.1-2021'], certificates: [cma] };
  const hardness = { name: '硬度', standards: ['GB/T 4340.1'], certificates: [cma] };

  test('only within the scope, by standard or name, and not after the last day', () => {
    expect(coversItem(cma, tensile, '2026-06-30')).toBe(true);
    expect(coversItem(cma, tensile, '2026-07-01')).toBe(false);
    expect(coversItem({ ...cma, validTo: null }, tensile, '2099-01-01')).toBe(true);
    expect(coversItem(cma, { name: '弯曲试验', standards: [] }, '2026-01-01')).toBe(true);
    expect(coversItem(cma, hardness, '2026-01-01')).toBe(false);
    expect(coversItem({ ...cma, scope: null }, tensile, '2026-01-01')).toBe(false);
    expect(coversItem({ ...cma, scope: 'GB/T 228' }, tensile, '2026-01-01')).toBe(false);
  });

  test('a report bears the marks of its items, and labels those that are outside', () => {
    const marks = marksOfReport([tensile, hardness], '2026-01-01');
    expect(marks).toEqual([{ mark: 'CMA', number: '21' }]);
    expect(isOutside(tensile, marks, '2026-01-01')).toBe(false);
    expect(isOutside(hardness, marks, '2026-01-01')).toBe(true);
    expect(marksOf({ ...tensile, certificates: [{ ...cma, kind: 'ISO 9001' }] }, '2026-01-01')).toEqual([]);
    expect(marksOfReport([hardness], '2026-01-01')).toEqual([]);
    expect(isOutside(hardness, [], '2026-01-01')).toBe(false);
  });
});

describe('the steps of a report', () => {
  test('nothing is issued that was not reviewed', () => {
    for (const state of ['NONE', ...REPORT_DRAFT_STATES] as const)
      expect(reportTransition(state, 'issueTestReport') !== null).toBe(state === 'REVIEWED');
    const intoReviewed = reportTransitions.filter(({ to }) => to === 'REVIEWED');
    expect(intoReviewed.map(({ from }) => from)).toEqual([['IN_REVIEW']]);
  });

  test('whoever reviews or issues is not the author', () => {
    for (const line of reportTransitions) {
      expect(isRightPerson(line, 'me', 'me')).toBe(line.by === 'ANYBODY' || line.by === 'AUTHOR');
      expect(isRightPerson(line, 'other', 'me')).toBe(line.by !== 'AUTHOR');
    }
  });
});

describe('complaints', () => {
  test('each state but the open ones is an end, and each end can be reached', () => {
    for (const state of COMPLAINT_STATES)
      expect(possibleComplaintSteps(state).length > 0).toBe(OPEN_COMPLAINT_STATES.includes(state));
    const reached = new Set(['FILED', ...complaintTransitions.map(({ to }) => to)]);
    expect([...reached].sort()).toEqual([...COMPLAINT_STATES].sort());
  });

  test('only the platform decides, and only what it mediates', () => {
    for (const { to, by, from } of complaintTransitions)
      if (to === 'UPHELD' || to === 'REJECTED') expect([by, from]).toEqual(['PLATFORM', ['IN_MEDIATION']]);
  });
});

describe('samples and retention', () => {
  const report = { issuedAt: new Date('2026-03-01T00:00:00Z') };
  const agreement = { retentionDays: 30 };

  test('what was agreed to be kept is kept from the report on', () => {
    expect(retainedUntil({ agreement, report })).toEqual(new Date('2026-03-31T00:00:00Z'));
    expect(mayDispose({ agreement, report }, new Date('2026-03-30T23:59:59Z'))).toBe(false);
    expect(mayDispose({ agreement, report }, new Date('2026-03-31T00:00:00Z'))).toBe(true);
    expect(mayDispose({ agreement, report: null }, new Date('2030-01-01T00:00:00Z'))).toBe(false);
    expect(mayDispose({ agreement: null, report: null }, new Date())).toBe(true);
  });

  test('a sample that has left the house moves no more', () => {
    expect(possibleSampleSteps('ANNOUNCED')).toEqual([]);
    expect(possibleSampleSteps('HANDED_OVER')).toEqual(['STORE', 'HAND_OVER', 'RETURN', 'DISPOSE']);
    expect([possibleSampleSteps('RETURNED'), possibleSampleSteps('DISPOSED')]).toEqual([[], []]);
  });

  test('records are kept for years to the day', () => {
    expect(retainUntil('2026-03-02', true)).toBe('2032-03-02');
    expect(retainUntil('2024-02-29', false)).toBe('2026-02-28');
  });

  test('a report is promised by its deadline, else by the wanted day', () => {
    const reportBy = new Date('2026-03-31T17:00:00Z');
    expect(promisedDay({ wantedBy: '2026-03-20', deadlines: { reportBy } }, 'Asia/Shanghai')).toBe('2026-04-01');
    expect(promisedDay({ wantedBy: '2026-03-20', deadlines: { reportBy: null } }, 'Asia/Shanghai')).toBe('2026-03-20');
    expect(promisedDay({ wantedBy: null, deadlines: { reportBy: null } }, 'Asia/Shanghai')).toBeNull();
  });
});
