import type { Model } from 'mongoose';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { projectUnits, type UnitProjection } from '../../../kernel/records/unit-projection.ts';
import type { Kernel, Tx } from '../../../kernel/types.ts';
import type { Ledger } from '../../../ledger/types.ts';
import { type AccountingModels, accountingModels } from '../models.ts';

/** All that the stores of `accounting` work with. */
export interface Room {
  readonly kernel: Kernel;
  readonly ledger: Ledger;
  readonly models: AccountingModels;
  readonly units: Model<UnitProjection>;
}

/** Opens the collections and starts following the records that prices and statements need. */
export async function openRoom(kernel: Kernel, ledger: Ledger): Promise<Room> {
  const models = await accountingModels(kernel.connection);
  const units = await projectUnits(kernel, 'accounting');
  kernel.consume({
    name: 'accounting.subjects',
    types: ['instrument.*', 'testItem.*'],
    handle: (event, tx) => keepSubject(models, event, tx),
  });
  kernel.consume({
    name: 'accounting.groups',
    types: ['researchGroup.*'],
    handle: (event, tx) => keepGroup(models, event, tx),
  });
  return { kernel, ledger, models, units };
}

async function keepSubject(models: AccountingModels, event: DeliveredEvent, tx: Tx): Promise<void> {
  const { path, title } = event.payload;
  if (!Array.isArray(path)) return;
  const known = await models.subjects.findById(event.recordId).session(tx.session).lean();
  if (known && known.version >= event.version) return;
  const set = { path: path.map(String), title: String(title ?? ''), version: event.version };
  await models.subjects.updateOne({ _id: event.recordId }, { $set: set }, { upsert: true, session: tx.session });
}

async function keepGroup(models: AccountingModels, event: DeliveredEvent, tx: Tx): Promise<void> {
  const { tutorId } = event.payload;
  if (typeof tutorId !== 'string') return;
  const known = await models.groups.findById(event.recordId).session(tx.session).lean();
  if (known && known.version >= event.version) return;
  const set = { tutorId, version: event.version };
  await models.groups.updateOne({ _id: event.recordId }, { $set: set }, { upsert: true, session: tx.session });
}
