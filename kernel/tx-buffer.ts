import type { ClientSession } from 'mongoose';
import type { PersonKeys } from './audit/person-keys.ts';
import { sealRows } from './audit/personal.ts';
import type { AuditRow } from './audit/types.ts';
import type { Caller } from './caller.ts';
import { plainJson, withoutUndefined } from './canonical-json.ts';
import { reachOf } from './catalogue/reach.ts';
import type { SharedRecord } from './catalogue/types.ts';
import { monthIn } from './counters/month.ts';
import type { CountedAt, CounterName } from './counters/types.ts';
import { type BulkUpdate, bulkUpdate } from './define-model.ts';
import type { DomainEvent } from './events/types.ts';
import type { CounterDelta, KernelModels, OutboxRow } from './models.ts';
import type { Notice } from './notices/types.ts';
import type { SearchEntry } from './search/types.ts';
import type { PlatformInfo, Tx } from './types.ts';

/** What a transaction needs to write its rows. */
export interface TxParts {
  readonly models: KernelModels;
  readonly platform: PlatformInfo;
  readonly nextUlid: () => string;
  readonly keys: PersonKeys;
}

/** One attempt at a transaction: collects what goes with the facts, and writes it last, in one insert per collection. */
export class TxBuffer implements Tx {
  readonly session: ClientSession;
  readonly caller: Caller;
  readonly now: Date;
  readonly #parts: TxParts;
  readonly #events: DomainEvent[] = [];
  readonly #audits: AuditRow[] = [];
  readonly #counts = new Map<string, CounterDelta>();
  readonly #published = new Map<string, SharedRecord>();
  readonly #entries = new Map<string, SearchEntry | null>();
  readonly #notices: Notice[] = [];

  constructor(parts: TxParts, session: ClientSession, caller: Caller, now: Date) {
    this.#parts = parts;
    this.session = session;
    this.caller = caller;
    this.now = now;
  }

  emit(event: DomainEvent): void {
    this.#events.push(event);
  }

  audit(row: AuditRow): void {
    this.#audits.push(row);
  }

  count(counter: CounterName, amount: number, where: CountedAt = {}): void {
    const month = monthIn(this.#parts.platform.timeZone, where.at ?? this.now);
    const unitId = where.unitId ?? null;
    const category = where.category ?? null;
    const key = `${unitId}|${month}|${counter}|${category}`;
    const before = this.#counts.get(key);
    if (before) this.#counts.set(key, { ...before, amount: before.amount + amount });
    else this.#counts.set(key, { _id: this.#parts.nextUlid(), unitId, month, counter, category, amount });
  }

  publish(record: SharedRecord): void {
    this.#published.set(record.id, record);
  }

  index(entry: SearchEntry): void {
    this.#entries.set(entry.id, entry);
  }

  unindex(id: string): void {
    this.#entries.set(id, null);
  }

  notify(notice: Notice): void {
    this.#notices.push(notice);
  }

  /** Writes everything collected, within the session. Cost: one command per kind of row that there is. */
  async flush(): Promise<void> {
    const { models } = this.#parts;
    const options = { session: this.session, lean: true };
    if (this.#events.length > 0)
      await models.outbox.insertMany(
        this.#events.map((event) => this.#outboxRow(event)),
        options,
      );
    if (this.#audits.length > 0) {
      const rows = this.#audits.map((row) => this.#auditRow(row));
      const sealed = await sealRows(this.#parts.keys, rows, this.session, this.now);
      await models.audit.insertMany([...sealed], options);
    }
    if (this.#counts.size > 0) await models.deltas.insertMany([...this.#counts.values()], options);
    if (this.#notices.length > 0)
      await models.notices.insertMany(
        this.#notices.map((notice) => this.#noticeRow(notice)),
        options,
      );
    await this.#flushFeeds();
  }

  async #flushFeeds(): Promise<void> {
    const { models } = this.#parts;
    if (this.#published.size > 0)
      await bulkUpdate(models.catalogue, [...this.#published.values()].map(publishing), this.session);
    if (this.#entries.size > 0) {
      const updates = [...this.#entries].map(([id, entry]) => indexing(id, entry));
      await bulkUpdate(models.search, updates, this.session);
    }
  }

  #outboxRow({ type, recordId, version, payload }: DomainEvent): OutboxRow {
    const clean = withoutUndefined(payload) as OutboxRow['payload'];
    return { _id: this.#parts.nextUlid(), seq: 0, type, recordId, version, payload: clean, at: this.now };
  }

  #auditRow(row: AuditRow) {
    return {
      _id: this.#parts.nextUlid(),
      seq: 0,
      at: this.now,
      actor: this.caller.subject,
      actorName: this.caller.kind === 'user' ? this.caller.name : null,
      correlationId: this.caller.correlationId,
      action: row.action,
      recordId: row.recordId,
      before: plainJson(row.before ?? null),
      after: plainJson(row.after ?? null),
      reason: row.reason ?? null,
      hash: '',
    };
  }

  #noticeRow(notice: Notice) {
    return {
      _id: this.#parts.nextUlid(),
      ...notice,
      to: [...notice.to],
      at: this.now,
      state: 'QUEUED' as const,
      attempts: 0,
      nextAt: this.now,
      error: null,
    };
  }
}

function publishing(record: SharedRecord): BulkUpdate {
  const { id, kind, version, title, sharing, grade, document, withdrawn = false } = record;
  const reach = reachOf(record);
  const update = {
    $set: { kind, version, title, sharing, grade, document: withdrawn ? {} : plainJson(document), withdrawn, seq: 0 },
    $max: { widest: reach, widestOpen: record.grade === 'OPEN' ? reach : 0 },
  };
  return { updateOne: { filter: { _id: id }, update, upsert: true } };
}

function indexing(id: string, entry: SearchEntry | null): BulkUpdate {
  const set = entry ? { kind: entry.kind, deleted: false, entry: plainJson(entry) } : { deleted: true, entry: null };
  const update = { $set: { ...set, seq: 0 }, ...(entry ? {} : { $setOnInsert: { kind: '' } }) };
  return { updateOne: { filter: { _id: id }, update, upsert: true } };
}
