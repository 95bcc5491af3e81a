import type { Model } from 'mongoose';
import { type Caller, holds } from '../../kernel/caller.ts';
import { createCollections } from '../../kernel/define-model.ts';
import { decodeInline } from '../../kernel/import/desk.ts';
import type { Page, PageOrder, PageRequest } from '../../kernel/records/page.ts';
import { amended, type Change, RecordStore } from '../../kernel/records/record-store.ts';
import type { UnitProjection } from '../../kernel/records/unit-projection.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../kernel/types.ts';
import { openRate } from './domain/rules.ts';
import { isAmendable, statusSteps } from './domain/status.ts';
import type {
  AmendInstrumentInput,
  AttachToInstrumentInput,
  InstrumentFilter,
  InstrumentSort,
  NetworkScope,
  RegisterInstrumentInput,
  ReportInstrumentStatusInput,
  ShareInstrumentInput,
} from './generated/types.ts';
import { type ChangeRow, History } from './history.ts';
import { changesOf, instrumentFilter, orders } from './inputs.ts';
import { blankDetails, type InstrumentRecord, instrumentKind } from './instruments.ts';
import { localIdTaken, refuseBelowThreshold, versionConflict } from './refusals.ts';

/** Who registers and changes instruments of a place in the tree. */
export const keepers = [
  'PLATFORM_ADMINISTRATOR',
  'PLATFORM_STAFF',
  'UNIT_ADMINISTRATOR',
  'INSTRUMENT_ADMINISTRATOR',
] as const;

/** The registry of instruments. */
export class InstrumentStore {
  readonly records: RecordStore<InstrumentRecord>;
  readonly history: History;
  readonly units: Model<UnitProjection>;
  readonly #kernel: Kernel;

  constructor(kernel: Kernel, units: Model<UnitProjection>) {
    this.#kernel = kernel;
    this.units = units;
    this.records = new RecordStore(kernel.connection, kernel.platform.id, instrumentKind);
    this.history = new History(kernel.connection);
  }

  async open(): Promise<this> {
    await this.records.open(this.#kernel);
    await createCollections([this.history.model]);
    return this;
  }

  /** A page of instruments that the caller may see. */
  list(
    caller: Caller,
    filter: InstrumentFilter | null,
    sort: InstrumentSort,
    request: PageRequest,
  ): Promise<Page<InstrumentRecord>> {
    return this.where(caller, instrumentFilter(filter, this.#kernel.platform.id), request, orders[sort]);
  }

  /** A page by ready equalities, in order of name. What was withdrawn stays readable by its id; a list shows it only to who asks for that status. */
  where(caller: Caller, where: Record<string, unknown>, request: PageRequest, order: PageOrder = orders.NAME) {
    const shown = where.status === 'WITHDRAWN' ? where : { ...where, withdrawn: false };
    return this.records.page(caller, shown, order, request);
  }

  /** Open rate in hundredths of a percent of many units, for a DataLoader. Cost: one grouped read over their instruments. */
  async openRates(unitIds: readonly string[]): Promise<(number | null)[]> {
    const counts = await this.records.model.aggregate<{ _id: { unitId: string; sharing: string }; count: number }>([
      { $match: { unitId: { $in: [...unitIds] }, status: { $nin: ['RETIRED', 'WITHDRAWN'] } } },
      { $group: { _id: { unitId: '$unitId', sharing: '$sharing' }, count: { $sum: 1 } } },
    ]);
    return unitIds.map((unitId) => {
      const own = counts.filter((row) => row._id.unitId === unitId);
      const sum = (rows: typeof own): number => rows.reduce((total, row) => total + row.count, 0);
      return openRate(sum(own.filter((row) => !['NOT_SHARED', 'UNIT'].includes(row._id.sharing))), sum(own));
    });
  }

  /** Own categories with how many instruments each has. */
  async categories(): Promise<readonly { category: string; count: number }[]> {
    const rows = await this.records.model.aggregate<{ _id: string; count: number }>([
      { $match: { home: this.#kernel.platform.id, audience: 'PUBLIC', category: { $ne: null }, withdrawn: false } },
      { $group: { _id: '$category', count: { $sum: 1 } } },
      { $sort: { _id: 1 } },
    ]);
    return rows.map(({ _id, count }) => ({ category: _id, count }));
  }

  /** Districts with how many instruments anybody may see there. Cost: one grouped read over an index. */
  async districts(scope: NetworkScope): Promise<readonly { district: string; count: number }[]> {
    const home = scope === 'OWN' ? { home: this.#kernel.platform.id } : {};
    const rows = await this.records.model.aggregate<{ _id: string; count: number }>([
      { $match: { ...home, district: { $gt: '' }, audience: 'PUBLIC', withdrawn: false } },
      { $group: { _id: '$district', count: { $sum: 1 } } },
      { $sort: { count: -1, _id: 1 } },
    ]);
    return rows.map(({ _id, count }) => ({ district: _id, count }));
  }

  /** A link to an attachment. */
  fileLink(fileId: string): Promise<string> {
    return this.#kernel.files.link(fileId);
  }

  /** An instrument's changes, for those who keep it and for auditors; empty for others. */
  async historyOf(caller: Caller, instrument: InstrumentRecord, request: PageRequest): Promise<Page<ChangeRow>> {
    const readers = [...keepers, 'AUDITOR'] as const;
    const may = caller.kind === 'system' || holds(caller, readers, instrument.path);
    return this.history.of(may ? instrument._id : '', request);
  }

  register(caller: Caller, input: RegisterInstrumentInput) {
    const request = { caller, name: 'registerInstrument', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      await this.unitInHand(tx, input.unitId, input.laboratoryId ?? null);
      refuseProblems(caller, [required('name', input.name)]);
      const instrument = this.#registered(tx, input);
      refuseBelowThreshold(caller, instrument);
      await this.#refuseTaken(tx, instrument);
      await this.save(tx, [{ action: 'registerInstrument', happened: 'registered', before: null, after: instrument }]);
      return { __typename: 'RegisterInstrumentSuccess', instrument };
    });
  }

  amend(caller: Caller, input: AmendInstrumentInput) {
    const request = { caller, name: 'amendInstrument', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.inHand(tx, input.instrumentId);
      if (before.version !== input.version) throw versionConflict(caller, before.version);
      if (input.name !== null && input.name !== undefined) refuseProblems(caller, [required('name', input.name)]);
      const { laboratoryId } = input;
      const place = laboratoryId ? { laboratoryId, path: this.#path(before, laboratoryId) } : {};
      const after = amended(before, { ...changesOf(input), ...place });
      refuseBelowThreshold(caller, after);
      if (after.localKey !== before.localKey) await this.#refuseTaken(tx, after);
      const reason = input.reason ?? undefined;
      await this.save(tx, [{ action: 'amendInstrument', happened: 'amended', before, after, reason }]);
      return { __typename: 'AmendInstrumentSuccess', instrument: after };
    });
  }

  /** Sets how far an instrument is shared; beyond the city only from ¥200,000. */
  share(caller: Caller, input: ShareInstrumentInput) {
    const request = { caller, name: 'shareInstrument', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.inHand(tx, input.instrumentId);
      const after = amended(before, { sharing: input.sharing });
      refuseBelowThreshold(caller, after);
      const reason = input.reason ?? undefined;
      await this.save(tx, [{ action: 'shareInstrument', happened: 'shared', before, after, reason }]);
      return { __typename: 'ShareInstrumentSuccess', instrument: after };
    });
  }

  reportStatus(caller: Caller, input: ReportInstrumentStatusInput) {
    const request = { caller, name: 'reportInstrumentStatus', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.inHand(tx, input.instrumentId);
      if (!statusSteps[before.status].includes(input.status))
        throw wrongState(caller, before.status, statusSteps[before.status]);
      const retired = input.status === 'RETIRED' ? { decommissionedOn: tx.now.toISOString().slice(0, 10) } : {};
      const status = { status: input.status, statusRemark: input.remark ?? null, statusSince: tx.now };
      const after = amended(before, { ...status, ...retired });
      await this.save(tx, [{ action: 'reportInstrumentStatus', happened: 'statusReported', before, after }]);
      return { __typename: 'ReportInstrumentStatusSuccess', instrument: after };
    });
  }

  attach(caller: Caller, input: AttachToInstrumentInput) {
    const { base64, ...described } = input;
    const request = { caller, name: 'attachToInstrument', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.inHand(tx, input.instrumentId);
      const bytes = decodeInline(caller, base64);
      const file = await this.#kernel.files.save(described.name, described.mediaType, bytes, tx.session);
      const { id: fileId, name, mediaType } = file;
      const attachment = { fileId, name, mediaType, bytes: file.bytes, kind: input.kind };
      const after = amended(before, { attachments: [...before.attachments, attachment] });
      await this.save(tx, [{ action: 'attachToInstrument', happened: 'amended', before, after }]);
      return { __typename: 'AttachToInstrumentSuccess', instrument: after };
    });
  }

  /** Writes changes with their history. */
  async save(tx: Tx, changes: readonly Change<InstrumentRecord>[]): Promise<void> {
    await this.records.save(tx, changes);
    await this.history.write(tx, changes);
  }

  /** An own instrument that the caller keeps and that may still change; refusals otherwise. */
  async inHand(tx: Tx, id: string): Promise<InstrumentRecord> {
    const instrument = await this.records.byId(id, tx.session);
    if (!instrument) throw notFound(tx.caller, id);
    if (instrument.home !== this.#kernel.platform.id || !holds(tx.caller, keepers, instrument.path))
      throw notPermitted(tx.caller);
    if (!isAmendable(instrument.status)) throw wrongState(tx.caller, instrument.status, []);
    return instrument;
  }

  /** A member unit of this platform in which the caller keeps instruments. */
  async unitInHand(tx: Tx, unitId: string, labId: string | null): Promise<UnitProjection> {
    const unit = await this.units.findById(unitId).session(tx.session).lean();
    if (!unit || unit.home !== this.#kernel.platform.id) throw notFound(tx.caller, unitId);
    const place = labId ? [...unit.path, labId] : unit.path;
    if (unit.status !== 'MEMBER' || !holds(tx.caller, keepers, place)) throw notPermitted(tx.caller);
    return unit;
  }

  #registered(tx: Tx, input: RegisterInstrumentInput): InstrumentRecord {
    const id = this.#kernel.newId('instrument');
    const laboratoryId = input.laboratoryId ?? null;
    const reach = { sharing: input.sharing ?? 'UNIT', grade: 'OPEN' } as const;
    const given = changesOf({ name: input.name, details: input.details });
    return {
      ...this.records.fresh(id, { unitId: input.unitId, labId: laboratoryId }, reach, tx.now),
      ...blankDetails,
      localKey: id,
      ...given,
      name: input.name.trim(),
      unitId: input.unitId,
      managingUnitId: input.managingUnitId ?? input.unitId,
      laboratoryId,
      groupIds: [],
      attachments: [],
      status: 'AVAILABLE',
      statusRemark: null,
      statusSince: tx.now,
    };
  }

  #path(record: InstrumentRecord, laboratoryId: string): readonly string[] {
    return [this.#kernel.platform.id, record.unitId, laboratoryId, record._id];
  }

  async #refuseTaken(tx: Tx, instrument: InstrumentRecord): Promise<void> {
    const { unitId, localKey } = instrument;
    const other = await this.records.model.findOne({ unitId, localKey }).session(tx.session).lean();
    if (other) throw localIdTaken(tx.caller, localKey, other as InstrumentRecord);
  }
}
