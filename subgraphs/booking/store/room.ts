import type { Model } from 'mongoose';
import { projectUnits, type UnitProjection } from '../../../kernel/records/unit-projection.ts';
import type { Kernel } from '../../../kernel/types.ts';
import type { Ledger } from '../../../ledger/types.ts';
import { type BookingModels, bookingModels, createBookingCollections } from '../models.ts';

/** What the store's functions work with: one per platform. */
export interface BookingRoom {
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  readonly models: BookingModels;
  readonly units: Model<UnitProjection>;
  /** Commands of this process that wait or run, by caller, name and input. */
  readonly running: Map<string, Promise<object>>;
}

/** Opens the room's collections. Collections exist before the first transaction. */
export async function openRoom(kernel: Kernel, ledger: Ledger): Promise<BookingRoom> {
  const models = bookingModels(kernel.connection);
  await createBookingCollections(models);
  return { kernel, ledger, models, units: await projectUnits(kernel, 'booking'), running: new Map() };
}

export { command, isRefusal, queuedCommand, refusal } from '../../../kernel/room-commands.ts';
