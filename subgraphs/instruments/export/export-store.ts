import type { Caller } from '../../../kernel/caller.ts';
import type { Page } from '../../../kernel/records/page.ts';
import type { InstrumentFilter } from '../generated/types.ts';
import type { InstrumentStore } from '../instrument-store.ts';
import type { InstrumentRecord } from '../instruments.ts';
import type { ExportTable } from './columns.ts';
import { pidinstOf } from './pidinst.ts';
import { assertExportRows, type ExportedFile, type ExportFormat, writeTable } from './write.ts';

/** Instruments on their way out: tables and PIDINST. */
export class ExportStore {
  readonly #instruments: InstrumentStore;

  constructor(instruments: InstrumentStore) {
    this.#instruments = instruments;
  }

  /** Up to `rows` instruments as a file; more than 5,000 are BAD_USER_INPUT. Cost: reads pages of 100. */
  async table(
    caller: Caller,
    filter: InstrumentFilter | null,
    rows: number,
    table: ExportTable,
    format: ExportFormat,
  ): Promise<ExportedFile> {
    assertExportRows(rows);
    const found: InstrumentRecord[] = [];
    for (let after: string | null = null; found.length < rows; ) {
      const first = Math.min(100, rows - found.length);
      const page: Page<InstrumentRecord> = await this.#instruments.list(caller, filter, 'NAME', { first, after });
      found.push(...page.edges.map(({ node }) => node));
      after = page.pageInfo.endCursor;
      if (!page.pageInfo.hasNextPage) break;
    }
    return writeTable(found, table, format);
  }

  /** An instrument as PIDINST JSON text. */
  async pidinst(instrument: InstrumentRecord): Promise<string> {
    const unit = await this.#instruments.units.findById(instrument.unitId).lean();
    const landingPage = `urn:mudan:${instrument._id}`;
    return JSON.stringify(pidinstOf(instrument, { ownerName: unit?.name ?? instrument.unitId, landingPage }));
  }
}
