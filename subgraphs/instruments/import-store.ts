import { type Caller, systemCaller } from '../../kernel/caller.ts';
import { ImportDesk, toldReport } from '../../kernel/import/desk.ts';
import type { ImportReport } from '../../kernel/import/run.ts';
import { ImportRefusal } from '../../kernel/import/source.ts';
import type { Text } from '../../kernel/refusals.ts';
import type { Kernel } from '../../kernel/types.ts';
import type { FileImport } from '../create-subgraph.ts';
import type { ImportInstrumentsInput, PreviewInstrumentImportInput } from './generated/types.ts';
import { openInstrumentList } from './import/open-list.ts';
import { runImport } from './import/run-import.ts';
import type { InstrumentStore } from './instrument-store.ts';

/** Rows that a preview shows. */
const sampleRows = 5;

/** Imports of equipment lists through the graph and from the command line. */
export class ImportStore {
  readonly #kernel: Kernel;
  readonly #instruments: InstrumentStore;
  readonly #desk: ImportDesk;

  constructor(kernel: Kernel, instruments: InstrumentStore) {
    this.#kernel = kernel;
    this.#instruments = instruments;
    this.#desk = new ImportDesk(kernel, 'instruments');
  }

  async open(): Promise<this> {
    await this.#desk.open();
    return this;
  }

  /** What the importer understands of a file. Reads the whole of it to count the rows. */
  async preview(caller: Caller, input: PreviewInstrumentImportInput) {
    return this.#desk.refusable(caller, async () => {
      const list = await openInstrumentList(await this.#desk.source(caller, input.file), null, true);
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

  /** Imports a list once under its key. */
  async import(caller: Caller, input: ImportInstrumentsInput) {
    const report = await this.#desk.import({
      caller,
      name: 'importInstruments',
      input,
      owner: input.unitId,
      check: async (tx) => {
        await this.#instruments.unitInHand(tx, input.unitId, null);
        return openInstrumentList(await this.#desk.source(caller, input.file), input.mapping);
      },
      run: () => this.#run(caller, input),
    });
    if (!('rows' in report)) return report;
    return { __typename: 'ImportInstrumentsSuccess', ...toldReport(caller, report as ImportReport) };
  }

  /** Imports a file of any size for the operator. A unit that is not there is an `ImportRefusal`. */
  async importFile({ source, unitId, dryRun, onProgress }: FileImport): Promise<ImportReport> {
    const unit = await this.#instruments.units.findById(unitId).lean();
    if (!unit || unit.home !== this.#kernel.platform.id) throw new ImportRefusal('UNIT', unknownUnit(unitId));
    const list = await openInstrumentList(source);
    const caller = systemCaller(this.#kernel.platform.id, 'import');
    const options = { unit, sharing: 'UNIT', dryRun, onProgress } as const;
    return this.#desk.queued(unitId, () => runImport(this.#kernel, this.#instruments, caller, list, options));
  }

  async #run(caller: Caller, input: ImportInstrumentsInput): Promise<ImportReport> {
    const unit = await this.#instruments.units.findById(input.unitId).lean();
    if (!unit) throw new Error(`${input.unitId} is gone`);
    const list = await openInstrumentList(await this.#desk.source(caller, input.file), input.mapping);
    const options = { unit, sharing: input.sharing ?? 'UNIT', dryRun: input.dryRun ?? false } as const;
    return runImport(this.#kernel, this.#instruments, caller, list, options);
  }
}

function unknownUnit(unitId: string): Text {
  return { zh: `没有单位 ${unitId}。`, en: `There is no unit ${unitId}.` };
}
