import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import type { Text } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import { addMinutes, type Interval, minutesOf } from '../domain/interval.ts';
import type { UserClass } from '../domain/policy.ts';
import type { InstrumentRow, UsageRow } from '../models.ts';
import { bookingsWithin, calendarKey, takeLocks } from './calendar.ts';
import { type AboutInstruments, instrumentById } from './instruments.ts';
import { loadPastUse } from './load.ts';
import type { BookingRoom } from './room.ts';

const HAS_BOOKING: Text = {
  zh: '该时段在本平台已有预约，请与用户协商。',
  en: 'The time is booked on this platform: settle it with the user.',
};
const HAS_USAGE: Text = { zh: '与已有使用记录重叠。', en: 'It overlaps a usage record that exists.' };
const IMPOSSIBLE: Text = {
  zh: '结束时间须晚于开始时间且不超过 31 天。',
  en: 'It must end after its start and within 31 days.',
};
const UNKNOWN: Text = { zh: '日历中没有该仪器。', en: 'The calendar does not know the instrument.' };
const LONGEST_MINUTES = 31 * 24 * 60;

/** Takes what a unit's own system reported: its reservations close our calendar, its uses count as hours. The answer goes back as an event. */
export const reports: AboutInstruments = {
  types: ['report.bookingReceived', 'report.usageReceived'],
  handle: async (room, event, tx) => answer(tx, event, await take(room, event, tx)),
};

function answer(
  tx: Tx,
  { recordId, version, payload }: DeliveredEvent,
  outcome: { recordId: string } | { refused: Text },
): void {
  const { reportedId } = payload;
  if ('refused' in outcome)
    tx.emit({ type: 'report.refused', recordId, version, payload: { reportedId, reason: outcome.refused } });
  else tx.emit({ type: 'report.applied', recordId, version, payload: { reportedId, recordId: outcome.recordId } });
}

async function take(
  room: BookingRoom,
  event: DeliveredEvent,
  tx: Tx,
): Promise<{ recordId: string } | { refused: Text }> {
  const { payload } = event;
  const instrument = await instrumentById(room, String(payload.instrumentId), tx.session);
  if (!instrument) return { refused: UNKNOWN };
  const span = spanOf(payload);
  if (!span) return { refused: IMPOSSIBLE };
  await takeLocks(room, tx, [calendarKey(instrument._id)]);
  return event.type === 'report.bookingReceived'
    ? takeBooking(room, tx, instrument, span, payload)
    : takeUsage(room, tx, instrument, span, payload);
}

function spanOf(payload: DeliveredEvent['payload']): Interval | null {
  const start = new Date(String(payload.start));
  const end = typeof payload.minutes === 'number' ? addMinutes(start, payload.minutes) : new Date(String(payload.end));
  const span = { start, end };
  if (Number.isNaN(start.getTime()) || Number.isNaN(end.getTime())) return null;
  return minutesOf(span) >= 1 && minutesOf(span) <= LONGEST_MINUTES ? span : null;
}

/** A reservation elsewhere is kept as a closed time of its own id; a later version moves it, a cancelled one frees it. */
async function takeBooking(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  { start, end }: Interval,
  payload: DeliveredEvent['payload'],
): Promise<{ recordId: string } | { refused: Text }> {
  const _id = `${room.kernel.platform.id}:outage:reported:${String(payload.reportedId)}`;
  if (payload.state === 'CANCELLED') {
    await room.models.outages.deleteOne({ _id }, { session: tx.session });
    return { recordId: _id };
  }
  const taken = await bookingsWithin(room, instrument._id, { start, end }, tx.session);
  if (taken.length > 0) return { refused: HAS_BOOKING };
  const text = String(payload.sourceName);
  const outage = { _id, instrumentId: instrument._id, start, end, kind: 'OTHER', blocks: true, text };
  await room.models.outages.replaceOne({ _id }, outage, { upsert: true, session: tx.session });
  return { recordId: _id };
}

async function takeUsage(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  span: Interval,
  payload: DeliveredEvent['payload'],
): Promise<{ recordId: string } | { refused: Text }> {
  if (await overlapsUsage(room, tx, instrument._id, span)) return { refused: HAS_USAGE };
  const usageRecordId = room.kernel.newId('usageRecord');
  const minutes = minutesOf(span);
  const userClass: UserClass = isUserClass(payload.userClass) ? payload.userClass : 'OTHER';
  const past = {
    bookingId: room.kernel.newId('booking'),
    workOrderId: room.kernel.newId('workOrder'),
    usageRecordId,
    instrumentId: instrument._id,
    // The hours of one's own unit are its own; all others count as external (domain.md §3).
    userUnitId: userClass === 'OWN_UNIT' ? instrument.managingUnitId : `${instrument.managingUnitId}:others`,
    userName: String(payload.userName ?? payload.customer ?? ''),
    userClass,
    channel: 'PAPER',
    purpose: String(payload.purpose ?? payload.item ?? ''),
    start: span.start,
    bookedMinutes: minutes,
    usedMinutes: minutes,
    samples: typeof payload.samples === 'number' ? payload.samples : 0,
  };
  await loadPastUse(room)([past], tx);
  return { recordId: usageRecordId };
}

async function overlapsUsage(
  room: BookingRoom,
  tx: Tx,
  instrumentId: string,
  { start, end }: Interval,
): Promise<boolean> {
  const filter = { instrumentId, start: { $gte: addMinutes(start, -LONGEST_MINUTES), $lt: end } };
  const near = await room.models.usage.find(filter).session(tx.session).lean<UsageRow[]>();
  return near.some((row) => !row.reverses && !row.reversedBy && (row.end === null || row.end > start));
}

function isUserClass(value: unknown): value is UserClass {
  return value === 'OWN_UNIT' || value === 'MEMBER_UNIT' || value === 'FIRM' || value === 'OTHER';
}
