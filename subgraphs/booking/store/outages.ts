import type { Caller } from '../../../kernel/caller.ts';
import { invalidInput, notFound, notPermitted, refuseProblems, required } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { addMinutes, minutesOf } from '../domain/interval.ts';
import { nextFreeSlots } from '../domain/slots.ts';
import { OPEN_STATES } from '../domain/transitions.ts';
import type { BookingRow, InstrumentRow, OutageRow } from '../models.ts';
import { bookingsWithin, calendarKey, calendarOf, takeLocks } from './calendar.ts';
import { instrumentById } from './instruments.ts';
import { isStaffOf } from './parties.ts';
import { type BookingRoom, command, queuedCommand } from './room.ts';

export interface ReportOutageInput {
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly start: Date;
  readonly end?: Date | null | undefined;
  readonly kind: string;
  readonly blocks?: boolean | null | undefined;
  readonly text: string;
}

export interface OutageSuccess {
  readonly __typename: string;
  readonly outageId: string;
  readonly affectedIds: readonly string[];
}

/** How far ahead an open outage is assumed to last when users are told and offered other slots. */
const ASSUMED_DAYS = 30;
const OFFER_DAYS = 14;

/** Takes an instrument out of service; users whose open bookings it hits are told, with the next free slots. */
export function reportOutage(
  room: BookingRoom,
  caller: Caller,
  input: ReportOutageInput,
): Promise<OutageSuccess | RefusalValue> {
  const key = calendarKey(input.instrumentId);
  return queuedCommand(room, [key], caller, 'reportOutage', input, async (tx) => {
    const instrument = await ownInstrument(room, tx, input.instrumentId);
    const ordered = !input.end || input.end > input.start;
    refuseProblems(caller, [
      required('text', input.text),
      ordered ? null : { field: 'end', text: { zh: '须晚于开始时间。', en: 'Must be after the start.' } },
    ]);
    await takeLocks(room, tx, [key]);
    const outage = await insertOutage(room, tx, instrument, input);
    const affected = await tellAffected(room, tx, instrument, outage);
    return { __typename: 'ReportOutageSuccess', outageId: outage._id, affectedIds: affected.map((row) => row._id) };
  });
}

async function ownInstrument(room: BookingRoom, tx: Tx, id: string): Promise<InstrumentRow> {
  const instrument = await instrumentById(room, id, tx.session);
  if (!instrument || instrument.home !== room.kernel.platform.id) throw notFound(tx.caller, id);
  if (!isStaffOf(tx.caller, instrument.path)) throw notPermitted(tx.caller);
  return instrument;
}

/** Writes an outage; the calendar's lock must be held. */
export async function insertOutage(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  fields: Pick<ReportOutageInput, 'start' | 'end' | 'kind' | 'blocks' | 'text'> & { readonly sourceKey?: string },
): Promise<OutageRow> {
  const outage: OutageRow = {
    _id: room.kernel.newId('outage'),
    instrumentId: instrument._id,
    start: fields.start,
    end: fields.end ?? null,
    kind: fields.kind,
    blocks: fields.blocks ?? true,
    text: fields.text.trim(),
    sourceKey: fields.sourceKey ?? null,
  };
  await room.models.outages.insertMany([outage], { session: tx.session });
  const { start, end, kind } = outage;
  tx.audit({ action: 'reportOutage', recordId: outage._id, after: { start, end, kind } });
  const payload = { instrumentId: instrument._id, path: instrument.path, start, end, kind, blocks: outage.blocks };
  tx.emit({ type: 'outage.reported', recordId: outage._id, version: 1, payload });
  return outage;
}

async function tellAffected(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  outage: OutageRow,
): Promise<BookingRow[]> {
  const window = { start: outage.start, end: outage.end ?? addMinutes(outage.start, ASSUMED_DAYS * 24 * 60) };
  const hit = await bookingsWithin(room, instrument._id, window, tx.session);
  const open = hit.filter((row) => OPEN_STATES.includes(row.state) && row.end > tx.now);
  if (open.length === 0) return [];
  const after = { start: window.end, end: addMinutes(window.end, OFFER_DAYS * 24 * 60) };
  const state = await calendarOf(room, instrument, after, tx.session);
  for (const booking of open) {
    const slots = nextFreeSlots(state, after, minutesOf(booking), 3);
    tx.notify({
      template: 'booking.outage',
      to: [booking.userId],
      about: booking._id,
      values: {
        title: booking.instrumentTitle,
        start: booking.start.toISOString(),
        end: booking.end.toISOString(),
        reason: outage.text,
        alternatives: slots.map((slot) => slot.start.toISOString()).join(', '),
      },
    });
  }
  return open;
}

/** The instrument works again: the outage ends now or at the given instant. */
export function endOutage(
  room: BookingRoom,
  caller: Caller,
  input: { readonly idempotencyKey: string; readonly outageId: string; readonly at?: Date | null | undefined },
): Promise<OutageSuccess | RefusalValue> {
  return command(room, caller, 'endOutage', input, async (tx) => {
    const outage = await room.models.outages.findById(input.outageId).session(tx.session).lean<OutageRow | null>();
    if (!outage) throw notFound(caller, input.outageId);
    const instrument = await ownInstrument(room, tx, outage.instrumentId);
    const end = input.at ?? tx.now;
    if (end <= outage.start) {
      throw invalidInput(caller, [{ field: 'at', text: { zh: '须晚于开始时间。', en: 'Must be after the start.' } }]);
    }
    await takeLocks(room, tx, [calendarKey(instrument._id)]);
    await room.models.outages.updateOne({ _id: outage._id }, { $set: { end } }, { session: tx.session });
    tx.audit({ action: 'endOutage', recordId: outage._id, before: { end: outage.end }, after: { end } });
    const payload = { instrumentId: instrument._id, path: instrument.path, end };
    tx.emit({ type: 'outage.ended', recordId: outage._id, version: 2, payload });
    return { __typename: 'EndOutageSuccess', outageId: outage._id, affectedIds: [] };
  });
}

/** Outages that touch a window, also those that only warn. */
export async function outagesOf(
  room: BookingRoom,
  instrumentId: string,
  window: { readonly start: Date; readonly end: Date },
): Promise<OutageRow[]> {
  const rows = await room.models.outages
    .find({ instrumentId, start: { $lt: window.end } })
    .sort({ start: 1 })
    .lean<OutageRow[]>();
  return rows.filter((row) => row.end === null || row.end > window.start);
}

export async function outageById(room: BookingRoom, id: string): Promise<OutageRow | null> {
  return room.models.outages.findById(id).lean<OutageRow | null>();
}
