import type { SampleState } from '../rows.ts';

export type SampleStep = 'STORE' | 'HAND_OVER' | 'RETURN' | 'DISPOSE';

/** From which states a sample's step leads where: the chain of custody after its reception. */
export const sampleSteps: Readonly<
  Record<SampleStep, { readonly from: readonly SampleState[]; readonly to: SampleState }>
> = {
  STORE: { from: ['RECEIVED', 'STORED', 'HANDED_OVER'], to: 'STORED' },
  HAND_OVER: { from: ['RECEIVED', 'STORED', 'HANDED_OVER'], to: 'HANDED_OVER' },
  RETURN: { from: ['RECEIVED', 'STORED', 'HANDED_OVER'], to: 'RETURNED' },
  DISPOSE: { from: ['RECEIVED', 'STORED', 'HANDED_OVER'], to: 'DISPOSED' },
};

export function possibleSampleSteps(state: SampleState): SampleStep[] {
  return (Object.keys(sampleSteps) as SampleStep[]).filter((step) => sampleSteps[step].from.includes(state));
}

/** States of a sample that is in the laboratory. */
export const IN_HOUSE: readonly SampleState[] = ['RECEIVED', 'STORED', 'HANDED_OVER'];

const DAY_MS = 86_400_000;

export interface Retained {
  readonly agreement: { readonly retentionDays: number } | null;
  readonly report: { readonly issuedAt: Date } | null;
}

/** Until when the samples of a request are kept by its service agreement; null without an agreement, or before the report. */
export function retainedUntil({ agreement, report }: Retained): Date | null {
  return agreement && report ? new Date(report.issuedAt.getTime() + agreement.retentionDays * DAY_MS) : null;
}

/** May samples be disposed of now? Without an agreement nobody promised to keep them. */
export function mayDispose(request: Retained, now: Date): boolean {
  if (!request.agreement) return true;
  const until = retainedUntil(request);
  return until !== null && until <= now;
}
