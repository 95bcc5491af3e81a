/** States of a test request, as the SDL's `enum TestRequestState`. */
export const TEST_REQUEST_STATES = [
  'PENDING',
  'REQUESTED',
  'ACCEPTED',
  'DISPATCHED',
  'TAKEN',
  'IN_PROGRESS',
  'TESTED',
  'REPORTED',
  'COMPLETED',
  'ARCHIVED',
  'REFUSED',
  'WITHDRAWN',
] as const;
export type TestRequestState = (typeof TEST_REQUEST_STATES)[number];

/** One line of the transition table. */
export interface Transition {
  readonly step: string;
  readonly from: readonly TestRequestState[];
  readonly to: TestRequestState;
  /** Past participle of the event that tells it: `testRequest.taken`. */
  readonly event: string;
  /** Who gets a notice: the firm, the units that were asked, the platform's staff. */
  readonly tells: readonly ('FIRM' | 'UNITS' | 'PLATFORM')[];
}

/** The life of a test request (domain.md §2). The picture in docs/services.md is drawn from this table. */
export const testRequestTransitions: readonly Transition[] = [
  { step: 'acceptTestRequest', from: ['REQUESTED'], to: 'ACCEPTED', event: 'accepted', tells: ['FIRM'] },
  {
    step: 'dispatchTestRequest',
    from: ['ACCEPTED', 'DISPATCHED'],
    to: 'DISPATCHED',
    event: 'dispatched',
    tells: ['UNITS'],
  },
  { step: 'takeTestRequest', from: ['DISPATCHED'], to: 'TAKEN', event: 'taken', tells: ['FIRM'] },
  { step: 'acceptQuote', from: ['DISPATCHED'], to: 'TAKEN', event: 'taken', tells: ['UNITS'] },
  { step: 'receiveSamples', from: ['TAKEN', 'IN_PROGRESS'], to: 'IN_PROGRESS', event: 'received', tells: ['FIRM'] },
  { step: 'closeWorkOrder', from: ['TAKEN', 'IN_PROGRESS'], to: 'TESTED', event: 'tested', tells: [] },
  { step: 'issueTestReport', from: ['TESTED'], to: 'REPORTED', event: 'reported', tells: ['FIRM'] },
  { step: 'correctTestReport', from: ['REPORTED'], to: 'REPORTED', event: 'corrected', tells: ['FIRM'] },
  { step: 'correctTestReport', from: ['COMPLETED'], to: 'COMPLETED', event: 'corrected', tells: ['FIRM'] },
  { step: 'withdrawTestReport', from: ['REPORTED'], to: 'REPORTED', event: 'reportWithdrawn', tells: ['FIRM'] },
  { step: 'withdrawTestReport', from: ['COMPLETED'], to: 'COMPLETED', event: 'reportWithdrawn', tells: ['FIRM'] },
  {
    step: 'archiveTestRequest',
    from: ['COMPLETED', 'REFUSED', 'WITHDRAWN'],
    to: 'ARCHIVED',
    event: 'archived',
    tells: [],
  },
  { step: 'rateTestRequest', from: ['REPORTED'], to: 'COMPLETED', event: 'completed', tells: ['UNITS'] },
  {
    step: 'refuseTestRequest',
    from: ['REQUESTED', 'ACCEPTED', 'DISPATCHED'],
    to: 'REFUSED',
    event: 'refused',
    tells: ['FIRM'],
  },
  { step: 'returnTestRequest', from: ['DISPATCHED'], to: 'ACCEPTED', event: 'returned', tells: ['PLATFORM'] },
  {
    step: 'withdrawTestRequest',
    from: ['REQUESTED', 'ACCEPTED', 'DISPATCHED'],
    to: 'WITHDRAWN',
    event: 'withdrawn',
    tells: ['UNITS'],
  },
];

/** The line by which `step` is possible from `state`, or null. */
export function transitionOf(state: TestRequestState, step: string): Transition | null {
  return testRequestTransitions.find((line) => line.step === step && line.from.includes(state)) ?? null;
}

/** Steps that people can take; what the system does by itself is left out. */
export function possibleSteps(state: TestRequestState): string[] {
  return testRequestTransitions
    .filter((line) => line.from.includes(state) && line.step !== 'returnTestRequest')
    .map((line) => line.step);
}
