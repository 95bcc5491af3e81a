import type { Caller } from '../../../kernel/caller.ts';
import { amended, type Change } from '../../../kernel/records/record-store.ts';
import type { UnitProjection } from '../../../kernel/records/unit-projection.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import { mayReach, type Sharing } from '../domain/rules.ts';
import { isAmendable } from '../domain/status.ts';
import { changedFields } from '../history.ts';
import type { InstrumentStore } from '../instrument-store.ts';
import { blankDetails, type InstrumentRecord } from '../instruments.ts';
import { type Draft, fingerprint, type RowProblem } from './draft.ts';
import type { InstrumentList } from './open-list.ts';

/** Rows written in one transaction: large enough to be quick, small enough for flat memory and short locks. */
const batchRows = 500;
/** Problems that a report keeps; it counts them all. */
const keptProblems = 1000;

/** What an import did; `created + updated + unchanged + rejected = rows`. */
export interface ImportReport {
  readonly dryRun: boolean;
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly problems: readonly RowProblem[];
  readonly problemCount: number;
}

export interface ImportOptions {
  readonly unit: Pick<UnitProjection, '_id' | 'path'>;
  /** Sharing level of new instruments; lowered to the city where an instrument's value does not allow it. */
  readonly sharing: Sharing;
  readonly dryRun: boolean;
  /** Called after each batch with the rows read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** A draft with what the registry knows it by. */
interface KeyedDraft {
  readonly row: number;
  readonly localKey: string;
  readonly details: NonNullable<Draft['details']>;
}

/**
 * Imports a list: good rows are kept, bad ones reported, importing again changes nothing. Rows are recognised by the institution's local id,
 * without one by what tells instruments apart (and by their number among equal rows). Memory: one batch, and one key per row.
 */
export async function runImport(
  kernel: Kernel,
  store: InstrumentStore,
  caller: Caller,
  list: InstrumentList,
  options: ImportOptions,
): Promise<ImportReport> {
  const run = new ImportRun(kernel, store, caller, options);
  let batch: Draft[] = [];
  for await (const draft of list.drafts) {
    batch.push(draft);
    if (batch.length < batchRows) continue;
    await run.take(batch);
    batch = [];
  }
  await run.take(batch);
  return run.report;
}

class ImportRun {
  readonly report: Writable<ImportReport> & { problems: RowProblem[] };
  readonly #kernel: Kernel;
  readonly #store: InstrumentStore;
  readonly #caller: Caller;
  readonly #options: ImportOptions;
  readonly #rowOfId = new Map<string, number>();
  readonly #equalRows = new Map<string, number>();

  constructor(kernel: Kernel, store: InstrumentStore, caller: Caller, options: ImportOptions) {
    this.#kernel = kernel;
    this.#store = store;
    this.#caller = caller;
    this.#options = options;
    const { dryRun } = options;
    this.report = { dryRun, rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, problems: [], problemCount: 0 };
  }

  async take(batch: readonly Draft[]): Promise<void> {
    if (batch.length === 0) return;
    const keyed = batch.flatMap((draft) => this.#keyed(draft) ?? []);
    const changes = await this.#kernel.transact(this.#caller, async (tx) => {
      const compared = await this.#compare(tx, keyed);
      if (!this.#options.dryRun) await this.#store.save(tx, compared.changes);
      return compared;
    });
    this.#count(batch.length, keyed.length, changes);
    this.#options.onProgress?.(this.report.rows);
  }

  #count(rows: number, accepted: number, { changes, problems }: Compared): void {
    const created = changes.filter((change) => change.before === null).length;
    const rejected = problems.filter((problem) => !problem.kept).length;
    this.report.rows += rows;
    this.report.created += created;
    this.report.updated += changes.length - created;
    this.report.rejected += rows - accepted + rejected;
    this.report.unchanged += accepted - changes.length - rejected;
    for (const problem of problems) this.#note(problem);
  }

  #note(problem: RowProblem): void {
    this.report.problemCount += 1;
    if (this.report.problems.length < keptProblems) this.report.problems.push(problem);
  }

  /** The draft with its key; null for a row that cannot be imported. */
  #keyed({ row, details, problems }: Draft): KeyedDraft | null {
    for (const problem of problems) this.#note(problem);
    if (!details) return null;
    if (!details.localId) return { row, details, localKey: this.#keyOfEqualRow(fingerprint(details)) };
    const first = this.#rowOfId.get(details.localId);
    if (first === undefined) {
      this.#rowOfId.set(details.localId, row);
      return { row, details, localKey: details.localId };
    }
    const { localId } = details;
    const zh = `内部编号 ${localId} 在第 ${first} 行已出现。`;
    this.#note({
      row,
      field: 'localId',
      reason: { zh, en: `The local id ${localId} is in row ${first} already.` },
      kept: false,
    });
    return null;
  }

  #keyOfEqualRow(print: string): string {
    const number = (this.#equalRows.get(print) ?? 0) + 1;
    this.#equalRows.set(print, number);
    return `row:${print}${number > 1 ? `#${number}` : ''}`;
  }

  async #compare(tx: Tx, keyed: readonly KeyedDraft[]): Promise<Compared> {
    const known = await this.#known(tx, keyed);
    const changes: Change<InstrumentRecord>[] = [];
    const problems: RowProblem[] = [];
    for (const draft of keyed) {
      const before = known.get(draft.localKey) ?? null;
      if (before && !isAmendable(before.status)) problems.push(retired(draft));
      else if (before) changes.push(...this.#update(before, draft));
      else changes.push(this.#create(tx, draft, problems));
    }
    return { changes, problems };
  }

  async #known(tx: Tx, keyed: readonly KeyedDraft[]): Promise<Map<string, InstrumentRecord>> {
    const localKeys = keyed.map((draft) => draft.localKey);
    const rows = (await this.#store.records.model
      .find({ unitId: this.#options.unit._id, localKey: { $in: localKeys } })
      .session(tx.session)
      .lean()) as unknown as InstrumentRecord[];
    return new Map(rows.map((row) => [row.localKey, row]));
  }

  #update(before: InstrumentRecord, draft: KeyedDraft): Change<InstrumentRecord>[] {
    const after = amended(before, draft.details);
    if (changedFields(before, after).length === 0) return [];
    return [{ action: 'importInstruments', happened: 'amended', before, after }];
  }

  #create(tx: Tx, draft: KeyedDraft, problems: RowProblem[]): Change<InstrumentRecord> {
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
      localKey: draft.localKey,
      groupIds: [],
      attachments: [],
      status: 'AVAILABLE',
      statusRemark: null,
      statusSince: tx.now,
    };
    return { action: 'importInstruments', happened: 'registered', before: null, after };
  }
}

interface Compared {
  readonly changes: readonly Change<InstrumentRecord>[];
  readonly problems: readonly RowProblem[];
}

function retired({ row }: KeyedDraft): RowProblem {
  const reason = { zh: '该仪器已报废，记录不再修改。', en: 'The instrument is retired: its record no longer changes.' };
  return { row, field: null, reason, kept: false };
}

function belowThreshold({ row }: KeyedDraft): RowProblem {
  const zh = '原值不足 20 万元或未填，共享范围改为“市”。';
  const en = 'Original value below ¥200,000 or unknown: shared on the city level only.';
  return { row, field: 'sharing', reason: { zh, en }, kept: true };
}
