import type { ClientSession, Model } from 'mongoose';
import { HolidayProjection } from '../../../kernel/calendar/holiday-projection.ts';
import { ImportDesk } from '../../../kernel/import/desk.ts';
import { RecordStore } from '../../../kernel/records/record-store.ts';
import { projectUnits, type UnitProjection } from '../../../kernel/records/unit-projection.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import type { Ledger } from '../../../ledger/types.ts';
import { createFrontCollections, type FrontModels, frontModels } from '../front-models.ts';
import { createServicesCollections, type ServicesModels, servicesModels } from '../models.ts';
import { type TestItemRecord, testItemKind } from '../test-items.ts';

/** What the store's functions work with: one per platform. */
export interface ServicesRoom {
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  readonly models: ServicesModels;
  /** Standards, inquiries, dispatch rules. */
  readonly front: FrontModels;
  /** Where lists are taken in. */
  readonly desk: ImportDesk;
  readonly holidays: HolidayProjection;
  readonly items: RecordStore<TestItemRecord>;
  readonly units: Model<UnitProjection>;
  /** Commands of this process that wait or run, by caller, name and input. */
  readonly running: Map<string, Promise<object>>;
}

/** Opens the room's collections. */
export async function openRoom(kernel: Kernel, ledger: Ledger): Promise<ServicesRoom> {
  const models = servicesModels(kernel.connection);
  await createServicesCollections(models);
  const front = frontModels(kernel.connection);
  await createFrontCollections(front);
  const desk = await new ImportDesk(kernel, 'services').open();
  const holidays = await new HolidayProjection(kernel, 'services').open();
  const units = await projectUnits(kernel, 'services');
  const store = new RecordStore<TestItemRecord>(kernel.connection, kernel.platform.id, testItemKind);
  return { kernel, ledger, models, front, desk, holidays, units, items: await store.open(kernel), running: new Map() };
}

export { command, isRefusal, queuedCommand, refusal } from '../../../kernel/room-commands.ts';

export async function unitById(
  room: ServicesRoom,
  id: string,
  session?: ClientSession,
): Promise<UnitProjection | null> {
  return room.units
    .findById(id)
    .session(session ?? null)
    .lean<UnitProjection | null>();
}

/** The next number of a series, without gaps: `report|2026` → 1, 2, … A write conflict is retried with the transaction. */
export async function nextNumber(room: ServicesRoom, tx: Tx, series: string): Promise<number> {
  const row = await room.models.numbers.findOneAndUpdate(
    { _id: series },
    { $inc: { last: 1 } },
    { upsert: true, returnDocument: 'after', session: tx.session, lean: true },
  );
  if (!row) throw new Error(`no number of ${series}`);
  return row.last;
}
