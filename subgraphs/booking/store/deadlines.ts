import { systemCaller } from '../../../kernel/caller.ts';
import type { Tx } from '../../../kernel/types.ts';
import { addMinutes } from '../domain/interval.ts';
import type { BookingRow } from '../models.ts';
import { advance } from './advance.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import { instrumentById, policyOf } from './instruments.ts';
import { bookingById } from './reads.ts';
import type { BookingRoom } from './room.ts';
import { notifyAbout } from './tell.ts';

/** Most bookings of one run; the next run takes the rest. */
const BATCH = 200;

/** Job: tentative bookings lapse, requests that nobody decided are reminded of, then escalated to the platform. */
export async function meetDeadlines(room: BookingRoom, now: Date): Promise<void> {
  const due = await room.models.bookings
    .find({ state: { $in: ['TENTATIVE', 'REQUESTED', 'PLATFORM_ACCEPTED'] }, dueAt: { $lte: now } })
    .select({ _id: 1, instrumentId: 1 })
    .limit(BATCH)
    .lean<Pick<BookingRow, '_id' | 'instrumentId'>[]>();
  const caller = systemCaller(room.kernel.platform.id, 'booking.deadlines');
  for (const { _id, instrumentId } of due) {
    const key = calendarKey(instrumentId);
    await room.kernel.queued([key], () => room.kernel.transact(caller, (tx) => meetDeadline(room, tx, _id, key)));
  }
}

async function meetDeadline(room: BookingRoom, tx: Tx, id: string, key: string): Promise<void> {
  await takeLocks(room, tx, [key]);
  const booking = await bookingById(room, id, tx.session);
  // Decided by somebody since the list was read.
  if (!booking?.dueAt || booking.dueAt > tx.now) return;
  if (booking.state === 'TENTATIVE') {
    await advance(room, tx, booking, 'expireBooking');
    return;
  }
  await remind(room, tx, booking);
}

async function remind(room: BookingRoom, tx: Tx, booking: BookingRow): Promise<void> {
  const instrument = await instrumentById(room, booking.instrumentId, tx.session);
  const wait = instrument ? policyOf(room, instrument).decisionMinutes : 0;
  const first = booking.reminders === 0;
  const decider = booking.state === 'REQUESTED' ? room.kernel.platform.id : booking.unitId;
  notifyAbout(
    tx,
    booking,
    first ? 'booking.reminder' : 'booking.escalated',
    first ? [decider] : [room.kernel.platform.id],
  );
  const dueAt = first && wait > 0 ? addMinutes(tx.now, wait) : null;
  await room.models.bookings.updateOne(
    { _id: booking._id },
    { $set: { dueAt }, $inc: { reminders: 1 } },
    { session: tx.session },
  );
}
