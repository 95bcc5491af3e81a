import type { Stored } from '../../kernel/define-model.ts';
import type { StoredFile } from '../../kernel/types.ts';
import type { ComplaintKind, ComplaintState } from './domain/complaint-steps.ts';
import type { ReportDraftState } from './domain/report-steps.ts';

/** One line of a report. */
export interface ResultRow {
  readonly testItemId: string;
  readonly sampleId: string;
  readonly quantity: string;
  readonly value: string;
  readonly unit: string | null;
  readonly requirement: string | null;
  readonly verdict: 'PASS' | 'FAIL' | 'NOT_JUDGED';
}

/** A report that is being written. Names are kept for the print; they go with the draft when it is issued. */
export interface DraftRow {
  readonly state: ReportDraftState;
  readonly authorId: string;
  readonly authorName: string;
  readonly reviewerId: string | null;
  readonly reviewerName: string | null;
  readonly results: readonly ResultRow[];
  readonly conclusion: string | null;
  readonly attachments: readonly StoredFile[];
  readonly ownFile: StoredFile | null;
  readonly correctionReason: string | null;
  readonly returnReason: string | null;
  readonly savedAt: Date;
}

/** An authorised signatory of a unit; `_id` is `<unit>|<account>`. */
export interface SignatoryRow extends Stored {
  readonly unitId: string;
  readonly accountId: string;
  readonly validFrom: Date;
  readonly validTo: Date | null;
}

/** What reports of one month, unit and test item come to; `_id` is `<month>|<unit>|<item>`. Minutes, fen and pieces. */
export interface StatisticsTotals extends Stored {
  readonly year: number;
  readonly month: string;
  readonly unitId: string;
  readonly testItemId: string;
  readonly reports: number;
  readonly samples: number;
  readonly minutes: number;
  readonly netFen: number;
  readonly promised: number;
  readonly onTime: number;
  readonly ratings: number;
  readonly stars: number;
}

export type ArchivedDocumentKind =
  | 'REPORT'
  | 'SUPERSEDED_REPORT'
  | 'ATTACHMENT'
  | 'SAMPLE_PHOTO'
  | 'COMPLAINT_EVIDENCE';

export interface ArchivedDocumentRow {
  readonly kind: ArchivedDocumentKind;
  readonly fileId: string;
  readonly name: string;
  readonly sha256: string;
}

/** A sealed request; `_id` is the request's. */
export interface ArchiveRow extends Stored {
  readonly number: string;
  readonly unitId: string | null;
  readonly firmId: string | null;
  readonly requesterId: string;
  readonly reportNumbers: readonly string[];
  readonly year: number;
  readonly archivedAt: Date;
  readonly retainUntil: string;
  readonly documents: readonly ArchivedDocumentRow[];
  readonly seal: string;
}

export interface ComplaintStepRow {
  readonly step: string;
  readonly state: ComplaintState;
  readonly at: Date;
  readonly by: string;
  readonly reason: string | null;
}

export interface OutcomeRow {
  readonly upheld: boolean;
  readonly reason: string;
  readonly retestId: string | null;
  readonly refundFen: number;
  readonly correctReport: boolean;
  readonly decidedAt: Date;
}

/** A complaint, decided at the platform of the request; elsewhere its mirror. */
export interface ComplaintRow extends Stored {
  readonly number: string;
  readonly state: ComplaintState;
  readonly kind: ComplaintKind;
  readonly text: string;
  readonly evidence: readonly StoredFile[];
  readonly testRequestId: string;
  readonly reportNumber: string | null;
  readonly filedBy: string;
  readonly firmId: string | null;
  readonly unitId: string;
  readonly filedAt: Date;
  readonly answerBy: Date;
  readonly answer: string | null;
  readonly answeredAt: Date | null;
  readonly outcome: OutcomeRow | null;
  readonly statementId: string | null;
  readonly entryId: string | null;
  readonly history: readonly ComplaintStepRow[];
  /** The platform of the request, which decides. */
  readonly home: string;
  /** The complaint at the firm's home platform, of which this is the original; null when firm and request are here. */
  readonly originId: string | null;
  readonly syncedAt: Date | null;
  readonly version: number;
}
