import type { TestRequestState } from './transitions.ts';

/** Until when each step is due; null while it is not known. */
export interface Deadlines {
  readonly acceptBy: Date | null;
  readonly answerBy: Date | null;
  readonly quoteBy: Date | null;
  readonly samplesBy: Date | null;
  readonly reportBy: Date | null;
}
export type Deadline = keyof Deadlines;

export const NO_DEADLINES: Deadlines = {
  acceptBy: null,
  answerBy: null,
  quoteBy: null,
  samplesBy: null,
  reportBy: null,
};

/** Working days that each step may take; the report's are the turnaround's, these where none was told. */
export const SERVICE_DAYS: Readonly<Record<Deadline, number>> = {
  acceptBy: 1,
  answerBy: 1,
  quoteBy: 2,
  samplesBy: 10,
  reportBy: 10,
};

/** Working days as they are reckoned where the platform is. */
export interface Workdays {
  /** The end of the `count`-th working day after the one on which something came. */
  endAfter(at: Date, count: number): Date;
  /** Working days that begin after `from` and not after `to`. */
  between(from: Date, to: Date): number;
}

/** What the deadlines of a request depend on. */
export interface DeadlineFacts {
  readonly mode: 'FIRST_COME' | 'CHOSEN_BY_FIRM';
  /** Of the accepted quote, else of the items; null: none was told. */
  readonly turnaroundDays: number | null;
  /** Since when work stood still, when it goes on now. */
  readonly heldSince: Date | null;
}

type Set = (before: Deadlines, facts: DeadlineFacts, now: Date, workdays: Workdays) => Partial<Deadlines>;

const by =
  (deadline: Deadline): Set =>
  (_before, _facts, now, workdays) => ({ [deadline]: workdays.endAfter(now, SERVICE_DAYS[deadline]) });

/** Which step sets which deadlines. */
const setBy: Readonly<Record<string, Set>> = {
  requestTest: by('acceptBy'),
  dispatchTestRequest: (before, facts, now, workdays) =>
    by(facts.mode === 'FIRST_COME' ? 'answerBy' : 'quoteBy')(before, facts, now, workdays),
  takeTestRequest: by('samplesBy'),
  acceptQuote: by('samplesBy'),
  receiveSamples: reportDue,
  closeWorkOrder: reportDue,
  resumeTestRequest: pushOn,
};

/** The turnaround begins with the first samples; a test without samples with its work order. */
function reportDue(before: Deadlines, facts: DeadlineFacts, now: Date, workdays: Workdays): Partial<Deadlines> {
  if (before.reportBy) return {};
  return { reportBy: workdays.endAfter(now, facts.turnaroundDays ?? SERVICE_DAYS.reportBy) };
}

/** What was still ahead when work stood still waits as many working days longer. */
function pushOn(before: Deadlines, facts: DeadlineFacts, now: Date, workdays: Workdays): Partial<Deadlines> {
  const since = facts.heldSince;
  if (!since) return {};
  const days = workdays.between(since, now);
  const later = (deadline: Date | null): Date | null =>
    deadline && deadline > since ? workdays.endAfter(before17(deadline), days) : deadline;
  return { samplesBy: later(before.samplesBy), reportBy: later(before.reportBy) };
}

/** Deadlines lie at closing time, which counts for the day after: a moment before, they count for their own. */
function before17(deadline: Date): Date {
  return new Date(deadline.getTime() - 1);
}

/** The deadlines after a step. Pure. */
export function deadlinesAfter(
  step: string,
  before: Deadlines,
  facts: DeadlineFacts,
  now: Date,
  workdays: Workdays,
): Deadlines {
  return { ...before, ...setBy[step]?.(before, facts, now, workdays) };
}

/** What a request waits for in each state, and by when; null: nothing any more. */
export interface Awaited {
  readonly step: string;
  readonly deadline: Deadline | null;
}

const awaitedIn: Readonly<Partial<Record<TestRequestState, Awaited>>> = {
  PENDING: { step: 'requestTest', deadline: null },
  REQUESTED: { step: 'acceptTestRequest', deadline: 'acceptBy' },
  ACCEPTED: { step: 'dispatchTestRequest', deadline: null },
  TAKEN: { step: 'receiveSamples', deadline: 'samplesBy' },
  IN_PROGRESS: { step: 'closeWorkOrder', deadline: 'reportBy' },
  TESTED: { step: 'issueTestReport', deadline: 'reportBy' },
  REPORTED: { step: 'rateTestRequest', deadline: null },
};

/** What is awaited now: of a dispatched request an answer, or the quotes. */
export function awaitedOf(state: TestRequestState, mode: DeadlineFacts['mode']): Awaited | null {
  if (state !== 'DISPATCHED') return awaitedIn[state] ?? null;
  return mode === 'FIRST_COME'
    ? { step: 'takeTestRequest', deadline: 'answerBy' }
    : { step: 'acceptQuote', deadline: 'quoteBy' };
}

/** Is what is awaited overdue? Work that stands still is not late. */
export function isLate(
  request: { readonly state: TestRequestState; readonly mode: DeadlineFacts['mode']; readonly deadlines: Deadlines },
  onHold: boolean,
  now: Date,
): boolean {
  const deadline = awaitedOf(request.state, request.mode)?.deadline;
  const due = deadline ? request.deadlines[deadline] : null;
  return !onHold && due !== null && due < now;
}
