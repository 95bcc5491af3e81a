import type { ClientSession } from 'mongoose';
import type { Caller } from '../kernel/caller.ts';
import type { Tx } from '../kernel/types.ts';
import type { Books } from './books.ts';
import type { Period } from './domain/periods.ts';
import type { Statement } from './models.ts';
import type { Parties } from './parties.ts';
import type { Payments } from './payments.ts';
import type { Pricing } from './pricing.ts';
import type { Purses } from './purses.ts';
import type { ServiceRecords } from './service-records.ts';
import type { Statements } from './statements.ts';

/** Whoever owes or is owed: global ids (`mdj:unit:…`, `mdj:account:…`, `mdj` for the platform, `hlj` for a partner). */
export type PartyId = string;

export type TariffComponent = 'HOUR' | 'SAMPLE' | 'ITEM' | 'RUN' | 'CONSUMABLE' | 'OPERATOR_HOUR';

/** Class of the one who pays, on which the tariff depends. */
export type UserClass = 'OWN_UNIT' | 'MEMBER_UNIT' | 'FIRM' | 'OTHER';

/** One component of one tariff: what a priced thing costs from `validFrom` (inclusive) to `validTo` (exclusive). Hour components are priced per 60 minutes. */
export interface TariffRow {
  readonly _id: string;
  /** The instrument or test item that it prices. */
  readonly subjectId: string;
  readonly component: TariffComponent;
  readonly userClass: UserClass;
  readonly amountFen: number;
  readonly costBaseFen: number;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

/** An agreement whose waiver a price must honour (co-founding council, member-unit agreement): a share of the list price in percent, 100 = free. */
export interface Agreement {
  readonly _id: string;
  readonly name: { readonly zh: string; readonly en: string };
  /** Provider side: a platform or unit; everything below it in the tree. */
  readonly providerPath: readonly string[];
  /** Consumer side: a platform or unit. */
  readonly consumerPath: readonly string[];
  readonly waiverPercent: number;
  /** Who stands between consumer and collector, nearest to the consumer first (`['mdj', 'hlj']`); empty: the consumer owes the collector itself. */
  readonly via?: readonly PartyId[];
  readonly validFrom: Date;
  readonly validTo: Date | null;
  readonly version: number;
}

export interface QuoteRequest {
  readonly at: Date;
  readonly providerPath: readonly string[];
  readonly consumerPath: readonly string[];
  readonly userClass: UserClass;
  readonly items: readonly {
    readonly subjectId: string;
    readonly component: TariffComponent /** Minutes for hour components, pieces for the others. */;
    readonly quantity: number;
  }[];
}

/** All in fen: `listFen - waiverFen = netFen`. */
export interface Price {
  readonly listFen: number;
  readonly waiverFen: number;
  readonly netFen: number;
  readonly agreementId: string | null;
  readonly lines: readonly {
    readonly subjectId: string;
    readonly component: TariffComponent;
    readonly quantity: number;
    readonly unitFen: number;
    readonly listFen: number;
  }[];
}

/** What a posting is about: unique together with its kind. */
export interface Source {
  /** `hlj:booking:…`, `mdj:workOrder:…`. */
  readonly id: string;
  readonly kind: string;
}

/** Who stands on which side of a service. */
export interface ServiceParties {
  readonly provider: PartyId;
  readonly consumer: PartyId;
  /** Who collects the fee: the platform for its own equipment, the owning unit in the collaboration network. */
  readonly collector: PartyId;
  /** Who stands between consumer and collector, nearest to the consumer first: a remote user's home platform, where the agreement says so. */
  readonly via?: readonly PartyId[];
}

export interface ServicePosting {
  readonly source: Source;
  readonly parties: ServiceParties;
  readonly minutes: number;
  readonly price: Price;
  /** When the service happened; the period may be another when that one is closed. */
  readonly effectiveAt: Date;
  /** `PROVIDER` counts in network totals; a mirror on the consumer's platform is `CONSUMER`. */
  readonly side: 'PROVIDER' | 'CONSUMER';
  readonly unitId: string | null;
  readonly text: string;
  /**
   * Vouchers, fund cards and prepaid accounts to pay with, in this order: held with the hold, redeemed with the settlement (a fund card when its
   * tutor confirms). `fen` at most; default: what is still open.
   */
  readonly payWith?: readonly { readonly purseId: string; readonly fen?: number }[];
}

export interface TrialBalance {
  readonly minutes: number;
  readonly fen: number;
  readonly entries: number;
}

/** The library that whatever costs posts to, inside its own transaction (design.md §5). */
export interface Ledger {
  /** Prices by the tariff valid at `at` and the best agreement. Cost: two indexed reads. Throws `Refused` `NoTariff` when a component has no price. */
  quote(request: QuoteRequest, session?: ClientSession): Promise<Price>;
  /** Reserves minutes and money of the consumer when a booking is approved. */
  hold(tx: Tx, posting: ServicePosting): Promise<void>;
  /** Releases the hold of the source and posts what was really used. */
  settle(tx: Tx, posting: ServicePosting): Promise<void>;
  /** Releases the hold of a cancelled source. */
  release(tx: Tx, source: Source): Promise<void>;
  /** A tutor's confirmation: charges the fund card with what is held for a settled source. Returns the fen charged; null: nothing to charge. */
  confirmCharge(tx: Tx, purseId: string, sourceId: string): Promise<number | null>;
  /** May results be handed over? Debtors on `PAY_BEFORE_RELEASE` must have paid what the source costs. */
  mayRelease(source: Source, consumer: PartyId, session?: ClientSession): Promise<boolean>;
  /** Posts a correction: reverses the source's entry and, if given, posts the right one. */
  correct(tx: Tx, source: Source, reason: string, posting: ServicePosting | null): Promise<void>;
  /** Zero and zero at any instant. */
  trialBalance(session?: ClientSession, at?: Date): Promise<TrialBalance>;
  /** Closes a month (`2011-08`), quarter (`2011-Q3`) or half-year (`2011-H2`) and issues the statements that are due. Repeatable. */
  close(caller: Caller, span: string): Promise<readonly Statement[]>;
  periodState(period: Period): Promise<'OPEN' | 'CLOSING' | 'CLOSED'>;
  /** The next number of a series, without gaps. */
  number(tx: Tx, series: string): Promise<number>;
  /** Tariffs and agreements. */
  readonly pricing: Pricing;
  /** Terms, limits and balances of debtors. */
  readonly parties: Parties;
  /** Receipts, write-offs, grants, balances brought forward. */
  readonly payments: Payments;
  /** Prepaid accounts, fund cards, vouchers. */
  readonly purses: Purses;
  readonly statements: Statements;
  /** Services without a price: experts', and ratings of effect. */
  readonly serviceRecords: ServiceRecords;
  /** Everything that can be read from the journal. */
  readonly books: Books;
}
