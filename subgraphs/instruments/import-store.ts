import type { Model } from 'mongoose';
import { type Caller, systemCaller } from '../../kernel/caller.ts';
import { anything, createCollections, defineModel } from '../../kernel/define-model.ts';
import { ImportRefusal, type ImportSource, sourceOf } from '../../kernel/import/source.ts';
import { invalidInput, notFound, say, type Text } from '../../kernel/refusals.ts';
import { type Kernel, type RefusalValue, Refused } from '../../kernel/types.ts';
import type { FileImport } from '../create-subgraph.ts';
import type { ImportFileInput, ImportInstrumentsInput, PreviewInstrumentImportInput } from './generated/types.ts';
import type { RowProblem } from './import/draft.ts';
import { type InstrumentList, openInstrumentList } from './import/open-list.ts';
import { type ImportReport, runImport } from './import/run-import.ts';
import type { InstrumentStore } from './instrument-store.ts';
import { decodeAttachment } from './refusals.ts';

/** One import as it was asked for and what became of it. */
interface ImportRow {
  readonly _id: string;
  readonly unitId: string;
  readonly by: string;
  readonly at: Date;
  readonly fileName: string;
  readonly report: ImportReport | null;
}

/** Rows that a preview shows. */
const sampleRows = 5;

/** Imports of equipment lists through the graph. */
export class ImportStore {
  readonly #kernel: Kernel;
  readonly #instruments: InstrumentStore;
  readonly #imports: Model<ImportRow>;

  constructor(kernel: Kernel, instruments: InstrumentStore) {
    this.#kernel = kernel;
    this.#instruments = instruments;
    this.#imports = defineModel<ImportRow>(
      kernel.connection,
      'instruments_imports',
      { unitId: String, by: String, at: Date, fileName: String, report: anything },
      [{ keys: { unitId: 1, at: -1 } }],
    );
  }

  async open(): Promise<this> {
    await createCollections([this.#imports]);
    return this;
  }

  /** What the importer understands of a file. Reads the whole of it to count the rows. */
  async preview(caller: Caller, input: PreviewInstrumentImportInput) {
    return this.#refusable(caller, async () => {
      const list = await openInstrumentList(await this.#source(caller, input.file), null, true);
      const sample: string[] = [];
      let rows = 0;
      for await (const { details } of list.drafts) {
        rows += 1;
        if (details && sample.length < sampleRows) sample.push(JSON.stringify(details));
      }
      const { format, encoding, mapping } = list;
      return { __typename: 'InstrumentImportPreview', format, encoding, mapping, rows, sample };
    });
  }

  /**
   * Imports a list in batches of its own transactions. The import is recorded under its idempotency key first, so that a repeated call
   * gives the first report, and one that was interrupted is taken up again: the rows themselves are idempotent.
   */
  async import(caller: Caller, input: ImportInstrumentsInput) {
    const { idempotencyKey } = input;
    const begun = await this.#kernel.command(
      { caller, name: 'importInstruments', idempotencyKey, input },
      async (tx) => {
        await this.#instruments.unitInHand(tx, input.unitId, null);
        await this.#refusing(caller, async () =>
          openInstrumentList(await this.#source(caller, input.file), input.mapping),
        );
        const row = {
          _id: this.#kernel.newId('import'),
          unitId: input.unitId,
          by: caller.subject,
          at: tx.now,
          fileName: input.file.name,
          report: null,
        };
        await this.#imports.insertMany([row], { session: tx.session });
        return { importId: row._id };
      },
    );
    if (!('importId' in begun)) return begun as RefusalValue;
    return this.#kernel.queued([`import:${input.unitId}`], () => this.#finish(caller, String(begun.importId), input));
  }

  /** Imports a file of any size for the operator. A unit that is not there is an `ImportRefusal`. */
  async importFile({ source, unitId, dryRun, onProgress }: FileImport): Promise<ImportReport> {
    const unit = await this.#instruments.units.findById(unitId).lean();
    if (!unit || unit.home !== this.#kernel.platform.id) throw new ImportRefusal('UNIT', unknownUnit(unitId));
    const list = await openInstrumentList(source);
    const caller = systemCaller(this.#kernel.platform.id, 'import');
    const options = { unit, sharing: 'UNIT', dryRun, onProgress } as const;
    const run = () => runImport(this.#kernel, this.#instruments, caller, list, options);
    return this.#kernel.queued([`import:${unitId}`], run);
  }

  async #finish(caller: Caller, importId: string, input: ImportInstrumentsInput) {
    const done = await this.#imports.findById(importId).lean();
    const report = done?.report ?? (await this.#run(caller, input));
    if (!done?.report) await this.#imports.updateOne({ _id: importId }, { $set: { report } });
    return { __typename: 'ImportInstrumentsSuccess', ...told(caller, report) };
  }

  async #run(caller: Caller, input: ImportInstrumentsInput): Promise<ImportReport> {
    const unit = await this.#instruments.units.findById(input.unitId).lean();
    if (!unit) throw new Error(`${input.unitId} is gone`);
    const list: InstrumentList = await openInstrumentList(await this.#source(caller, input.file), input.mapping);
    const options = { unit, sharing: input.sharing ?? 'UNIT', dryRun: input.dryRun ?? false } as const;
    return runImport(this.#kernel, this.#instruments, caller, list, options);
  }

  async #source(caller: Caller, file: ImportFileInput): Promise<ImportSource> {
    const given = [file.fileId, file.base64, file.text].filter((value) => typeof value === 'string');
    if (given.length !== 1) throw invalidInput(caller, [{ field: 'file', text: exactlyOne }]);
    if (typeof file.text === 'string') return sourceOf(file.name, Buffer.from(file.text));
    if (typeof file.base64 === 'string') return sourceOf(file.name, decodeAttachment(caller, file.base64));
    const stored = await this.#kernel.files.open(file.fileId ?? '');
    if (!stored) throw notFound(caller, file.fileId);
    return { name: file.name, bytes: stored.stream };
  }

  /** Runs outside a command, handing back refusals as values. */
  async #refusable<T>(caller: Caller, work: () => Promise<T>): Promise<T | RefusalValue> {
    try {
      return await this.#refusing(caller, work);
    } catch (error) {
      if (error instanceof Refused) return error.refusal;
      throw error;
    }
  }

  async #refusing<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof ImportRefusal ? unsupported(caller, error) : error;
    }
  }
}

function unknownUnit(unitId: string): Text {
  return { zh: `没有单位 ${unitId}。`, en: `There is no unit ${unitId}.` };
}

const exactlyOne = {
  zh: '请提供文件编号、Base64 内容或文本三者之一。',
  en: 'Give exactly one of fileId, base64 and text.',
};

function unsupported(caller: Caller, refusal: ImportRefusal): Refused {
  const message = say(caller, refusal.text);
  return new Refused({ __typename: 'UnsupportedFile', message, recognisedAs: refusal.recognisedAs });
}

/** A report with its reasons in the caller's language. */
function told(caller: Caller, report: ImportReport) {
  const rowProblems = report.problems.map((problem: RowProblem) => ({
    ...problem,
    reason: say(caller, problem.reason),
  }));
  return { ...report, rowProblems };
}
