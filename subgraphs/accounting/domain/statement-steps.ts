/** A statement on the money's way: 对账 → 确认 → 开票 → 到账 → 核销 (domain.md §2). */
export type StatementState = 'ISSUED' | 'DISPUTED' | 'CONFIRMED' | 'INVOICED' | 'PAID' | 'CLOSED';

export type StatementStep =
  | 'confirm'
  | 'dispute'
  | 'answerDispute'
  | 'requestInvoice'
  | 'issueInvoice'
  | 'issueRedInvoice'
  | 'recordReceipt'
  | 'writeOff';

/** From which states a step may be taken. Where it leads is `stateOf`. */
const FROM: Readonly<Record<StatementStep, readonly StatementState[]>> = {
  confirm: ['ISSUED'],
  dispute: ['ISSUED', 'DISPUTED'],
  answerDispute: ['DISPUTED'],
  requestInvoice: ['CONFIRMED', 'INVOICED', 'PAID'],
  issueInvoice: ['CONFIRMED', 'INVOICED', 'PAID'],
  issueRedInvoice: ['INVOICED', 'PAID'],
  recordReceipt: ['CONFIRMED', 'INVOICED'],
  writeOff: ['CONFIRMED', 'INVOICED', 'PAID'],
};

export function isPossible(step: StatementStep, state: StatementState): boolean {
  return FROM[step].includes(state);
}

/** The steps that a state allows. */
export function possibleSteps(state: StatementState): readonly StatementStep[] {
  return (Object.keys(FROM) as StatementStep[]).filter((step) => isPossible(step, state));
}

/** What is known of a statement's settlement beside the statement itself. All in fen. */
export interface Progress {
  readonly confirmed: boolean;
  readonly closed: boolean;
  readonly openDisputes: number;
  /** Issued invoices less red ones. */
  readonly invoicedFen: number;
  readonly openFen: number;
}

/** The state that the facts add up to. */
export function stateOf(progress: Progress): StatementState {
  if (progress.closed) return 'CLOSED';
  if (progress.openDisputes > 0) return 'DISPUTED';
  if (!progress.confirmed) return 'ISSUED';
  if (progress.openFen <= 0) return 'PAID';
  return progress.invoicedFen > 0 ? 'INVOICED' : 'CONFIRMED';
}
