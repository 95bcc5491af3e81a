import type { Model } from 'mongoose';
import type { Caller } from '../caller.ts';
import { anything, createCollections, defineModel } from '../define-model.ts';
import { invalidInput, notFound, say, type Text } from '../refusals.ts';
import { type Kernel, type RefusalValue, Refused, type Tx } from '../types.ts';
import type { ImportReport } from './run.ts';
import { ImportRefusal, type ImportSource, sourceOf } from './source.ts';

/** Largest file that comes inside a mutation, in bytes. */
export const inlineFileBytes = 8 * 1024 * 1024;

/** The SDL's `ImportFileInput`: exactly one of the three. */
export interface ImportFile {
  readonly name: string;
  readonly fileId?: string | null | undefined;
  readonly base64?: string | null | undefined;
  readonly text?: string | null | undefined;
}

/** One import as it was asked for and what became of it. */
interface ImportRow {
  readonly _id: string;
  readonly unitId: string;
  readonly by: string;
  readonly at: Date;
  readonly fileName: string;
  readonly report: ImportReport | null;
}

/** One import as a mutation asks for it. */
export interface AskedImport<I> {
  readonly caller: Caller;
  /** The mutation's name. */
  readonly name: string;
  readonly input: I;
  /** Whose records these are: imports of one owner run one after the other. */
  readonly owner: string;
  /** Inside the command: may the caller, and is the file such a list? Throws `Refused` or `ImportRefusal`. */
  check(tx: Tx): Promise<unknown>;
  /** Reads the file and writes the rows. */
  run(): Promise<ImportReport>;
}

/** The desk where a room takes lists through the graph: files, refusals, and each import once under its key. */
export class ImportDesk {
  readonly #kernel: Kernel;
  readonly #imports: Model<ImportRow>;

  constructor(kernel: Kernel, room: string) {
    this.#kernel = kernel;
    const fields = { unitId: String, by: String, at: Date, fileName: String, report: anything };
    const index = [{ keys: { unitId: 1, at: -1 } as const }];
    this.#imports = defineModel<ImportRow>(kernel.connection, `${room}_imports`, fields, index);
  }

  async open(): Promise<this> {
    await createCollections([this.#imports]);
    return this;
  }

  /**
   * Imports a list in batches of its own transactions. The import is recorded under its idempotency key first, so that a repeated call
   * gives the first report, and one that was interrupted is taken up again: the rows themselves are idempotent.
   */
  async import<I extends { readonly idempotencyKey: string; readonly file: ImportFile }>(
    asked: AskedImport<I>,
  ): Promise<ImportReport | RefusalValue> {
    const { caller, name, input, owner } = asked;
    const { idempotencyKey } = input;
    const begun = await this.#kernel.command({ caller, name, idempotencyKey, input }, async (tx) => {
      await refusing(caller, () => asked.check(tx));
      const _id = this.#kernel.newId('import');
      const row = { _id, unitId: owner, by: caller.subject, at: tx.now, fileName: input.file.name, report: null };
      await this.#imports.insertMany([row], { session: tx.session });
      return { importId: _id };
    });
    if (!('importId' in begun)) return begun as RefusalValue;
    return this.queued(owner, () => this.#finish(String(begun.importId), asked));
  }

  /** Imports of one owner run one after the other, whichever way they came. */
  queued<T>(owner: string, work: () => Promise<T>): Promise<T> {
    return this.#kernel.queued([`import:${owner}`], work);
  }

  /** Runs outside a command, handing back refusals as values. */
  async refusable<T>(caller: Caller, work: () => Promise<T>): Promise<T | RefusalValue> {
    try {
      return await refusing(caller, work);
    } catch (error) {
      if (error instanceof Refused) return error.refusal;
      throw error;
    }
  }

  /** The bytes of the file that an input names. Throws `InvalidInput`, `NotFound`. */
  async source(caller: Caller, file: ImportFile): Promise<ImportSource> {
    const given = [file.fileId, file.base64, file.text].filter((value) => typeof value === 'string');
    if (given.length !== 1) throw invalidInput(caller, [{ field: 'file', text: exactlyOne }]);
    if (typeof file.text === 'string') return sourceOf(file.name, Buffer.from(file.text));
    if (typeof file.base64 === 'string') return sourceOf(file.name, decodeInline(caller, file.base64));
    const upload = await this.#kernel.files.usable(caller, file.fileId ?? '');
    const stored = upload && (await this.#kernel.files.open(upload.id));
    if (!stored) throw notFound(caller, file.fileId);
    return { name: file.name, bytes: stored.stream };
  }

  async #finish<I>(importId: string, asked: AskedImport<I>): Promise<ImportReport> {
    const done = await this.#imports.findById(importId).lean();
    if (done?.report) return done.report;
    const report = await asked.run();
    await this.#imports.updateOne({ _id: importId }, { $set: { report } });
    return report;
  }
}

async function refusing<T>(caller: Caller, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof ImportRefusal)) throw error;
    const message = say(caller, error.text);
    throw new Refused({ __typename: 'UnsupportedFile', message, recognisedAs: error.recognisedAs });
  }
}

/** A report with its reasons in the caller's language, as the graph shows it. */
export function toldReport(caller: Caller, report: ImportReport) {
  const rowProblems = report.problems.map((problem) => ({ ...problem, reason: say(caller, problem.reason) }));
  return { ...report, rowProblems };
}

/** The bytes of a base64 text; InvalidInput when it is none, is empty, or is beyond the limit. */
export function decodeInline(caller: Caller, base64: string, most = inlineFileBytes): Uint8Array {
  const wellFormed = /^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0;
  const bytes = wellFormed ? Buffer.from(base64, 'base64') : Buffer.alloc(0);
  if (bytes.length > 0 && bytes.length <= most) return bytes;
  throw invalidInput(caller, [{ field: 'base64', text: bytes.length > 0 ? tooLarge(most) : notBase64 }]);
}

const exactlyOne: Text = {
  zh: '请提供文件编号、Base64 内容或文本三者之一。',
  en: 'Give exactly one of fileId, base64 and text.',
};
const notBase64: Text = { zh: '不是有效的 Base64 内容。', en: 'This is not base64.' };

function tooLarge(most: number): Text {
  const size = most >= 1024 * 1024 ? `${most / 1024 / 1024} MiB` : `${most / 1024} KiB`;
  return {
    zh: `文件超过 ${size}，请先上传到 /files。`,
    en: `The file is beyond ${size}: upload it to /files first.`,
  };
}
