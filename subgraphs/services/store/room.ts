import type { ClientSession, Model } from 'mongoose';
import type { Caller } from '../../../kernel/caller.ts';
import { ImportDesk } from '../../../kernel/import/desk.ts';
import { RecordStore } from '../../../kernel/records/record-store.ts';
import { projectUnits, type UnitProjection } from '../../../kernel/records/unit-projection.ts';
import { type Kernel, type RefusalValue, Refused, type Tx } from '../../../kernel/types.ts';
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
  const units = await projectUnits(kernel, 'services');
  const store = new RecordStore<TestItemRecord>(kernel.connection, kernel.platform.id, testItemKind);
  return { kernel, ledger, models, front, desk, units, items: await store.open(kernel), running: new Map() };
}

interface Keyed {
  readonly idempotencyKey: string;
}

/** A command of this room: the mutation's name is its idempotency scope. */
export function command<I extends Keyed, T extends object>(
  room: ServicesRoom,
  caller: Caller,
  name: string,
  input: I,
  work: (tx: Tx) => Promise<T>,
): Promise<T | RefusalValue> {
  return room.kernel.command({ caller, name, idempotencyKey: input.idempotencyKey, input }, work);
}

/**
 * A command that waits for its turn by `keys` (design.md §5). A repeated request gets the first answer without waiting; one whose first sending
 * still waits joins it, so that impatient clients do not lengthen the queue.
 */
export function queuedCommand<I extends Keyed, T extends object>(
  room: ServicesRoom,
  keys: readonly string[],
  caller: Caller,
  name: string,
  input: I,
  work: (tx: Tx) => Promise<T>,
): Promise<T | RefusalValue> {
  const same = JSON.stringify([caller.subject, name, input]);
  const running = room.running.get(same);
  if (running) return running as Promise<T | RefusalValue>;
  const answer = firstAnswer<I, T>(room, caller, name, input)
    .then((known) => known ?? room.kernel.queued(keys, () => command(room, caller, name, input, work)))
    .finally(() => room.running.delete(same));
  room.running.set(same, answer);
  return answer;
}

/** What the key was answered before, if it was; costs one read. */
async function firstAnswer<I extends Keyed, T extends object>(
  room: ServicesRoom,
  caller: Caller,
  name: string,
  input: I,
): Promise<T | RefusalValue | null> {
  try {
    return await command<I, T>(room, caller, name, input, () => Promise.reject(notYet));
  } catch (error) {
    if (error === notYet) return null;
    throw error;
  }
}

const notYet = new Error('not answered yet');

export function isRefusal(value: object): value is RefusalValue {
  return '__typename' in value && 'message' in value;
}

/** A refusal in the caller's language. */
export function refusal(
  caller: Pick<Caller, 'locale'>,
  __typename: string,
  text: { readonly zh: string; readonly en: string },
  fields: Readonly<Record<string, unknown>> = {},
): Refused {
  return new Refused({ __typename, message: text[caller.locale], ...fields });
}

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
