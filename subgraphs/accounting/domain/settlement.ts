import { type Progress, type StatementState, stateOf } from './statement-steps.ts';

export interface Dispute {
  readonly id: string;
  readonly entryId: string;
  readonly reason: string;
  readonly by: string;
  readonly at: Date;
  readonly answer: string | null;
  readonly upheld: boolean | null;
  /** What was taken back of the statement's amount; 0 while open or refused. */
  readonly adjustedFen: number;
}

export interface Invoice {
  readonly id: string;
  readonly kind: 'BLUE' | 'RED';
  readonly number: string | null;
  readonly title: string;
  readonly creditCode: string | null;
  /** Negative for a red one. */
  readonly fen: number;
  readonly reason: string | null;
  readonly corrects: string | null;
  readonly requestedAt: Date;
  readonly issuedAt: Date | null;
}

export interface Receipt {
  readonly id: string;
  readonly fen: number;
  readonly channel: string;
  readonly reference: string;
  readonly receivedAt: Date;
}

/** How far a statement has come. The statement itself never changes; this does, and keeps everything that was done. */
export interface Settlement {
  readonly _id: string;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
  readonly closedAt: Date | null;
  readonly writtenOffFen: number;
  readonly disputes: readonly Dispute[];
  readonly invoices: readonly Invoice[];
  readonly receipts: readonly Receipt[];
  readonly version: number;
}

/** The settlement of a statement that nobody has touched yet. */
export function untouched(statementId: string): Settlement {
  return {
    _id: statementId,
    confirmedBy: null,
    confirmedAt: null,
    closedAt: null,
    writtenOffFen: 0,
    disputes: [],
    invoices: [],
    receipts: [],
    version: 0,
  };
}

/** What is still to be paid of a statement that asked for `dueFen`. */
export function openFen(dueFen: number, settlement: Settlement): number {
  const adjusted = settlement.disputes.reduce((sum, dispute) => sum + dispute.adjustedFen, 0);
  const received = settlement.receipts.reduce((sum, receipt) => sum + receipt.fen, 0);
  return dueFen - adjusted - received - settlement.writtenOffFen;
}

/** Invoices issued or asked for, less red ones. */
export function invoicedFen(settlement: Settlement, issuedOnly: boolean): number {
  const counted = settlement.invoices.filter((invoice) => !issuedOnly || invoice.issuedAt !== null);
  return counted.reduce((sum, invoice) => sum + invoice.fen, 0);
}

/** What may still be invoiced: what the statement asks for after disputes, less what is invoiced. */
export function invoiceableFen(dueFen: number, settlement: Settlement): number {
  const adjusted = settlement.disputes.reduce((sum, dispute) => sum + dispute.adjustedFen, 0);
  return dueFen - adjusted - invoicedFen(settlement, false);
}

export function progressOf(dueFen: number, settlement: Settlement): Progress {
  return {
    confirmed: settlement.confirmedAt !== null,
    closed: settlement.closedAt !== null,
    openDisputes: settlement.disputes.filter((dispute) => dispute.upheld === null).length,
    invoicedFen: invoicedFen(settlement, true),
    openFen: openFen(dueFen, settlement),
  };
}

export function settlementState(dueFen: number, settlement: Settlement): StatementState {
  return stateOf(progressOf(dueFen, settlement));
}
