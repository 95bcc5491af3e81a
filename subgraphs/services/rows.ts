import type { Stored } from '../../kernel/define-model.ts';
import type { GivenRating } from '../../kernel/rating.ts';
import type { StoredFile } from '../../kernel/types.ts';
import type { Price, UserClass } from '../../ledger/types.ts';
import type { DraftRow } from './back-rows.ts';
import type { Deadlines } from './domain/deadlines.ts';
import type { Hold } from './domain/holds.ts';
import type { TimelineLine } from './domain/timeline.ts';
import type { TestRequestState } from './domain/transitions.ts';
import type { WorkStepRow } from './domain/work-steps.ts';

export interface RequestedItem {
  readonly testItemId: string;
  readonly sampleCount: number;
}

export interface DispatchRow {
  readonly unitId: string;
  readonly at: Date;
  readonly answer: 'OPEN' | 'QUOTED' | 'TAKEN' | 'DECLINED' | 'LAPSED';
  readonly reason: string | null;
  readonly quote: QuoteRow | null;
}

/** A unit's price, kept as it was offered. */
export interface QuoteRow {
  readonly price: Price;
  readonly minutes: number;
  readonly turnaroundDays: number;
  readonly validUntil: Date;
  readonly remark: string | null;
}

/** What firm and unit agreed on when a quote was accepted. */
export interface AgreementRow {
  readonly dataGrade: 'OPEN' | 'INTERNAL' | 'RESTRICTED';
  readonly retentionDays: number;
  readonly samplesReturned: boolean;
  readonly resultsBelongToFirm: boolean;
  readonly agreedAt: Date;
}

export interface RequestStep {
  readonly step: string;
  readonly state: TestRequestState;
  readonly at: Date;
  readonly by: string;
  /** The unit of who did it; absent in lines from before it was kept. */
  readonly unitId?: string | null;
  readonly reason: string | null;
}

export interface ReportRow {
  readonly id: string;
  readonly number: string;
  readonly fileId: string;
  readonly fileName: string;
  readonly sha256: string;
  readonly issuedAt: Date;
  readonly verificationCode: string;
  readonly correctionReason: string | null;
  /** JWS of the platform over number, unit, instant and SHA-256. */
  readonly signature: string | null;
  /** Certificates whose marks it bears, `CMA 210801060123`. */
  readonly marks: readonly string[];
  /** Files that its results stand on. */
  readonly attachments: readonly StoredFile[];
  readonly withdrawnAt: Date | null;
  readonly withdrawnReason: string | null;
}

/** A test request (检测申请单), own or the mirror of one at another platform. */
export interface TestRequestRow extends Stored {
  readonly remoteId: string | null;
  readonly home: string;
  readonly idempotencyKey: string;
  readonly state: TestRequestState;
  readonly title: string;
  readonly purpose: string;
  readonly items: readonly RequestedItem[];
  readonly confidentiality: 'OPEN' | 'INTERNAL' | 'RESTRICTED';
  readonly wantedBy: string | null;
  readonly wantsToBePresent: boolean;
  /** Files that the firm sent along. */
  readonly attachments: readonly StoredFile[];
  readonly channel: 'ONLINE' | 'TELEPHONE' | 'PAPER';
  readonly requesterId: string;
  readonly requesterName: string;
  readonly requesterHome: string;
  readonly firmId: string | null;
  readonly isFirm: boolean;
  readonly enteredBy: string;
  readonly dispatches: readonly DispatchRow[];
  /** Units that were asked: what lists of units are found by. */
  readonly askedUnitIds: readonly string[];
  readonly takenBy: string | null;
  /** The taking unit's own items that do the requested ones, in the same order. */
  readonly takenItemIds: readonly string[];
  readonly collector: string | null;
  /** What it is paid with: purses of the ledger, each for at most so much. */
  readonly payWith: readonly { readonly purseId: string; readonly fen: number }[];
  readonly workOrderId: string | null;
  /** The work in order; empty: one work order for the whole of it. */
  readonly steps: readonly WorkStepRow[];
  readonly deadlines: Deadlines;
  readonly holds: readonly Hold[];
  /** The way as the home platform told it; null for own requests. */
  readonly remoteTimeline: readonly TimelineLine[] | null;
  readonly actualMinutes: number | null;
  readonly price: Price | null;
  readonly priceFinal: boolean;
  readonly userClass: UserClass;
  readonly mode: 'FIRST_COME' | 'CHOSEN_BY_FIRM';
  /** A quote was accepted: its price is what is charged. */
  readonly quoteHolds: boolean;
  readonly agreement: AgreementRow | null;
  readonly report: ReportRow | null;
  readonly supersededReports: readonly ReportRow[];
  readonly draft: DraftRow | null;
  /** The results of the valid version: what a corrected one begins with. */
  readonly issuedDraft: Pick<DraftRow, 'results' | 'conclusion' | 'attachments'> | null;
  /** The request whose test is done again free of charge. */
  readonly retestOf: string | null;
  readonly rating: GivenRating | null;
  readonly reason: string | null;
  readonly refusal: Readonly<Record<string, unknown>> | null;
  readonly history: readonly RequestStep[];
  readonly requestedAt: Date;
  readonly syncedAt: Date | null;
  readonly version: number;
}

export interface SampleRow extends Stored {
  readonly testRequestId: string;
  readonly position: number;
  readonly name: string;
  readonly code: string;
  readonly state: SampleState;
  readonly note: string | null;
  readonly receivedAt: Date | null;
  readonly custody: readonly CustodyRow[];
  /** The unit that received it. */
  readonly unitId: string | null;
}

export type SampleState = 'ANNOUNCED' | 'RECEIVED' | 'STORED' | 'HANDED_OVER' | 'RETURNED' | 'DISPOSED';
export type SampleCondition = 'GOOD' | 'DAMAGED' | 'INCOMPLETE' | 'UNSUITABLE';

/** One hand-over of a sample. */
export interface CustodyRow {
  readonly state: SampleState;
  readonly at: Date;
  readonly by: string;
  readonly place: string | null;
  readonly condition: SampleCondition | null;
  readonly note: string | null;
  readonly photos: readonly StoredFile[];
}

/** The last number given in a series such as `report|2026`. */
export interface NumberRow extends Stored {
  readonly last: number;
}
