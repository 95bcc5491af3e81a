import type { Caller } from '../../../kernel/caller.ts';
import {
  type Compared,
  type ImportReport,
  type ImportTarget,
  type KeyedDraft,
  type RowProblem,
  type RunOptions,
  runImport as runKernelImport,
} from '../../../kernel/import/run.ts';
import { amended, type Change } from '../../../kernel/records/record-store.ts';
import type { UnitProjection } from '../../../kernel/records/unit-projection.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import { mayReach, type Sharing } from '../domain/rules.ts';
import { isAmendable } from '../domain/status.ts';
import { changedFields } from '../history.ts';
import type { InstrumentStore } from '../instrument-store.ts';
import { blankDetails, type InstrumentRecord } from '../instruments.ts';
import { fingerprint, type InstrumentDetailsDraft } from './draft.ts';
import type { InstrumentList } from './open-list.ts';

export interface ImportOptions extends RunOptions {
  readonly unit: Pick<UnitProjection, '_id' | 'path'>;
  /** Sharing level of new instruments; lowered to the city where an instrument's value does not allow it. */
  readonly sharing: Sharing;
}

type Keyed = KeyedDraft<InstrumentDetailsDraft>;

/** Imports an equipment list for a unit (kernel/import/run.ts). Retired instruments are no longer changed. */
export function runImport(
  kernel: Kernel,
  store: InstrumentStore,
  caller: Caller,
  list: Pick<InstrumentList, 'drafts'>,
  options: ImportOptions,
): Promise<ImportReport> {
  const target = new InstrumentTarget(kernel, store, options);
  return runKernelImport(kernel, caller, list.drafts, target, options);
}

class InstrumentTarget implements ImportTarget<InstrumentDetailsDraft> {
  readonly fingerprint = fingerprint;
  readonly #kernel: Kernel;
  readonly #store: InstrumentStore;
  readonly #options: ImportOptions;

  constructor(kernel: Kernel, store: InstrumentStore, options: ImportOptions) {
    this.#kernel = kernel;
    this.#store = store;
    this.#options = options;
  }

  localIdOf({ localId }: InstrumentDetailsDraft): string | null {
    return localId || null;
  }

  async compare(tx: Tx, drafts: readonly Keyed[]): Promise<Compared> {
    const known = await this.#known(tx, drafts);
    const changes: Change<InstrumentRecord>[] = [];
    const problems: RowProblem[] = [];
    for (const draft of drafts) {
      const before = known.get(draft.key) ?? null;
      if (before && !isAmendable(before.status)) problems.push(retired(draft));
      else if (before) changes.push(...this.#update(before, draft));
      else changes.push(this.#create(tx, draft, problems));
    }
    const created = changes.filter(({ before }) => before === null).length;
    const apply = () => this.#store.save(tx, changes);
    return { created, updated: changes.length - created, problems, apply };
  }

  async #known(tx: Tx, drafts: readonly Keyed[]): Promise<Map<string, InstrumentRecord>> {
    const localKeys = drafts.map(({ key }) => key);
    const rows = (await this.#store.records.model
      .find({ unitId: this.#options.unit._id, localKey: { $in: localKeys } })
      .session(tx.session)
      .lean()) as unknown as InstrumentRecord[];
    return new Map(rows.map((row) => [row.localKey, row]));
  }

  #update(before: InstrumentRecord, draft: Keyed): Change<InstrumentRecord>[] {
    const after = amended(before, draft.details);
    if (changedFields(before, after).length === 0) return [];
    return [{ action: 'importInstruments', happened: 'amended', before, after }];
  }

  #create(tx: Tx, draft: Keyed, problems: RowProblem[]): Change<InstrumentRecord> {
    const { unit } = this.#options;
    const value = draft.details.originalValueFen ?? null;
    const sharing = mayReach(this.#options.sharing, value) ? this.#options.sharing : 'CITY';
    if (sharing !== this.#options.sharing) problems.push(belowThreshold(draft));
    const id = this.#kernel.newId('instrument');
    const after: InstrumentRecord = {
      ...this.#store.records.fresh(id, { unitId: unit._id }, { sharing, grade: 'OPEN' }, tx.now),
      ...blankDetails,
      ...draft.details,
      unitId: unit._id,
      managingUnitId: unit._id,
      laboratoryId: null,
      localKey: draft.key,
      groupIds: [],
      attachments: [],
      status: 'AVAILABLE',
      statusRemark: null,
      statusSince: tx.now,
    };
    return { action: 'importInstruments', happened: 'registered', before: null, after };
  }
}

function retired({ row }: Keyed): RowProblem {
  const reason = { zh: '该仪器已报废，记录不再修改。', en: 'The instrument is retired: its record no longer changes.' };
  return { row, field: null, reason, kept: false };
}

function belowThreshold({ row }: Keyed): RowProblem {
  const zh = '原值不足 20 万元或未填，共享范围改为“市”。';
  const en = 'Original value below ¥200,000 or unknown: shared on the city level only.';
  return { row, field: 'sharing', reason: { zh, en }, kept: true };
}
