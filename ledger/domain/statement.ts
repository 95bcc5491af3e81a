import { contentHash } from '../../kernel/canonical-json.ts';
import type { Entry, Statement, StatementLine } from '../models.ts';
import type { PartyId } from '../types.ts';

/** Kinds of source whose entries pay, not charge. */
const PAYING = /^(receipt|writeOff|adjustment)$|\.purse\./;

/** Payments that belong to an earlier statement: they lower the balance, not what this one asks for. */
const OF_EARLIER = /^(receipt|writeOff|adjustment)$/;

type LineSource = Pick<
  Entry,
  '_id' | 'sourceId' | 'sourceKind' | 'effectiveAt' | 'text' | 'minutes' | 'listFen' | 'waiverFen' | 'reason' | 'lines'
>;

/** The line that an entry puts on the statement of a debtor towards a creditor, or null when it has none for them. */
export function statementLine(entry: LineSource, debtor: PartyId, creditor: PartyId): StatementLine | null {
  const owed = entry.lines.filter(
    (one) => one.account === 'OWES' && one.party === debtor && one.counterparty === creditor,
  );
  if (owed.length === 0) return null;
  const fen = owed.reduce((sum, one) => sum + one.fen, 0);
  const { _id, sourceId, sourceKind, effectiveAt, text, minutes, listFen, waiverFen } = entry;
  const kind = PAYING.test(sourceKind) ? 'PAYMENT' : entry.reason === null ? 'CHARGE' : 'CORRECTION';
  return { entryId: _id, sourceId, sourceKind, kind, effectiveAt, text, minutes, listFen, waiverFen, fen };
}

/** Sums over a statement's lines, one page after the other. */
export interface Totals {
  readonly chargesFen: number;
  readonly paymentsFen: number;
  readonly dueFen: number;
  readonly minutes: number;
  readonly listFen: number;
  readonly waiverFen: number;
  readonly lineCount: number;
}

export const NO_TOTALS: Totals = {
  chargesFen: 0,
  paymentsFen: 0,
  dueFen: 0,
  minutes: 0,
  listFen: 0,
  waiverFen: 0,
  lineCount: 0,
};

/** The totals with some more lines. Payments are counted as positive. */
export function withLines(totals: Totals, lines: readonly StatementLine[]): Totals {
  return lines.reduce((sum, one) => {
    const paying = one.kind === 'PAYMENT';
    return {
      chargesFen: sum.chargesFen + (paying ? 0 : one.fen),
      paymentsFen: sum.paymentsFen - (paying ? one.fen : 0),
      dueFen: sum.dueFen + (OF_EARLIER.test(one.sourceKind) ? 0 : one.fen),
      minutes: sum.minutes + one.minutes,
      listFen: sum.listFen + one.listFen,
      waiverFen: sum.waiverFen + one.waiverFen,
      lineCount: sum.lineCount + 1,
    };
  }, totals);
}

/** SHA-256 over all that the statement says, its pages and the statement before it. */
export function statementHash(statement: Omit<Statement, 'hash'>): string {
  return contentHash(statement);
}

export function pageHash(lines: readonly StatementLine[]): string {
  return contentHash(lines);
}
