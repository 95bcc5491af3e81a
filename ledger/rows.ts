import type { Stored } from '../kernel/define-model.ts';
import type { AccountKind, Line } from './domain/lines.ts';
import type { Period, Settlement } from './domain/periods.ts';
import type { PartyId, ServicePosting } from './types.ts';

/** What an entry is: fixed per step, so that (source, step) is unique. */
export type EntryStep = `HOLD-${number}` | `RELEASE-${number}` | 'POST' | `CORRECT-${number}` | `REVERSE-${number}`;

/** One journal entry with its lines: never changed after it was written. */
export interface Entry extends Stored {
  readonly sourceId: string;
  readonly sourceKind: string;
  readonly step: EntryStep;
  /** Hash of what was posted: the same posting again is no error and creates nothing. */
  readonly contentHash: string;
  readonly period: Period;
  readonly effectiveAt: Date;
  readonly postedAt: Date;
  readonly side: ServicePosting['side'];
  readonly unitId: string | null;
  /** Everyone who stands on a line, on either side. */
  readonly parties: readonly PartyId[];
  readonly lines: readonly Line[];
  readonly minutes: number;
  readonly listFen: number;
  readonly waiverFen: number;
  readonly netFen: number;
  readonly agreementId: string | null;
  /** The instruments and test items that were priced. */
  readonly subjectIds: readonly string[];
  readonly text: string;
  readonly reason: string | null;
  /** The entry that this one reverses. */
  readonly reverses: string | null;
  readonly postedBy: string;
}

/** Where a source stands: what would otherwise have to be read from its entries. Written with each of them. */
export interface SourceRow extends Stored {
  /** The entry that holds, while it does. */
  readonly holdId: string | null;
  /** The entry that counts: posted or corrected last; null when none or reversed. */
  readonly currentId: string | null;
  /** Hash of what was posted first. */
  readonly postHash: string | null;
  readonly corrections: number;
  /** How often it was held. */
  readonly holds: number;
}

export type PaymentTerms = 'ON_ACCOUNT' | 'PREPAID' | 'PAY_BEFORE_RELEASE' | 'FUND_CARD';

/** How a party pays as a debtor. */
export interface PartyTerms extends Stored {
  readonly terms: PaymentTerms;
  readonly settlement: Settlement;
  /** Highest sum of held and owed fen; null: no limit. */
  readonly limitFen: number | null;
}

/** A debtor with what it holds and owes; the sums are written with every entry and are what limits are checked against. */
export interface PartyRow extends PartyTerms {
  readonly heldFen: number;
  readonly owedFen: number;
}

/**
 * A part of what a party holds and owes. A party with a limit has one, so that two can't overrun it together; the others have several, so that the
 * postings of a busy party don't collide.
 */
export interface PartySum extends Stored {
  readonly party: PartyId;
  readonly heldFen: number;
  readonly owedFen: number;
}

/** One of the 64 documents of a period: posting and closing write the same one, so no late entry slips in (design.md §5). */
export interface PeriodShard extends Stored {
  readonly period: Period;
  readonly state: 'OPEN' | 'CLOSING' | 'CLOSED';
  readonly postings: number;
}

/** What the lines of a closed period come to, by account, party and counterparty; never changed. `_id` is the period and the three. */
export interface PeriodSum extends Stored {
  readonly period: Period;
  readonly account: AccountKind;
  readonly party: PartyId;
  readonly counterparty: PartyId | null;
  readonly minutes: number;
  readonly fen: number;
}

/** A closed period whose sums are complete; `_id` is the period. */
export interface PeriodHead extends Stored {
  readonly entries: number;
  readonly minutes: number;
  readonly fen: number;
  /** When the last of its entries was posted; null: it has none. */
  readonly lastPostedAt: Date | null;
}

export type PurseKind = 'PREPAID' | 'FUND_CARD' | 'VOUCHER';

/** Value that can be reserved and spent once: a prepaid account, a fund card, an innovation voucher. */
export interface PurseRow extends Stored {
  readonly kind: PurseKind;
  /** Whose it is: a firm, a research group, an account. */
  readonly owner: PartyId;
  /** Who issued it and stands for it. */
  readonly issuer: PartyId;
  readonly freeFen: number;
  readonly heldFen: number;
  readonly spentFen: number;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

/** A reservation of a purse for a source: step one of two. */
export interface PurseHold extends Stored {
  readonly purseId: string;
  readonly sourceId: string;
  readonly fen: number;
  readonly state: 'HELD' | 'REDEEMED' | 'RELEASED';
  readonly at: Date;
  readonly sourceKind: string;
  /** How often it was held: a released source may be held again. */
  readonly round: number;
}

/** One line of a statement. `fen` is what it adds to the balance; list and waiver are shown beside it. */
export interface StatementLine {
  readonly entryId: string;
  readonly sourceId: string;
  readonly sourceKind: string;
  readonly kind: 'CHARGE' | 'CORRECTION' | 'PAYMENT';
  readonly effectiveAt: Date;
  readonly text: string;
  readonly minutes: number;
  readonly listFen: number;
  readonly waiverFen: number;
  readonly fen: number;
}

export interface StatementPage extends Stored {
  readonly lines: readonly StatementLine[];
  readonly hash: string;
}

/** A closed span of one debtor towards one creditor. Immutable: hash-chained to the one before it. */
export interface Statement extends Stored {
  readonly number: string;
  readonly debtor: PartyId;
  readonly creditor: PartyId;
  readonly from: Period;
  readonly to: Period;
  readonly openingFen: number;
  readonly chargesFen: number;
  readonly paymentsFen: number;
  /** What this statement asks for: its charges less what vouchers, cards and prepaid accounts paid of them. */
  readonly dueFen: number;
  readonly closingFen: number;
  readonly minutes: number;
  readonly listFen: number;
  readonly waiverFen: number;
  readonly lineCount: number;
  readonly pageHashes: readonly string[];
  readonly previousId: string | null;
  readonly previousHash: string;
  readonly hash: string;
  readonly issuedAt: Date;
}

/** A service that was rendered without a price, such as an expert's: what compensation is computed from. */
export interface ServiceRecord extends Stored {
  readonly payee: PartyId;
  readonly kind: string;
  readonly at: Date;
  readonly year: number;
  readonly minutes: number;
  /** Points from 0 to 100. */
  readonly effect: number;
}

/** The last number given in a series: `statement|2011-09`. */
export interface NumberRow extends Stored {
  readonly value: number;
}
