/** The life of a run that pays out: simulated, approved by two people, paid. */
export type RunState = 'SIMULATED' | 'APPROVED_ONCE' | 'APPROVED' | 'PAID';
export type RunStep = 'approve' | 'pay';

const STEPS: Readonly<Record<RunState, Readonly<Partial<Record<RunStep, RunState>>>>> = {
  SIMULATED: { approve: 'APPROVED_ONCE' },
  APPROVED_ONCE: { approve: 'APPROVED' },
  APPROVED: { pay: 'PAID' },
  PAID: {},
};

/** Where a step leads from a state; null when it isn't possible. */
export function afterRunStep(state: RunState, step: RunStep): RunState | null {
  return STEPS[state][step] ?? null;
}

export function possibleRunSteps(state: RunState): readonly RunStep[] {
  return Object.keys(STEPS[state]) as RunStep[];
}
