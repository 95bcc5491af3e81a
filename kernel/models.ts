import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel, type Stored } from './define-model.ts';
import type { CounterName, SharedRecord } from './types.ts';

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
  readonly correlationId: string;
  readonly action: string;
  readonly recordId: string;
  readonly before: unknown;
  readonly after: unknown;
  readonly reason: string | null;
  readonly hash: string;
}

export interface CounterDelta extends Stored {
  readonly unitId: string | null;
  readonly month: string;
  readonly counter: CounterName;
  readonly amount: number;
}

export interface NoticeRow extends Stored {
  readonly template: string;
  readonly to: readonly string[];
  readonly about: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly at: Date;
  readonly state: 'QUEUED' | 'SENT' | 'FAILED';
  readonly attempts: number;
  readonly nextAt: Date;
  readonly error: string | null;
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

export type KernelModels = ReturnType<typeof kernelModels>;

const seq = { type: Number, required: true };
const text = { type: String, required: true };
const number = { type: Number, required: true };
const date = { type: Date, required: true };
const optionalText = { type: String, default: null };
const optionalDate = { type: Date, default: null };

/** All collections of the kernel on one connection. */
export function kernelModels(connection: Connection) {
  const bySeq = { keys: { seq: 1, _id: 1 } } as const;
  return {
    outbox: defineModel<OutboxRow>(
      connection,
      'kernel_outbox',
      { seq, type: text, recordId: text, version: number, payload: anything, at: date },
      [bySeq],
    ),
    catalogue: defineModel<CatalogueRow>(
      connection,
      'kernel_catalogue',
      {
        seq,
        kind: text,
        version: number,
        title: { type: String, default: '' },
        sharing: text,
        grade: text,
        document: anything,
        withdrawn: { type: Boolean, required: true },
        widest: number,
        widestOpen: number,
      },
      [bySeq, { keys: { kind: 1 } }],
    ),
    search: defineModel<SearchRow>(
      connection,
      'kernel_search_entries',
      { seq, kind: text, deleted: { type: Boolean, required: true }, entry: anything },
      [bySeq, { keys: { kind: 1 } }],
    ),
    audit: defineModel<AuditStored>(
      connection,
      'kernel_audit',
      {
        seq,
        at: date,
        actor: { type: String, default: '' },
        correlationId: { type: String, default: '' },
        action: text,
        recordId: { type: String, default: '' },
        before: anything,
        after: anything,
        reason: optionalText,
        hash: { type: String, default: '' },
      },
      [bySeq, { keys: { recordId: 1, seq: -1 } }, { keys: { actor: 1, seq: -1 } }, { keys: { action: 1, seq: -1 } }],
    ),
    ...bookkeeping(connection),
  };
}

function bookkeeping(connection: Connection) {
  const counted = { unitId: optionalText, month: text, counter: text, amount: number };
  return {
    deltas: defineModel<CounterDelta>(connection, 'kernel_counter_deltas', counted),
    counters: defineModel<CounterDelta>(connection, 'kernel_counters', counted, [
      { keys: { month: 1 } },
      { keys: { unitId: 1, month: 1 } },
    ]),
    notices: defineModel<NoticeRow>(
      connection,
      'kernel_notices',
      {
        template: text,
        to: [String],
        about: { type: String, default: '' },
        values: anything,
        at: date,
        state: text,
        attempts: number,
        nextAt: date,
        error: optionalText,
      },
      [{ keys: { state: 1, nextAt: 1 } }, { keys: { state: 1, at: 1 } }, { keys: { to: 1, at: -1 } }],
    ),
    idempotency: defineModel<IdempotencyRow>(
      connection,
      'kernel_idempotency',
      { requestHash: text, outcome: anything, at: date },
      [{ keys: { at: 1 } }],
    ),
    leases: defineModel<LeaseRow>(connection, 'kernel_leases', {
      holder: text,
      host: text,
      pid: number,
      expiresAt: date,
    }),
    jobs: defineModel<JobRow>(connection, 'kernel_jobs', {
      lastStartedAt: optionalDate,
      lastFinishedAt: optionalDate,
      lastError: optionalText,
      runs: number,
    }),
    files: defineModel<FileRow>(
      connection,
      'kernel_files',
      { name: text, mediaType: text, bytes: number, sha256: text, at: date },
      [{ keys: { sha256: 1 } }],
    ),
    deadLetters: defineModel<DeadLetter>(
      connection,
      'kernel_dead_letters',
      { consumer: text, seq, type: text, recordId: text, error: text, at: date },
      [{ keys: { consumer: 1, seq: 1 } }],
    ),
    cursors: defineModel<Sequenced>(connection, 'kernel_cursors', { seq }),
    heads: defineModel<HeadRow>(connection, 'kernel_heads', { value: number, hash: { type: String, default: '' } }),
    remote: defineModel<RemoteRow>(
      connection,
      'kernel_remote',
      { home: text, kind: text, version: number, syncedAt: date },
      [{ keys: { home: 1, kind: 1 } }],
    ),
  };
}

/** Makes the kernel's collections and indexes. */
export async function createKernelCollections(models: KernelModels): Promise<void> {
  for (const model of Object.values(models)) await createCollections([model as unknown as Model<Stored>]);
}
