import { randomBytes } from 'node:crypto';
import { type Caller, holds } from '../../../kernel/caller.ts';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import { type InstrumentStore, keepers } from '../instrument-store.ts';
import type { FeedRow, ReportedRow, ReportingModels, SourceRow } from './models.ts';
import type { ReportStore } from './report-store.ts';

/** Events of ours that a unit's own systems may want; the payloads carry no personal data. */
const fedTypes = ['instrument.*', 'booking.*', 'usage.*', 'outage.*'] as const;
const heads = ['PLATFORM_ADMINISTRATOR', 'PLATFORM_STAFF', 'UNIT_ADMINISTRATOR'] as const;
/** Events that a source gets at once. */
export const feedPage = 500;

/** The systems that report for units: registered by the unit, with a key of their own, and what is in conflict between them and us. */
export class SourceStore {
  readonly #kernel: Kernel;
  readonly #models: ReportingModels;
  readonly #instruments: InstrumentStore;
  readonly #reports: ReportStore;

  constructor(kernel: Kernel, models: ReportingModels, instruments: InstrumentStore, reports: ReportStore) {
    this.#kernel = kernel;
    this.#models = models;
    this.#instruments = instruments;
    this.#reports = reports;
  }

  /** Follows the answers of other rooms, and keeps the feed of units that have a source. */
  open(): this {
    const settle = { name: 'instruments.reportAnswers', types: ['report.applied', 'report.refused'] };
    this.#kernel.consume({ ...settle, handle: (event, tx) => this.#settle(event, tx) });
    this.#kernel.consume({
      name: 'instruments.reportFeed',
      types: fedTypes,
      handle: (event, tx) => this.#feed(event, tx),
    });
    return this;
  }

  /** A source and its key, which is shown only now. The key is not kept with the idempotency record: a repeated call makes no second source and shows none. */
  async register(caller: Caller, input: { idempotencyKey: string; unitId: string; name: string }) {
    const secret = randomBytes(32).toString('base64url');
    let isFirst = false;
    const request = { caller, name: 'registerReportingSource', idempotencyKey: input.idempotencyKey, input };
    const answer = await this.#kernel.command(request, async (tx) => {
      refuseProblems(caller, [required('name', input.name)]);
      const unit = await this.#instruments.unitInHand(tx, input.unitId, null);
      if (!holds(caller, heads, unit.path)) throw notPermitted(caller);
      const source = {
        _id: this.#kernel.newId('source'),
        unitId: unit._id,
        name: input.name.trim(),
        active: true,
        cursor: null,
        lastReportAt: null,
        createdAt: tx.now,
      };
      await this.#models.sources.insertMany([{ ...source, secret }], { session: tx.session });
      tx.audit({
        action: 'registerReportingSource',
        recordId: source._id,
        after: { unitId: unit._id, name: source.name },
      });
      isFirst = true;
      return { __typename: 'RegisterReportingSourceSuccess', source };
    });
    return isFirst && answer.__typename === 'RegisterReportingSourceSuccess' ? { ...answer, secret } : answer;
  }

  /** Closes a source: its signature is refused from now on. */
  close(caller: Caller, input: { idempotencyKey: string; sourceId: string }) {
    const request = { caller, name: 'closeReportingSource', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const { secret: _, ...before } = await this.#inHand(tx, input.sourceId);
      if (!before.active) throw wrongState(caller, 'CLOSED', []);
      await this.#models.sources.updateOne({ _id: before._id }, { $set: { active: false } }, { session: tx.session });
      tx.audit({ action: 'closeReportingSource', recordId: before._id });
      return { __typename: 'CloseReportingSourceSuccess', source: { ...before, active: false } };
    });
  }

  /** The sources of a unit, for those who keep its instruments. */
  async ofUnit(caller: Caller, unitId: string): Promise<SourceRow[]> {
    if (!holds(caller, keepers, [this.#kernel.platform.id, unitId])) return [];
    return this.#models.sources.find({ unitId }).sort({ name: 1 }).lean();
  }

  async active(id: string): Promise<SourceRow | null> {
    const source = await this.#models.sources.findById(id).lean();
    return source?.active ? source : null;
  }

  /** What waits for a person, oldest first. */
  conflicts(caller: Caller, unitId: string, request: PageRequest): Promise<Page<ReportedRow>> {
    const may = holds(caller, keepers, [this.#kernel.platform.id, unitId]);
    const where = { unitId: may ? unitId : '', state: 'CONFLICT' };
    return pageOf(this.#models.reported, where, { field: 'receivedAt', direction: 1 }, request);
  }

  /** A person's word on a conflict: `THEIRS` takes the reported instrument over ours, `OURS` leaves ours. */
  resolve(caller: Caller, input: { idempotencyKey: string; conflictId: string; take: 'OURS' | 'THEIRS' }) {
    const request = { caller, name: 'resolveReportConflict', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const row = await this.#models.reported.findById(input.conflictId).session(tx.session).lean();
      if (!row) throw notFound(caller, input.conflictId);
      if (!holds(caller, keepers, [this.#kernel.platform.id, row.unitId])) throw notPermitted(caller);
      if (row.state !== 'CONFLICT') throw wrongState(caller, row.state, []);
      if (input.take === 'THEIRS' && row.kind !== 'instrument') throw wrongState(caller, row.state, ['OURS']);
      const settled = input.take === 'OURS' ? await this.#dismissed(tx, row) : await this.#takenOver(tx, row);
      await this.#models.reported.replaceOne({ _id: row._id }, settled, { session: tx.session });
      tx.audit({ action: 'resolveReportConflict', recordId: row.recordId ?? row._id, after: { take: input.take } });
      return { __typename: 'ResolveReportConflictSuccess', conflict: settled };
    });
  }

  /** Events of ours for a unit's system, after `since`. Cost: one indexed read. */
  async feedOf(unitId: string, since: number): Promise<FeedRow[]> {
    return this.#models.feed
      .find({ unitId, seq: { $gt: since } })
      .sort({ seq: 1 })
      .limit(feedPage)
      .lean();
  }

  /** Ours holds, also against later reports of the same: the version that a person saw is the one to start from. */
  async #dismissed(tx: Tx, row: ReportedRow): Promise<ReportedRow> {
    const known = row.recordId ? await this.#instruments.records.byId(row.recordId, tx.session) : null;
    return { ...row, state: 'DISMISSED', recordVersion: known?.version ?? row.recordVersion };
  }

  async #takenOver(tx: Tx, row: ReportedRow): Promise<ReportedRow> {
    const record = { id: row.localId, data: row.data };
    const known = row.recordId ? await this.#instruments.records.byId(row.recordId, tx.session) : null;
    const verdict = await this.#reports.instrument(
      tx,
      row.unitId,
      record,
      { recordVersion: known?.version ?? null },
      row.sourceId,
    );
    return { ...row, ...verdict };
  }

  async #inHand(tx: Tx, id: string): Promise<SourceRow> {
    const source = await this.#models.sources.findById(id).session(tx.session).lean();
    if (!source) throw notFound(tx.caller, id);
    if (!holds(tx.caller, heads, [this.#kernel.platform.id, source.unitId])) throw notPermitted(tx.caller);
    return source;
  }

  async #settle({ type, payload, version }: DeliveredEvent, tx: Tx): Promise<void> {
    const reason = type === 'report.refused' ? (payload.reason as { zh: string; en: string }) : null;
    const recordId = typeof payload.recordId === 'string' ? payload.recordId : null;
    await this.#reports.settle(tx, String(payload.reportedId), version, reason, recordId);
  }

  async #feed(event: DeliveredEvent, tx: Tx): Promise<void> {
    const unitId = unitOf(event);
    if (!unitId || !(await this.#models.sources.exists({ unitId }).session(tx.session))) return;
    const { seq, type, recordId, version, at, payload } = event;
    const row = { _id: `${seq}|${unitId}`, seq, unitId, type, recordId, version, at, payload };
    await this.#models.feed.replaceOne({ _id: row._id }, row, { upsert: true, session: tx.session });
  }
}

/** The unit that an event is about: named, or second in the record's path. */
function unitOf({ payload }: DeliveredEvent): string | null {
  if (typeof payload.unitId === 'string') return payload.unitId;
  const path = payload.path as readonly string[] | undefined;
  return path?.[1] ?? null;
}
