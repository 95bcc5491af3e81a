import type { ClientSession } from 'mongoose';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { platformOf } from '../../../kernel/ids.ts';
import type { Tx } from '../../../kernel/types.ts';
import { type BookingPolicy, defaultPolicy } from '../domain/policy.ts';
import type { InstrumentRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

/** Rated minutes a year of a general-purpose instrument: 1,400 h (domain.md §3). */
const GENERAL_RATED_MINUTES = 1400 * 60;

/** Events about instruments that must not be handled before the instrument is known here. */
export interface AboutInstruments {
  readonly types: readonly string[];
  handle(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void>;
}

/**
 * Keeps the copy of instruments up to date; what is `about` them is handled by the same consumer, in the order in which it happened. `withdrawn` is told of
 * own instruments that leave the platform.
 */
export function projectInstruments(room: BookingRoom, about: AboutInstruments, withdrawn: Withdrawn): void {
  room.kernel.consume({
    name: 'booking.instruments',
    types: ['instrument.*', ...about.types],
    handle: (event, tx) =>
      about.types.includes(event.type) ? about.handle(room, event, tx) : keepInstrument(room, event, tx, withdrawn),
  });
}

type Withdrawn = (room: BookingRoom, tx: Tx, instrument: InstrumentRow) => Promise<void>;

async function keepInstrument(room: BookingRoom, event: DeliveredEvent, tx: Tx, withdrawn: Withdrawn): Promise<void> {
  const { instruments } = room.models;
  const known = await instruments.findById(event.recordId).session(tx.session).lean<InstrumentRow | null>();
  if (known && known.version >= event.version) return;
  const row = projectionOf(event, known);
  await instruments.replaceOne({ _id: row._id }, row, { upsert: true, session: tx.session });
  if (row.withdrawn && !known?.withdrawn && row.home === room.kernel.platform.id) await withdrawn(room, tx, row);
}

function projectionOf(event: DeliveredEvent, known: InstrumentRow | null): InstrumentRow {
  const { payload, recordId } = event;
  const path = Array.isArray(payload.path) ? (payload.path as string[]) : [];
  const unitId = textOf(payload.unitId) ?? path[1] ?? '';
  return {
    _id: recordId,
    title: textOf(payload.title) ?? known?.title ?? '',
    path,
    unitId,
    managingUnitId: textOf(payload.managingUnitId) ?? unitId,
    home: platformOf(recordId),
    sharing: textOf(payload.sharing) ?? 'NOT_SHARED',
    status: textOf(payload.status) ?? 'AVAILABLE',
    category: textOf(payload.category),
    district: textOf(payload.district),
    ratedMinutesPerYear: numberOf(payload.ratedMinutesPerYear) ?? GENERAL_RATED_MINUTES,
    withdrawn: payload.withdrawn === true,
    version: event.version,
    policy: known?.policy ?? null,
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}

export async function instrumentById(
  room: BookingRoom,
  id: string,
  session?: ClientSession,
): Promise<InstrumentRow | null> {
  const query = room.models.instruments.findById(id);
  return query.session(session ?? null).lean<InstrumentRow | null>();
}

/** The policy in force: the owner's settings over the defaults. */
export function policyOf(room: BookingRoom, instrument: InstrumentRow): BookingPolicy {
  return { ...defaultPolicy(room.kernel.platform.timeZone), ...instrument.policy };
}
