import { HOLDABLE, type Hold, lastingHold } from './holds.ts';
import { type ReportDraftState, withReportSteps } from './report-steps.ts';
import { possibleSteps, type TestRequestState } from './transitions.ts';

/** States in which the unit plans its work. */
export const PLANNABLE: readonly TestRequestState[] = ['TAKEN', 'IN_PROGRESS'];

/** What decides which steps a request allows now. */
export interface StepFacts {
  readonly state: TestRequestState;
  readonly mode: 'FIRST_COME' | 'CHOSEN_BY_FIRM';
  readonly dispatches: readonly { readonly answer: string }[];
  readonly holds?: readonly Hold[];
  readonly rating: { readonly reply: string | null } | null;
  readonly draft: { readonly state: ReportDraftState } | null;
}

/** Steps that leave the state as it is, each with when it can be taken. */
const BESIDE: Readonly<Record<string, (facts: StepFacts) => boolean>> = {
  quoteTestRequest: ({ state, dispatches }) =>
    state === 'DISPATCHED' && dispatches.some(({ answer }) => answer === 'OPEN' || answer === 'QUOTED'),
  planWork: ({ state }) => PLANNABLE.includes(state),
  holdTestRequest: (facts) => isInWork(facts) && lastingHold(facts.holds ?? []) === null,
  resumeTestRequest: (facts) => isInWork(facts) && lastingHold(facts.holds ?? []) !== null,
  replyToRating: ({ rating }) => rating !== null && !rating.reply,
};

/** Steps of the transition table that need more than the state. */
const NEEDED: Readonly<Record<string, (facts: StepFacts) => boolean>> = {
  takeTestRequest: ({ mode, dispatches }) =>
    mode === 'FIRST_COME' && dispatches.some(({ answer }) => answer === 'OPEN'),
  acceptQuote: ({ dispatches }) => dispatches.some(({ answer }) => answer === 'QUOTED'),
};

/** Every mutation that a request allows now to whoever may take it: a button for each, and none that is refused for the request's sake. */
export function stepsNow(facts: StepFacts): string[] {
  const byState = possibleSteps(facts.state).filter((step) => NEEDED[step]?.(facts) ?? true);
  const beside = Object.entries(BESIDE).flatMap(([step, isPossible]) => (isPossible(facts) ? [step] : []));
  return [...withReportSteps(byState, facts.draft?.state ?? null), ...beside];
}

/** What the firm can do here with a request that another platform does: the rest is done there. */
export function stepsElsewhere(state: TestRequestState): string[] {
  return possibleSteps(state).filter((step) => step === 'withdrawTestRequest');
}

function isInWork({ state }: StepFacts): boolean {
  return HOLDABLE.some((one) => one === state);
}
