import { Refused, type Tx } from '../../../kernel/types.ts';
import type { BookingRow, WorkOrderRow } from '../models.ts';
import { advance } from './advance.ts';
import { book } from './book.ts';
import { calendarKey, takeLocks } from './calendar.ts';
import type { BookingRoom } from './room.ts';

/** When a laboratory wants its own instrument for a step of a test request. */
export interface LaboratorySlot {
  readonly instrumentId: string;
  readonly unitId: string;
  readonly testRequestId: string;
  readonly stepId: string;
  readonly operatorName: string;
  readonly title: string;
  readonly plannedBy: string;
  readonly start: Date;
  readonly end: Date;
}

/** The booking, or why it could not be made: in both languages, because nobody in particular asks. */
export type LaboratoryBooking = { readonly bookingId: string } | { readonly refused: string };

/**
 * Books an own instrument for the laboratory itself: it needs nobody's approval and costs nothing, the request's fee counts the minutes. Rules that staff may set
 * aside are set aside; what stands against the slot is told, not thrown.
 */
export async function bookForLaboratory(room: BookingRoom, tx: Tx, slot: LaboratorySlot): Promise<LaboratoryBooking> {
  await takeLocks(room, tx, [calendarKey(slot.instrumentId)]);
  const reason = `检测申请 ${slot.testRequestId}`;
  try {
    const booking = await book(room, tx, {
      idempotencyKey: slot.stepId,
      instrumentId: slot.instrumentId,
      slot: { start: slot.start, end: slot.end },
      purpose: `${slot.title} (${reason})`,
      channel: 'ONLINE',
      user: {
        id: slot.plannedBy,
        name: slot.operatorName,
        home: room.kernel.platform.id,
        unitId: slot.unitId,
        isFirmUser: false,
        researchGroupId: null,
        fundCardId: null,
      },
      forms: [],
      operator: false,
      overrideReason: reason,
      tentative: false,
      groupId: null,
      free: true,
    });
    return { bookingId: booking._id };
  } catch (error) {
    if (error instanceof Refused) return { refused: error.refusal.message };
    throw error;
  }
}

/** The booking of a step that was planned for another time; null when it stays as it is. Gives the slot back. */
export async function freeUnlessSame(
  room: BookingRoom,
  tx: Tx,
  order: WorkOrderRow,
  slot: LaboratorySlot | null,
): Promise<string | null> {
  if (!order.bookingId) return null;
  const booking = await room.models.bookings.findById(order.bookingId).session(tx.session).lean<BookingRow | null>();
  if (!booking) return null;
  const same =
    slot?.instrumentId === booking.instrumentId &&
    slot.start.getTime() === booking.start.getTime() &&
    slot.end.getTime() === booking.end.getTime();
  const begun = booking.state !== 'CONFIRMED';
  if (same || begun) return booking._id;
  await takeLocks(room, tx, [calendarKey(booking.instrumentId)]);
  await advance(room, tx, booking, 'cancelBooking', { reason: '检测工序改期 / the step was planned anew' });
  return null;
}

/** The laboratory's own booking ends with its work order: nothing is charged with it. */
export async function completeForLaboratory(room: BookingRoom, tx: Tx, order: WorkOrderRow): Promise<void> {
  const booking = await room.models.bookings.findById(order.bookingId).session(tx.session).lean<BookingRow | null>();
  // It may have been cancelled, the step done at another time.
  if (booking?.state !== 'IN_USE') return;
  await room.ledger.release(tx, { id: booking._id, kind: 'booking' });
  await advance(room, tx, booking, 'closeWorkOrder', { priceFinal: true, usedMinutes: order.usedMinutes });
}
