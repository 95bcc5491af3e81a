/** States of a report that is being written, as the SDL's `enum ReportDraftState`. */
export const REPORT_DRAFT_STATES = ['DRAFT', 'IN_REVIEW', 'REVIEWED', 'RETURNED'] as const;
export type ReportDraftState = (typeof REPORT_DRAFT_STATES)[number];

export type ReportStep =
  | 'draftTestReport'
  | 'submitTestReport'
  | 'approveTestReport'
  | 'returnTestReport'
  | 'issueTestReport';

/** Who may take a step, besides having a role in the unit. */
export type ReportActor = 'ANYBODY' | 'AUTHOR' | 'NOT_AUTHOR' | 'SIGNATORY';

export interface ReportTransition {
  readonly step: ReportStep;
  readonly from: readonly (ReportDraftState | 'NONE')[];
  readonly to: ReportDraftState | 'ISSUED';
  readonly by: ReportActor;
}

/** From the draft to the issued report (编制 → 审核 → 批准). The author neither reviews nor issues: two pairs of eyes at least. */
export const reportTransitions: readonly ReportTransition[] = [
  { step: 'draftTestReport', from: ['NONE', 'DRAFT', 'RETURNED'], to: 'DRAFT', by: 'ANYBODY' },
  { step: 'submitTestReport', from: ['DRAFT'], to: 'IN_REVIEW', by: 'AUTHOR' },
  { step: 'approveTestReport', from: ['IN_REVIEW'], to: 'REVIEWED', by: 'NOT_AUTHOR' },
  { step: 'returnTestReport', from: ['IN_REVIEW', 'REVIEWED'], to: 'RETURNED', by: 'NOT_AUTHOR' },
  { step: 'issueTestReport', from: ['REVIEWED'], to: 'ISSUED', by: 'SIGNATORY' },
];

/** The line by which the step is possible, or null. */
export function reportTransition(state: ReportDraftState | 'NONE', step: ReportStep): ReportTransition | null {
  return reportTransitions.find((line) => line.step === step && line.from.includes(state)) ?? null;
}

/** The mutations that a draft in the state allows. */
export function possibleReportSteps(state: ReportDraftState | 'NONE'): string[] {
  const lines = reportTransitions.filter((line) => line.from.includes(state));
  return [...new Set(lines.map(({ step }) => MUTATIONS[step] ?? step))];
}

/** Steps that are one mutation with an answer. */
const MUTATIONS: Readonly<Partial<Record<ReportStep, string>>> = {
  approveTestReport: 'reviewTestReport',
  returnTestReport: 'reviewTestReport',
};

/** What a request allows, with what its draft allows in place of the step that ends it. */
export function withReportSteps(steps: readonly string[], draft: ReportDraftState | null): string[] {
  const due = steps.includes('issueTestReport') || draft !== null;
  const others = steps.filter((step) => step !== 'issueTestReport' && !(draft && step === 'correctTestReport'));
  return due ? [...possibleReportSteps(draft ?? 'NONE'), ...others] : others;
}

/** Is the actor another person than the author, where it must be, and the author, where that is asked for? */
export function isRightPerson(line: ReportTransition, actorId: string, authorId: string | null): boolean {
  if (line.by === 'ANYBODY') return true;
  return line.by === 'AUTHOR' ? actorId === authorId : actorId !== authorId;
}
