import { readFileSync } from 'node:fs';
import { systemCaller } from '../../../kernel/caller.ts';
import { type JsonSchema, mismatches } from '../../../kernel/json-schema.ts';
import { amended } from '../../../kernel/records/record-store.ts';
import type { Text } from '../../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import { isAmendable } from '../domain/status.ts';
import { changedFields } from '../history.ts';
import type { InstrumentStore } from '../instrument-store.ts';
import { blankDetails, type InstrumentDetails, type InstrumentRecord } from '../instruments.ts';
import type { ReportedRow, ReportingModels, ReportKind, ReportState, SourceRow } from './models.ts';

/** The contract of a batch; the published file is what is checked against. */
export const reportSchema = JSON.parse(
  readFileSync(new URL('../../../schema/report/v1.schema.json', import.meta.url), 'utf8'),
) as JsonSchema;

export interface ReportedRecord {
  readonly kind: ReportKind;
  readonly id: string;
  readonly version: number;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface Batch {
  readonly cursor?: string;
  readonly records: readonly ReportedRecord[];
}

/** What became of a batch, by index of its records. */
export interface Receipt {
  readonly cursor: string | null;
  readonly applied: number;
  readonly pending: number;
  readonly unchanged: number;
  readonly rejected: readonly { readonly index: number; readonly id: string; readonly reasons: readonly string[] }[];
  readonly conflicts: readonly { readonly index: number; readonly id: string; readonly reason: string }[];
}

type Verdict = {
  readonly state: ReportState;
  readonly reason: Text | null;
  readonly recordId: string | null;
  readonly recordVersion: number | null;
};
type Outcome =
  | { readonly as: 'unchanged' }
  | { readonly as: 'rejected'; readonly reasons: readonly string[] }
  | ({ readonly as: 'taken' } & Verdict);

/** Takes what campus systems report: instruments here, bookings and uses to the room that keeps them. */
export class ReportStore {
  readonly #kernel: Kernel;
  readonly #models: ReportingModels;
  readonly #instruments: InstrumentStore;

  constructor(kernel: Kernel, models: ReportingModels, instruments: InstrumentStore) {
    this.#kernel = kernel;
    this.#models = models;
    this.#instruments = instruments;
  }

  /** One batch in one transaction: good records are taken, bad ones told by index, an older or equal version is skipped. */
  receive(source: SourceRow, batch: Batch): Promise<Receipt> {
    const caller = systemCaller(this.#kernel.platform.id, `report:${source._id}`);
    return this.#kernel.queued([`report:${source._id}`], () =>
      this.#kernel.transact(caller, async (tx) => {
        const outcomes: Outcome[] = [];
        for (const record of batch.records) outcomes.push(await this.#take(tx, source, record));
        const cursor = batch.cursor ?? source.cursor;
        await this.#models.sources.updateOne(
          { _id: source._id },
          { $set: { cursor, lastReportAt: tx.now } },
          { session: tx.session },
        );
        return receiptOf(batch, outcomes, cursor);
      }),
    );
  }

  async #take(tx: Tx, source: SourceRow, record: ReportedRecord): Promise<Outcome> {
    const shape = reportSchema.$defs?.[record.kind];
    const reasons = shape ? mismatches(shape, record.data, reportSchema) : [`kind ${record.kind} is not known`];
    if (reasons.length > 0) return { as: 'rejected', reasons };
    const id = `${source._id}|${record.kind}|${record.id}`;
    const before = await this.#models.reported.findById(id).session(tx.session).lean();
    if (before && before.version >= record.version) return { as: 'unchanged' };
    const verdict = await this.#judge(tx, source, record, before);
    if ('reasons' in verdict) return verdict;
    const { _id: sourceId, unitId } = source;
    const { kind, version, data } = record;
    const row: ReportedRow = {
      _id: id,
      sourceId,
      unitId,
      kind,
      localId: record.id,
      version,
      data,
      ...verdict,
      receivedAt: tx.now,
    };
    await this.#models.reported.replaceOne({ _id: id }, row, { upsert: true, session: tx.session });
    return { as: 'taken', ...verdict };
  }

  async #judge(
    tx: Tx,
    source: SourceRow,
    record: ReportedRecord,
    before: ReportedRow | null,
  ): Promise<Verdict | Extract<Outcome, { as: 'rejected' }>> {
    if (record.kind === 'instrument') return this.instrument(tx, source.unitId, record, before, source.name);
    const instrument = await this.#byLocalId(tx, source.unitId, String(record.data.instrument));
    if (!instrument)
      return { as: 'rejected', reasons: [`data.instrument ${String(record.data.instrument)} was not reported before`] };
    if (record.kind !== 'booking' && before?.state === 'APPLIED')
      return conflict(countedAlready, before.recordId, before.recordVersion);
    this.#handOver(tx, source, record, instrument);
    return { state: 'PENDING', reason: null, recordId: instrument._id, recordVersion: null };
  }

  /** Takes a reported instrument over; what a person changed here since the last report is a conflict, never overwritten. */
  async instrument(
    tx: Tx,
    unitId: string,
    record: Pick<ReportedRecord, 'id' | 'data'>,
    before: Pick<ReportedRow, 'recordVersion'> | null,
    sourceName: string,
  ): Promise<Verdict> {
    const details = detailsOf(record);
    const known = await this.#byLocalId(tx, unitId, record.id);
    if (!known) {
      const created = this.#created(tx, unitId, record.id, details);
      await this.#instruments.save(tx, [
        { action: 'reportInstrument', happened: 'registered', before: null, after: created, reason: sourceName },
      ]);
      return applied(created);
    }
    const after = amended(known, details);
    if (changedFields(known, after).length === 0) return applied(known);
    if (!isAmendable(known.status)) return conflict(retiredHere, known._id, known.version);
    if (before?.recordVersion !== known.version) return conflict(changedHere, known._id, known.version);
    await this.#instruments.save(tx, [
      { action: 'reportInstrument', happened: 'amended', before: known, after, reason: sourceName },
    ]);
    return applied(after);
  }

  /** The word of the room that keeps such records: `report.applied` or `report.refused`. */
  async settle(
    tx: Tx,
    reportedId: string,
    version: number,
    refused: Text | null,
    recordId: string | null,
  ): Promise<void> {
    const state: ReportState = refused ? 'CONFLICT' : 'APPLIED';
    await this.#models.reported.updateOne(
      { _id: reportedId, version, state: 'PENDING' },
      { $set: { state, reason: refused, ...(recordId ? { recordId } : {}) } },
      { session: tx.session },
    );
  }

  async #byLocalId(tx: Tx, unitId: string, localId: string): Promise<InstrumentRecord | null> {
    const where = { unitId, localKey: localId };
    return (await this.#instruments.records.model.findOne(where).session(tx.session).lean()) as InstrumentRecord | null;
  }

  #handOver(tx: Tx, source: SourceRow, record: ReportedRecord, instrument: InstrumentRecord): void {
    const reportedId = `${source._id}|${record.kind}|${record.id}`;
    const payload = {
      ...record.data,
      reportedId,
      instrumentId: instrument._id,
      unitId: source.unitId,
      sourceName: source.name,
    };
    const type = record.kind === 'booking' ? 'report.bookingReceived' : 'report.usageReceived';
    tx.emit({ type, recordId: reportedId, version: record.version, payload });
  }

  #created(
    tx: Tx,
    unitId: string,
    localId: string,
    details: Partial<InstrumentDetails> & { name: string },
  ): InstrumentRecord {
    const id = this.#kernel.newId('instrument');
    return {
      ...this.#instruments.records.fresh(id, { unitId }, { sharing: 'UNIT', grade: 'OPEN' }, tx.now),
      ...blankDetails,
      ...details,
      localId,
      localKey: localId,
      unitId,
      managingUnitId: unitId,
      laboratoryId: null,
      groupIds: [],
      attachments: [],
      status: 'AVAILABLE',
      statusRemark: null,
      statusSince: tx.now,
    };
  }
}

const changedHere: Text = {
  zh: '该仪器在本平台已被人工修改，与上报内容不一致；请选择保留哪一方。',
  en: 'The instrument was changed here since the last report, and differs from it: choose whose version holds.',
};
const retiredHere: Text = { zh: '该仪器在本平台已报废。', en: 'The instrument is retired here.' };
const countedAlready: Text = {
  zh: '该记录已计入机时，更正须冲销原记录。',
  en: 'The record was counted already: a correction reverses it, by a person.',
};

function applied({ _id, version }: InstrumentRecord): Verdict {
  return { state: 'APPLIED', reason: null, recordId: _id, recordVersion: version };
}

function conflict(reason: Text, recordId: string | null, recordVersion: number | null): Verdict {
  return { state: 'CONFLICT', reason, recordId, recordVersion };
}

function detailsOf({ id, data }: Pick<ReportedRecord, 'id' | 'data'>): Partial<InstrumentDetails> & { name: string } {
  const { manufacturer, ...rest } = data;
  const maker =
    typeof manufacturer === 'string'
      ? { manufacturer: { name: manufacturer, identifier: null, identifierType: null } }
      : {};
  return { ...(rest as Partial<InstrumentDetails>), ...maker, name: String(data.name), localId: id };
}

function receiptOf(batch: Batch, outcomes: readonly Outcome[], cursor: string | null): Receipt {
  const at = (index: number) => ({ index, id: batch.records[index]?.id ?? '' });
  const count = (state: ReportState) => outcomes.filter((one) => one.as === 'taken' && one.state === state).length;
  return {
    cursor,
    applied: count('APPLIED'),
    pending: count('PENDING'),
    unchanged: outcomes.filter((one) => one.as === 'unchanged').length,
    rejected: outcomes.flatMap((one, index) => (one.as === 'rejected' ? [{ ...at(index), reasons: one.reasons }] : [])),
    conflicts: outcomes.flatMap((one, index) =>
      one.as === 'taken' && one.state === 'CONFLICT' ? [{ ...at(index), reason: one.reason?.en ?? '' }] : [],
    ),
  };
}
