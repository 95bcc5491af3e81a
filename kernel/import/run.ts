import type { Caller } from '../caller.ts';
import type { Text } from '../refusals.ts';
import type { Kernel, Tx } from '../types.ts';

/** Rows written in one transaction: large enough to be quick, small enough for flat memory and short locks. */
const batchRows = 500;
/** Problems that a report keeps; it counts them all. */
const keptProblems = 1000;

/** What is wrong with a row; `kept`: the row is imported without that field. */
export interface RowProblem {
  readonly row: number;
  readonly field: string | null;
  readonly reason: Text;
  readonly kept: boolean;
}

/** A record as a row describes it. `details` is null for a row that cannot be imported. */
export interface Draft<D> {
  readonly row: number;
  readonly details: D | null;
  readonly problems: readonly RowProblem[];
}

/** A draft with what the registry knows it by. */
export interface KeyedDraft<D> {
  readonly row: number;
  readonly key: string;
  readonly details: D;
}

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

/** What a batch would change; `apply` changes it. */
export interface Compared {
  readonly created: number;
  readonly updated: number;
  readonly problems: readonly RowProblem[];
  apply(): Promise<void>;
}

/** Where the rows of one kind of list go. */
export interface ImportTarget<D> {
  /** The institution's own id of the record; null when the row has none. */
  localIdOf(details: D): string | null;
  /** What a row without one is recognised by when the list comes again. */
  fingerprint(details: D): string;
  /** Compares a batch with what is known, without writing. */
  compare(tx: Tx, drafts: readonly KeyedDraft<D>[]): Promise<Compared>;
}

export interface RunOptions {
  readonly dryRun: boolean;
  /** Called after each batch with the rows read so far. */
  readonly onProgress?: ((rows: number) => void) | undefined;
}

/**
 * Imports a list: good rows are kept, bad ones reported, importing again changes nothing. Rows are recognised by the institution's local id,
 * without one by their fingerprint (and by their number among equal rows). Memory: one batch, and one key per row.
 */
export async function runImport<D>(
  kernel: Pick<Kernel, 'transact'>,
  caller: Caller,
  drafts: AsyncIterable<Draft<D>>,
  target: ImportTarget<D>,
  options: RunOptions,
): Promise<ImportReport> {
  const run = new ImportRun(kernel, caller, target, options);
  let batch: Draft<D>[] = [];
  for await (const draft of drafts) {
    batch.push(draft);
    if (batch.length < batchRows) continue;
    await run.take(batch);
    batch = [];
  }
  await run.take(batch);
  return run.report;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

class ImportRun<D> {
  readonly report: Writable<ImportReport> & { problems: RowProblem[] };
  readonly #kernel: Pick<Kernel, 'transact'>;
  readonly #caller: Caller;
  readonly #target: ImportTarget<D>;
  readonly #options: RunOptions;
  readonly #rowOfId = new Map<string, number>();
  readonly #equalRows = new Map<string, number>();

  constructor(kernel: Pick<Kernel, 'transact'>, caller: Caller, target: ImportTarget<D>, options: RunOptions) {
    this.#kernel = kernel;
    this.#caller = caller;
    this.#target = target;
    this.#options = options;
    const { dryRun } = options;
    this.report = { dryRun, rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, problems: [], problemCount: 0 };
  }

  async take(batch: readonly Draft<D>[]): Promise<void> {
    if (batch.length === 0) return;
    const keyed = batch.flatMap((draft) => this.#keyed(draft) ?? []);
    const compared = await this.#kernel.transact(this.#caller, async (tx) => {
      const found = await this.#target.compare(tx, keyed);
      if (!this.#options.dryRun) await found.apply();
      return found;
    });
    this.#count(batch.length, keyed.length, compared);
    this.#options.onProgress?.(this.report.rows);
  }

  #count(rows: number, accepted: number, { created, updated, problems }: Compared): void {
    const rejected = problems.filter((problem) => !problem.kept).length;
    this.report.rows += rows;
    this.report.created += created;
    this.report.updated += updated;
    this.report.rejected += rows - accepted + rejected;
    this.report.unchanged += accepted - created - updated - rejected;
    for (const problem of problems) this.#note(problem);
  }

  #note(problem: RowProblem): void {
    this.report.problemCount += 1;
    if (this.report.problems.length < keptProblems) this.report.problems.push(problem);
  }

  /** The draft with its key; null for a row that cannot be imported. */
  #keyed({ row, details, problems }: Draft<D>): KeyedDraft<D> | null {
    for (const problem of problems) this.#note(problem);
    if (details === null) return null;
    const localId = this.#target.localIdOf(details);
    if (localId === null) return { row, details, key: this.#keyOfEqualRow(this.#target.fingerprint(details)) };
    const first = this.#rowOfId.get(localId);
    if (first === undefined) {
      this.#rowOfId.set(localId, row);
      return { row, details, key: localId };
    }
    const zh = `内部编号 ${localId} 在第 ${first} 行已出现。`;
    const reason = { zh, en: `The local id ${localId} is in row ${first} already.` };
    this.#note({ row, field: 'localId', reason, kept: false });
    return null;
  }

  #keyOfEqualRow(print: string): string {
    const number = (this.#equalRows.get(print) ?? 0) + 1;
    this.#equalRows.set(print, number);
    return `row:${print}${number > 1 ? `#${number}` : ''}`;
  }
}
