import { type Caller, holds, PLATFORM_STAFF, systemCaller } from '../../../kernel/caller.ts';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import { notPermitted, refuseProblems } from '../../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import { defaultRules, type MonitoringRules, type Warning, warningsOf } from '../domain/monitoring.ts';
import type { SetMonitoringRulesInput } from '../generated/types.ts';
import { type InstrumentStore, keepers } from '../instrument-store.ts';
import type { InstrumentRecord } from '../instruments.ts';
import type { ActivityRow, MonitoringModels, WarningRow } from './models.ts';

const batchSize = 500;
/** Faults that are remembered; more than any rule counts. */
const keptFaults = 100;

/** Operation monitoring and early warning (运行监测与预警): follows what happens to the machines, and looks over all of them every day. */
export class Monitor {
  readonly #kernel: Kernel;
  readonly #models: MonitoringModels;
  readonly #instruments: InstrumentStore;

  constructor(kernel: Kernel, models: MonitoringModels, instruments: InstrumentStore) {
    this.#kernel = kernel;
    this.#models = models;
    this.#instruments = instruments;
  }

  open(): this {
    const types = ['usage.recorded', 'outage.reported', 'instrument.statusReported'];
    this.#kernel.consume({ name: 'instruments.activity', types, handle: (event, tx) => this.#follow(event, tx) });
    this.#kernel.job({ name: 'instruments.monitoring', everySeconds: 86_400, run: ({ now }) => this.lookOver(now) });
    return this;
  }

  async rules(): Promise<MonitoringRules> {
    const row = await this.#models.rules.findById('rules').lean();
    if (!row) return defaultRules;
    const { _id, ...rules } = row;
    return rules;
  }

  setRules(caller: Caller, input: SetMonitoringRulesInput) {
    const { idempotencyKey, ...rules } = input;
    const request = { caller, name: 'setMonitoringRules', idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      if (!holds(caller, PLATFORM_STAFF, [this.#kernel.platform.id])) throw notPermitted(caller);
      const text = { zh: '应为 1 至 100000 的整数。', en: 'This is a whole number from 1 to 100,000.' };
      const misfit = ([field, value]: [string, number]) => (value >= 1 && value <= 100_000 ? null : { field, text });
      refuseProblems(caller, Object.entries(rules).map(misfit));
      await this.#models.rules.replaceOne(
        { _id: 'rules' },
        { _id: 'rules', ...rules },
        { upsert: true, session: tx.session },
      );
      tx.audit({ action: 'setMonitoringRules', recordId: this.#kernel.platform.id, after: rules });
      return { __typename: 'SetMonitoringRulesSuccess', rules };
    });
  }

  /** Open warnings of a unit (or of all, for staff), newest first. */
  warnings(caller: Caller, unitId: string | null, request: PageRequest): Promise<Page<WarningRow>> {
    const path = [this.#kernel.platform.id, ...(unitId ? [unitId] : [])];
    const where = holds(caller, keepers, path) ? (unitId ? { unitId } : {}) : { unitId: '' };
    return pageOf(this.#models.warnings, where, { field: 'since', direction: -1 }, request);
  }

  /** Open warnings of many instruments, for a DataLoader. */
  async warningsOf(instrumentIds: readonly string[]): Promise<WarningRow[][]> {
    const rows = await this.#models.warnings.find({ instrumentId: { $in: [...instrumentIds] } }).lean();
    return instrumentIds.map((id) => rows.filter((row) => row.instrumentId === id));
  }

  /** Compares all own instruments in service with the rules: new warnings are told to their units, those that ended are closed. One transaction a batch. */
  async lookOver(now: Date): Promise<void> {
    const rules = await this.rules();
    const caller = systemCaller(this.#kernel.platform.id, 'instruments.monitoring');
    for (let after = ''; ; ) {
      const batch = await this.#batch(after);
      if (batch.length === 0) return;
      await this.#kernel.transact(caller, (tx) => this.#compare(tx, batch, rules, now));
      after = batch.at(-1)?._id ?? '';
    }
  }

  async #batch(after: string): Promise<InstrumentRecord[]> {
    const where = { _id: { $gt: after }, home: this.#kernel.platform.id, status: { $nin: ['RETIRED', 'WITHDRAWN'] } };
    return (await this.#instruments.records.model
      .find(where as never)
      .sort({ _id: 1 })
      .limit(batchSize)
      .lean()) as unknown as InstrumentRecord[];
  }

  async #compare(tx: Tx, batch: readonly InstrumentRecord[], rules: MonitoringRules, now: Date): Promise<void> {
    const ids = batch.map(({ _id }) => _id);
    const activity = await this.#models.activity
      .find({ _id: { $in: ids } })
      .session(tx.session)
      .lean();
    const plans = await this.#models.plans
      .find({ instrumentId: { $in: ids }, active: true })
      .session(tx.session)
      .lean();
    const open = await this.#models.warnings
      .find({ instrumentId: { $in: ids } })
      .session(tx.session)
      .lean();
    const wanted = batch.flatMap((instrument) => {
      const known = activity.find(({ _id }) => _id === instrument._id) ?? null;
      const dueOn = plans.flatMap((plan) => (plan.instrumentId === instrument._id ? [plan.nextDueOn] : []));
      const found = warningsOf(factsOf(instrument, known, dueOn, now), rules, now);
      return found.map((warning) => rowOf(instrument, warning, now));
    });
    await this.#keep(tx, open, wanted, new Map(batch.map((instrument) => [instrument._id, instrument.name])));
  }

  async #keep(
    tx: Tx,
    open: readonly WarningRow[],
    wanted: readonly WarningRow[],
    names: ReadonlyMap<string, string>,
  ): Promise<void> {
    const known = new Map(open.map((row) => [row._id, row]));
    const ended = open.filter((row) => !wanted.some(({ _id }) => _id === row._id));
    const fresh = wanted.filter(({ _id }) => !known.has(_id));
    const kept = wanted.flatMap((row) => {
      const since = known.get(row._id)?.since;
      return since ? [{ replaceOne: { filter: { _id: row._id }, replacement: { ...row, since } } }] : [];
    });
    if (ended.length > 0)
      await this.#models.warnings.deleteMany({ _id: { $in: ended.map(({ _id }) => _id) } }, { session: tx.session });
    if (fresh.length > 0) await this.#models.warnings.insertMany(fresh, { session: tx.session });
    if (kept.length > 0) await this.#models.warnings.bulkWrite(kept, { session: tx.session });
    for (const { kind, figure, limit, instrumentId, unitId } of fresh) {
      const values = { title: names.get(instrumentId) ?? instrumentId, kind, figure, limit };
      tx.notify({ template: 'instrument.warning', to: [unitId], about: instrumentId, values });
    }
  }

  async #follow(event: DeliveredEvent, tx: Tx): Promise<void> {
    const { payload } = event;
    const fault = event.type === 'instrument.statusReported' ? payload.status === 'DOWN' : payload.kind === 'FAULT';
    if (event.type !== 'usage.recorded' && !fault) return;
    const id = String(payload.instrumentId ?? event.recordId);
    const before = (await this.#models.activity.findById(id).session(tx.session).lean()) ?? {
      _id: id,
      lastUsedAt: null,
      minutes: {},
      faults: [],
    };
    const after =
      event.type === 'usage.recorded'
        ? withUse(before, event)
        : { ...before, faults: [...before.faults, event.at].slice(-keptFaults) };
    await this.#models.activity.replaceOne({ _id: id }, after, { upsert: true, session: tx.session });
  }
}

/** Adds a usage record; a reversal's minutes are negative and do not count as use. Only effective classes count as hours. */
function withUse(before: ActivityRow, { payload, at }: DeliveredEvent): ActivityRow {
  const months = payload.months as readonly { readonly month: string; readonly minutes: number }[];
  const effective = ['START_UP', 'TEST', 'POST_PROCESSING'].includes(String(payload.usageClass));
  const minutes = { ...before.minutes };
  for (const part of effective ? months : []) {
    const year = part.month.slice(0, 4);
    minutes[year] = (minutes[year] ?? 0) + part.minutes;
  }
  const isUse = months.some((part) => part.minutes > 0);
  const end = typeof payload.end === 'string' || payload.end instanceof Date ? new Date(payload.end) : at;
  const later = isUse && (!before.lastUsedAt || end > before.lastUsedAt);
  return { ...before, minutes, lastUsedAt: later ? end : before.lastUsedAt };
}

function factsOf(instrument: InstrumentRecord, known: ActivityRow | null, dueOn: readonly string[], now: Date) {
  const commissioned = instrument.commissionedOn ? new Date(`${instrument.commissionedOn}T00:00:00Z`) : null;
  const inServiceSince =
    commissioned && commissioned > instrument.registeredAt ? commissioned : instrument.registeredAt;
  return {
    inServiceSince,
    lastUsedAt: known?.lastUsedAt ?? null,
    ratedHoursClass: instrument.ratedHoursClass,
    minutesThisYear: known?.minutes[String(now.getUTCFullYear())] ?? 0,
    faults: known?.faults ?? [],
    dueOn,
  };
}

function rowOf(instrument: InstrumentRecord, warning: Warning, since: Date): WarningRow {
  const { _id: instrumentId, unitId } = instrument;
  return { _id: `${instrumentId}|${warning.kind}`, instrumentId, unitId, ...warning, since };
}
