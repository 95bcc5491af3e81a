/** Steps that one request may have. */
export const MOST_STEPS = 20;

/** One step of a request's work on one instrument, with a work order of its own. */
export interface WorkStepRow {
  readonly id: string;
  readonly title: string;
  readonly instrumentId: string | null;
  readonly operatorName: string;
  readonly plannedStart: Date | null;
  readonly plannedEnd: Date | null;
  /** The laboratory books the instrument for it. */
  readonly book: boolean;
  readonly state: 'PLANNED' | 'OPEN' | 'DONE';
  readonly bookingId: string | null;
  readonly bookingRefusal: string | null;
  readonly workOrderId: string | null;
  readonly actualMinutes: number | null;
}

/** What the plan of a step says; a new one has no id yet. */
export interface PlannedStep
  extends Pick<WorkStepRow, 'title' | 'instrumentId' | 'operatorName' | 'plannedStart' | 'plannedEnd' | 'book'> {
  readonly id: string | null;
}

/** The steps after a new plan, in its order: known ones keep what became of them, and those that are done keep everything. Pure. */
export function replanned(
  before: readonly WorkStepRow[],
  plan: readonly PlannedStep[],
  newId: () => string,
): WorkStepRow[] {
  return plan.map(({ id, ...wanted }) => {
    const known = before.find((step) => step.id === id);
    if (known?.state === 'DONE') return known;
    if (known) return { ...known, ...wanted, bookingRefusal: null };
    const fresh = { state: 'PLANNED', bookingId: null, bookingRefusal: null, workOrderId: null } as const;
    return { ...wanted, ...fresh, id: newId(), actualMinutes: null };
  });
}

/** The steps with one changed. */
export function withStep(
  steps: readonly WorkStepRow[],
  id: string,
  fields: Partial<WorkStepRow>,
): readonly WorkStepRow[] {
  return steps.map((step) => (step.id === id ? { ...step, ...fields } : step));
}

/** The minutes of all steps once every one is done; null before. */
export function minutesWhenDone(steps: readonly WorkStepRow[]): number | null {
  if (steps.some(({ state }) => state !== 'DONE')) return null;
  return steps.reduce((sum, { actualMinutes }) => sum + (actualMinutes ?? 0), 0);
}
