/** States of a complaint, as the SDL's `enum ComplaintState`. */
export const COMPLAINT_STATES = [
  'FILED',
  'ANSWERED',
  'IN_MEDIATION',
  'SETTLED',
  'UPHELD',
  'REJECTED',
  'WITHDRAWN',
] as const;
export type ComplaintState = (typeof COMPLAINT_STATES)[number];

export type ComplaintKind = 'RESULT' | 'REPORT' | 'DELAY' | 'FEE' | 'SAMPLE' | 'CONDUCT';

export type ComplaintStep =
  | 'answerComplaint'
  | 'acceptComplaintAnswer'
  | 'escalateComplaint'
  | 'overdueComplaint'
  | 'withdrawComplaint'
  | 'upholdComplaint'
  | 'rejectComplaint';

export interface ComplaintTransition {
  readonly step: ComplaintStep;
  readonly from: readonly ComplaintState[];
  readonly to: ComplaintState;
  /** Past participle of the event: `complaint.answered`. */
  readonly event: string;
  readonly by: 'FIRM' | 'UNIT' | 'PLATFORM' | 'JOB';
  readonly tells: readonly ('FIRM' | 'UNIT' | 'PLATFORM')[];
}

/** The life of a complaint (投诉 → 答复 → 调解 → 处理). Both sides and the platform see every step. */
export const complaintTransitions: readonly ComplaintTransition[] = [
  { step: 'answerComplaint', from: ['FILED'], to: 'ANSWERED', event: 'answered', by: 'UNIT', tells: ['FIRM'] },
  { step: 'acceptComplaintAnswer', from: ['ANSWERED'], to: 'SETTLED', event: 'settled', by: 'FIRM', tells: ['UNIT'] },
  {
    step: 'escalateComplaint',
    from: ['ANSWERED'],
    to: 'IN_MEDIATION',
    event: 'escalated',
    by: 'FIRM',
    tells: ['UNIT', 'PLATFORM'],
  },
  {
    step: 'overdueComplaint',
    from: ['FILED'],
    to: 'IN_MEDIATION',
    event: 'escalated',
    by: 'JOB',
    tells: ['FIRM', 'UNIT', 'PLATFORM'],
  },
  {
    step: 'withdrawComplaint',
    from: ['FILED', 'ANSWERED', 'IN_MEDIATION'],
    to: 'WITHDRAWN',
    event: 'withdrawn',
    by: 'FIRM',
    tells: ['UNIT'],
  },
  {
    step: 'upholdComplaint',
    from: ['IN_MEDIATION'],
    to: 'UPHELD',
    event: 'upheld',
    by: 'PLATFORM',
    tells: ['FIRM', 'UNIT'],
  },
  {
    step: 'rejectComplaint',
    from: ['IN_MEDIATION'],
    to: 'REJECTED',
    event: 'rejected',
    by: 'PLATFORM',
    tells: ['FIRM', 'UNIT'],
  },
];

/** So many working days a unit has to answer, after the day on which the complaint came. */
export const ANSWER_WITHIN_WORKING_DAYS = 10;

/** States in which somebody must still do something. */
export const OPEN_COMPLAINT_STATES: readonly ComplaintState[] = ['FILED', 'ANSWERED', 'IN_MEDIATION'];

export function complaintTransition(state: ComplaintState, step: ComplaintStep): ComplaintTransition | null {
  return complaintTransitions.find((line) => line.step === step && line.from.includes(state)) ?? null;
}

/** The mutations that a state allows to those for whom `may` says so; what the job does by itself is left out. */
export function possibleComplaintSteps(
  state: ComplaintState,
  may: (by: ComplaintTransition['by']) => boolean = () => true,
): string[] {
  const lines = complaintTransitions.filter((line) => line.from.includes(state) && line.by !== 'JOB' && may(line.by));
  return [...new Set(lines.map(({ step, by }) => (by === 'PLATFORM' ? 'decideComplaint' : step)))];
}
