import { type Caller, holds, PLATFORM_STAFF, systemCaller } from '../../../kernel/caller.ts';
import type { SharedRecord } from '../../../kernel/catalogue/types.ts';
import { type ImportFile, toldReport } from '../../../kernel/import/desk.ts';
import type { ConfirmedMapping } from '../../../kernel/import/mapping.ts';
import { type ImportReport, runImport } from '../../../kernel/import/run.ts';
import { ImportRefusal, type ImportSource } from '../../../kernel/import/source.ts';
import { type TableFormat, writeTableFile } from '../../../kernel/import/write-table.ts';
import type { UnitProjection } from '../../../kernel/records/unit-projection.ts';
import { notFound, notPermitted } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import type { FileImporter } from '../../create-subgraph.ts';
import { itemDraftOf } from '../import/item-draft.ts';
import { isItemHeader, itemColumns, itemFields } from '../import/item-fields.ts';
import { ItemTarget } from '../import/item-target.ts';
import { openList } from '../import/open-list.ts';
import { openStandardList, StandardTarget } from '../import/standard-list.ts';
import { UNIT_STAFF } from './items.ts';
import { type ServicesRoom, unitById } from './room.ts';

const SAMPLE_ROWS = 5;
const STANDARDS = 'standards';

interface AskedList {
  readonly idempotencyKey: string;
  readonly file: ImportFile;
  readonly mapping?: ConfirmedMapping | null | undefined;
  readonly dryRun?: boolean | null | undefined;
}

export interface ImportTestItemsInput extends AskedList {
  readonly unitId: string;
  readonly sharing?: SharedRecord['sharing'] | null | undefined;
}

const openItems = (source: ImportSource, confirmed: ConfirmedMapping | null, isPreview = false) =>
  openList(source, itemColumns, isItemHeader, confirmed, isPreview, itemDraftOf);

/** What the importer understands of a catalogue. Reads the whole of it to count the rows. */
export function previewTestItemImport(room: ServicesRoom, caller: Caller, input: { readonly file: ImportFile }) {
  return room.desk.refusable(caller, async () => {
    const list = await openItems(await room.desk.source(caller, input.file), null, true);
    const sample: string[] = [];
    let rows = 0;
    for await (const { details } of list.drafts) {
      rows += 1;
      if (details && sample.length < SAMPLE_ROWS) sample.push(JSON.stringify(details));
    }
    const { format, encoding, mapping } = list;
    return { __typename: 'TestItemImportPreview' as const, format, encoding, mapping, rows, sample };
  });
}

/** Imports a unit's catalogue once under its key. */
export async function importTestItems(room: ServicesRoom, caller: Caller, input: ImportTestItemsInput) {
  const open = async () => openItems(await room.desk.source(caller, input.file), input.mapping ?? null);
  const report = await room.desk.import({
    caller,
    name: 'importTestItems',
    input,
    owner: input.unitId,
    check: async (tx) => {
      await unitInHand(room, tx, input.unitId);
      return open();
    },
    run: async () => {
      const target = new ItemTarget(room, await unitOf(room, input.unitId), input.sharing ?? 'PROVINCE');
      return runImport(room.kernel, caller, (await open()).drafts, target, { dryRun: input.dryRun ?? false });
    },
  });
  return told(caller, 'ImportTestItemsSuccess', report);
}

async function unitInHand(room: ServicesRoom, tx: Tx, unitId: string): Promise<void> {
  const unit = await unitById(room, unitId, tx.session);
  if (!unit || unit.home !== room.kernel.platform.id) throw notFound(tx.caller, unitId);
  if (!holds(tx.caller, UNIT_STAFF, [room.kernel.platform.id, unitId])) throw notPermitted(tx.caller);
}

async function unitOf(room: ServicesRoom, unitId: string): Promise<UnitProjection> {
  const unit = await unitById(room, unitId);
  if (unit && unit.home === room.kernel.platform.id) return unit;
  throw new ImportRefusal('UNIT', { zh: `没有单位 ${unitId}。`, en: `There is no unit ${unitId}.` });
}

/** Imports a list of standards once under its key. */
export async function importStandards(room: ServicesRoom, caller: Caller, input: AskedList) {
  const open = async () => openStandardList(await room.desk.source(caller, input.file), input.mapping ?? null);
  const report = await room.desk.import({
    caller,
    name: 'importStandards',
    input,
    owner: STANDARDS,
    check: async () => {
      if (!holds(caller, PLATFORM_STAFF, [room.kernel.platform.id])) throw notPermitted(caller);
      return open();
    },
    run: async () =>
      runImport(room.kernel, caller, (await open()).drafts, new StandardTarget(room), {
        dryRun: input.dryRun ?? false,
      }),
  });
  return told(caller, 'ImportStandardsSuccess', report);
}

function told(
  caller: Caller,
  __typename: string,
  report: ImportReport | RefusalValue,
): { readonly __typename: string } {
  if ('__typename' in report) return report;
  return { __typename, ...{ report: toldReport(caller, report) } };
}

/** The empty list to fill in. */
export async function testItemTemplate(language: 'ZH' | 'EN', format: TableFormat) {
  const header = itemFields.map((field) => (language === 'ZH' ? field.zh : field.en));
  const { name, mediaType, bytes } = await writeTableFile('test-items', [header], format);
  return { name, mediaType, base64: bytes.toString('base64') };
}

/** The operator's imports from the command line. */
export function importersOf(room: ServicesRoom): Readonly<Record<string, FileImporter>> {
  const caller = systemCaller(room.kernel.platform.id, 'import');
  return {
    testItems: async ({ source, unitId, dryRun, onProgress }) => {
      const target = new ItemTarget(room, await unitOf(room, unitId), 'PROVINCE');
      const { drafts } = await openItems(source, null);
      return room.desk.queued(unitId, () => runImport(room.kernel, caller, drafts, target, { dryRun, onProgress }));
    },
    standards: async ({ source, dryRun, onProgress }) => {
      const { drafts } = await openStandardList(source, null);
      const run = () => runImport(room.kernel, caller, drafts, new StandardTarget(room), { dryRun, onProgress });
      return room.desk.queued(STANDARDS, run);
    },
  };
}
