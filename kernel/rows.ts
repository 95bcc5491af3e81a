import type { Sealed } from './audit/sealing.ts';
import type { SharedRecord } from './catalogue/types.ts';
import type { CountedMonth } from './counters/types.ts';
import type { Stored } from './define-model.ts';

/** A row that gets its place in a feed after commit: `seq` is 0 until the sequencer has seen it. */
export interface Sequenced extends Stored {
  readonly seq: number;
}

export interface OutboxRow extends Sequenced {
  readonly type: string;
  readonly recordId: string;
  readonly version: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

export interface CatalogueRow extends Sequenced {
  readonly kind: string;
  readonly version: number;
  readonly title: string;
  readonly sharing: SharedRecord['sharing'];
  readonly grade: SharedRecord['grade'];
  readonly document: Readonly<Record<string, unknown>>;
  readonly withdrawn: boolean;
  /** The widest reach that the record ever had: whoever may have a copy must get its tombstone. */
  readonly widest: number;
  /** The same, of the times when it was open (公开): what peers outside the line of parent and child may have. */
  readonly widestOpen: number;
}

export interface SearchRow extends Sequenced {
  readonly kind: string;
  readonly deleted: boolean;
  /** The `SearchEntry`, null when deleted. */
  readonly entry: Readonly<Record<string, unknown>> | null;
}

export interface AuditStored extends Sequenced {
  readonly at: Date;
  readonly actor: string;
  /** The actor's name, sealed; null where no person acted. Absent in rows older than the sealing. */
  readonly actorName?: unknown;
  readonly correlationId: string;
  readonly action: string;
  readonly recordId: string;
  readonly before: unknown;
  readonly after: unknown;
  /** Sealed under the record's key. */
  readonly reason: unknown;
  readonly hash: string;
}

/** The data key of one person (or of a record that carries personal data of nobody known), wrapped by the platform's secret. */
export interface PersonKeyRow extends Stored {
  /** Base64url; null: destroyed. */
  readonly wrapped: string | null;
  readonly at: Date;
  readonly erasedAt: Date | null;
}

export interface CounterDelta extends Stored, CountedMonth {}

export interface NoticeRow extends Stored {
  readonly template: string;
  readonly to: readonly string[];
  readonly about: string;
  readonly values: Readonly<Record<string, string | number>>;
  /** Somebody without an account, sealed. Absent: nobody. */
  readonly contact?: Sealed;
  readonly at: Date;
  readonly state: 'QUEUED' | 'SENT' | 'FAILED';
  readonly attempts: number;
  readonly nextAt: Date;
  readonly error: string | null;
  /** Which transport has taken it for whom: it is not sent there again when another one failed. Absent: none yet. */
  readonly delivered?: readonly string[];
}

export interface IdempotencyRow extends Stored {
  readonly requestHash: string;
  readonly outcome: unknown;
  readonly at: Date;
}

export interface LeaseRow extends Stored {
  readonly holder: string;
  readonly host: string;
  readonly pid: number;
  readonly expiresAt: Date;
}

export interface JobRow extends Stored {
  readonly lastStartedAt: Date | null;
  readonly lastFinishedAt: Date | null;
  readonly lastError: string | null;
  readonly runs: number;
}

export interface FileRow extends Stored {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly at: Date;
  /** Account that uploaded it, and the unit that it belonged to then; null for what the platform made. */
  readonly ownerId: string | null;
  readonly ownerUnitId: string | null;
  /** Since when a record names an uploaded file. */
  readonly attachedAt: Date | null;
}

export interface DeadLetter extends Stored {
  readonly consumer: string;
  readonly seq: number;
  readonly type: string;
  readonly recordId: string;
  readonly error: string;
  readonly at: Date;
}

/** A number that only grows: the last `seq` of a feed, and for the audit trail the hash that the next row continues. */
export interface HeadRow extends Stored {
  readonly value: number;
  readonly hash: string;
}

export interface RemoteRow extends Stored {
  readonly home: string;
  readonly kind: string;
  readonly version: number;
  readonly syncedAt: Date;
}
