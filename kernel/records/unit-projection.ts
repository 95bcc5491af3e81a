import type { Model } from 'mongoose';
import { anything, createCollections, defineModel } from '../define-model.ts';
import type { DeliveredEvent } from '../events/types.ts';
import type { Kernel, Tx } from '../types.ts';
import { type GeoPoint, geoPoint } from './geo-point.ts';

/** The few fields of a unit that other rooms need, fed by `unit.*` events (design.md §10). */
export interface UnitProjection {
  readonly _id: string;
  readonly name: string;
  readonly kind: string;
  readonly status: string;
  readonly district: string | null;
  readonly location: GeoPoint | null;
  readonly home: string;
  readonly path: readonly string[];
  readonly version: number;
}

/** A room's own copy of the units' names and states, `<room>_units`. */
export async function projectUnits(kernel: Kernel, room: string): Promise<Model<UnitProjection>> {
  const model = defineModel<UnitProjection>(kernel.connection, `${room}_units`, {
    name: String,
    kind: String,
    status: String,
    district: String,
    location: anything,
    home: String,
    path: [String],
    version: Number,
  });
  await createCollections([model]);
  kernel.consume({ name: `${room}.units`, types: ['unit.*'], handle: (event, tx) => keep(model, event, tx) });
  return model;
}

async function keep(model: Model<UnitProjection>, event: DeliveredEvent, tx: Tx): Promise<void> {
  const known = await model.findById(event.recordId).session(tx.session).lean();
  if (known && known.version >= event.version) return;
  const { payload } = event;
  const row: UnitProjection = {
    _id: event.recordId,
    name: String(payload.title),
    kind: String(payload.kind),
    status: String(payload.status),
    district: typeof payload.district === 'string' ? payload.district : null,
    location: geoPoint(payload.location),
    home: String(payload.home),
    path: payload.path as readonly string[],
    version: event.version,
  };
  await model.replaceOne({ _id: row._id }, row, { upsert: true, session: tx.session });
}
