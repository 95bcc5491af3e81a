import type { Tx } from '../../../kernel/types.ts';
import type { BookingRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

/** The charge as the partner contract has it. */
export function chargeOf(booking: BookingRow) {
  if (!booking.price) return null;
  const { listFen, waiverFen, netFen, agreementId } = booking.price;
  return { listFen, waiverFen, netFen, waivedBy: agreementId, final: booking.priceFinal };
}

/** A booking as partners get it: the members of `PartnerBooking` (schema/partner/v1.graphql). */
export function partnerBooking(booking: BookingRow): Readonly<Record<string, unknown>> {
  const { instrumentId, state, version, start, end, usedMinutes, reason, idempotencyKey } = booking;
  return {
    id: booking._id,
    idempotencyKey,
    instrumentId,
    state,
    version,
    start: start.toISOString(),
    end: end.toISOString(),
    usedMinutes,
    charge: chargeOf(booking),
    reason,
    details: { instrumentTitle: booking.instrumentTitle, unitId: booking.unitId },
  };
}

/** Tells what happened to a booking: event, notices, and the home platform of a remote user. */
export async function tellBooking(
  room: BookingRoom,
  tx: Tx,
  booking: BookingRow,
  happened: string,
  audience: readonly ('USER' | 'UNIT')[],
): Promise<void> {
  const type = `booking.${happened}`;
  const recordId = booking._id;
  const payload = {
    ...partnerBooking(booking),
    path: booking.path,
    unitId: booking.unitId,
    userUnitId: booking.userUnitId,
  };
  tx.emit({ type, recordId, version: booking.version, payload });
  const atHome = booking.userHome === room.kernel.platform.id;
  if (!atHome) {
    await room.kernel.partners.deliver(tx, booking.userHome, {
      type,
      recordId,
      version: booking.version,
      payload: partnerBooking(booking),
    });
  }
  const to = audience.flatMap((who) => (who === 'UNIT' ? [booking.unitId] : atHome ? [booking.userId] : []));
  if (to.length > 0) notifyAbout(tx, booking, type, to);
}

/** A notice about a booking with what every wording needs. */
export function notifyAbout(tx: Tx, booking: BookingRow, template: string, to: readonly string[]): void {
  const values = {
    title: booking.instrumentTitle,
    start: booking.start.toISOString(),
    end: booking.end.toISOString(),
    user: booking.userName,
    ...(booking.reason ? { reason: booking.reason } : {}),
  };
  tx.notify({ template, to, about: booking._id, values });
}
