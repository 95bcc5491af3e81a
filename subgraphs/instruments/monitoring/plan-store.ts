import type { Caller } from '../../../kernel/caller.ts';
import { notFound, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import { nextDue } from '../domain/monitoring.ts';
import type { EndMaintenancePlanInput, PlanMaintenanceInput, RecordMaintenanceInput } from '../generated/types.ts';
import type { InstrumentStore } from '../instrument-store.ts';
import type { MonitoringModels, PlanRow } from './models.ts';

/** Maintenance plans: what comes round, what was done. */
export class PlanStore {
  readonly #kernel: Kernel;
  readonly #models: MonitoringModels;
  readonly #instruments: InstrumentStore;

  constructor(kernel: Kernel, models: MonitoringModels, instruments: InstrumentStore) {
    this.#kernel = kernel;
    this.#models = models;
    this.#instruments = instruments;
  }

  /** Active plans of many instruments, soonest first, for a DataLoader. */
  async ofInstruments(ids: readonly string[]): Promise<PlanRow[][]> {
    const rows = await this.#models.plans
      .find({ instrumentId: { $in: [...ids] }, active: true })
      .sort({ nextDueOn: 1 })
      .lean();
    return ids.map((id) => rows.filter((row) => row.instrumentId === id));
  }

  plan(caller: Caller, input: PlanMaintenanceInput) {
    const request = { caller, name: 'planMaintenance', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const instrument = await this.#instruments.inHand(tx, input.instrumentId);
      const days = {
        field: 'everyDays',
        text: { zh: '周期应为 1 至 3660 天。', en: 'The period is 1 to 3,660 days.' },
      };
      const fits = input.everyDays >= 1 && input.everyDays <= 3660;
      refuseProblems(caller, [required('text', input.text), fits ? null : days]);
      const plan: PlanRow = {
        _id: this.#kernel.newId('maintenancePlan'),
        instrumentId: instrument._id,
        unitId: instrument.unitId,
        kind: input.kind,
        text: input.text.trim(),
        everyDays: input.everyDays,
        nextDueOn: input.firstDueOn,
        active: true,
        done: [],
        version: 1,
      };
      await this.#models.plans.insertMany([plan], { session: tx.session });
      this.#tell(tx, 'planMaintenance', 'planned', plan);
      return { __typename: 'PlanMaintenanceSuccess', plan };
    });
  }

  /** What was done, and when it is due again: from the day it was done. */
  record(caller: Caller, input: RecordMaintenanceInput) {
    const request = { caller, name: 'recordMaintenance', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#inHand(tx, input.planId);
      const today = tx.now.toISOString().slice(0, 10);
      const future = { field: 'doneOn', text: { zh: '日期不能在将来。', en: 'The day must not lie in the future.' } };
      refuseProblems(caller, [required('result', input.result), input.doneOn <= today ? null : future]);
      if (input.fileId) await this.#kernel.files.attach(tx, input.fileId);
      const entry = { on: input.doneOn, by: caller.subject, result: input.result.trim(), fileId: input.fileId ?? null };
      const nextDueOn = nextDue(input.doneOn, before.everyDays);
      const plan = await this.#replace(tx, before, { done: [...before.done, entry], nextDueOn });
      this.#tell(tx, 'recordMaintenance', 'done', plan);
      return { __typename: 'RecordMaintenanceSuccess', plan };
    });
  }

  end(caller: Caller, input: EndMaintenancePlanInput) {
    const request = { caller, name: 'endMaintenancePlan', idempotencyKey: input.idempotencyKey, input };
    return this.#kernel.command(request, async (tx) => {
      const before = await this.#inHand(tx, input.planId);
      const plan = await this.#replace(tx, before, { active: false });
      this.#tell(tx, 'endMaintenancePlan', 'ended', plan);
      return { __typename: 'EndMaintenancePlanSuccess', plan };
    });
  }

  async #inHand(tx: Tx, id: string): Promise<PlanRow> {
    const plan = await this.#models.plans.findById(id).session(tx.session).lean();
    if (!plan) throw notFound(tx.caller, id);
    await this.#instruments.inHand(tx, plan.instrumentId);
    if (!plan.active) throw wrongState(tx.caller, 'ENDED', []);
    return plan;
  }

  async #replace(tx: Tx, before: PlanRow, fields: Partial<PlanRow>): Promise<PlanRow> {
    const after = { ...before, ...fields, version: before.version + 1 };
    const where = { _id: before._id, version: before.version };
    const { matchedCount } = await this.#models.plans.replaceOne(where, after, { session: tx.session });
    if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
    return after;
  }

  #tell(tx: Tx, action: string, happened: string, plan: PlanRow): void {
    const { _id: id, instrumentId, unitId, kind, nextDueOn, version } = plan;
    tx.audit({ action, recordId: id, after: plan });
    tx.emit({
      type: `maintenance.${happened}`,
      recordId: id,
      version,
      payload: { id, instrumentId, unitId, kind, nextDueOn },
    });
  }
}
