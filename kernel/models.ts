import type { Connection, Model } from 'mongoose';
import { anything, createCollections, defineModel, type Stored } from './define-model.ts';
import type {
  AuditStored,
  CatalogueRow,
  CounterDelta,
  DeadLetter,
  FileRow,
  HeadRow,
  IdempotencyRow,
  JobRow,
  LeaseRow,
  NoticeRow,
  OutboxRow,
  PersonKeyRow,
  RemoteRow,
  SearchRow,
  Sequenced,
} from './rows.ts';

export type * from './rows.ts';

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
        actorName: anything,
        correlationId: { type: String, default: '' },
        action: text,
        recordId: { type: String, default: '' },
        before: anything,
        after: anything,
        reason: anything,
        hash: { type: String, default: '' },
      },
      [bySeq, { keys: { recordId: 1, seq: -1 } }, { keys: { actor: 1, seq: -1 } }, { keys: { action: 1, seq: -1 } }],
    ),
    personKeys: defineModel<PersonKeyRow>(connection, 'kernel_person_keys', {
      wrapped: optionalText,
      at: date,
      erasedAt: optionalDate,
    }),
    ...bookkeeping(connection),
  };
}

function bookkeeping(connection: Connection) {
  const counted = { unitId: optionalText, month: text, counter: text, category: optionalText, amount: number };
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
        contact: anything,
        at: date,
        state: text,
        attempts: number,
        nextAt: date,
        error: optionalText,
        delivered: [String],
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
      {
        ...{ name: text, mediaType: text, bytes: number, sha256: text, at: date },
        ...{ ownerId: String, ownerUnitId: String, attachedAt: Date },
      },
      [{ keys: { sha256: 1 } }, { keys: { attachedAt: 1, at: 1 } }],
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
