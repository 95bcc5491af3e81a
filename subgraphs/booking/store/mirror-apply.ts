import { ERASED } from '../../../kernel/audit/personal.ts';
import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { withErased } from '../../../kernel/typed-text.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { Price } from '../../../ledger/types.ts';
import { BOOKING_STATES, type BookingState } from '../domain/transitions.ts';
import type { BookingRow } from '../models.ts';
import { bookingById } from './reads.ts';
import type { BookingRoom } from './room.ts';
import { notifyAbout } from './tell.ts';

/** A `PartnerBooking` of the partner contract, as JSON. */
export interface PartnerBookingData {
  readonly id: string;
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly state: string;
  readonly version: number;
  readonly start: string;
  readonly end: string;
  readonly usedMinutes?: number | null;
  readonly reason?: string | null;
  readonly charge?: ChargeData | null;
  readonly details?: Readonly<Record<string, unknown>> | null;
}

interface ChargeData {
  readonly listFen: number;
  readonly waiverFen: number;
  readonly netFen: number;
  readonly waivedBy?: string | null;
  readonly final: boolean;
}

/** The contract's example words for states that we call otherwise. */
const otherWords: Readonly<Record<string, BookingState>> = { ACCEPTED: 'PLATFORM_ACCEPTED', CLOSED: 'COMPLETED' };

/** Events of home platforms about bookings of this platform's users. */
export function followPartners(room: BookingRoom): void {
  room.kernel.consume({
    name: 'booking.mirrors',
    types: ['partner.booking.*'],
    handle: (event, tx) => onPartnerEvent(room, event, tx),
  });
}

async function onPartnerEvent(room: BookingRoom, event: DeliveredEvent, tx: Tx): Promise<void> {
  const remote = event.payload as unknown as PartnerBookingData;
  const known =
    (await bookingById(room, event.recordId, tx.session)) ??
    (await room.models.bookings
      .findOne({ idempotencyKey: remote.idempotencyKey, home: platformOf(event.recordId) })
      .session(tx.session)
      .lean<BookingRow | null>());
  if (!known || known.home === room.kernel.platform.id) {
    room.kernel.log.warn({ recordId: event.recordId, type: event.type }, 'no mirror for an event of a partner');
    return;
  }
  await applyPartnerBooking(room, tx, known._id, { ...remote, version: event.version });
}

/** Brings a mirror up to date; what is older than it changes nothing. */
export async function applyPartnerBooking(
  room: BookingRoom,
  tx: Tx,
  mirrorId: string,
  remote: PartnerBookingData,
): Promise<void> {
  const before = await bookingById(room, mirrorId, tx.session);
  if (!before || remote.version <= before.version) return;
  const after = refreshed(before, remote, tx.now);
  await room.models.bookings.replaceOne({ _id: before._id }, after, { session: tx.session });
  const payload = { state: after.state, home: after.home, path: after.path };
  tx.emit({ type: 'bookingMirror.refreshed', recordId: before._id, version: after.version, payload });
  if (after.state !== before.state && before.state !== 'PENDING') {
    notifyAbout(tx, after, `booking.${after.state.toLowerCase()}`, [after.userId]);
  }
  if (after.state === 'COMPLETED' && before.state !== 'COMPLETED') await serviceReceived(room, tx, after);
}

function refreshed(known: BookingRow, remote: PartnerBookingData, now: Date): BookingRow {
  // What was erased at home is erased in the copy's history as well.
  const before = remote.reason === ERASED ? withErased(known, ['history.reason']) : known;
  const state = stateOf(remote.state) ?? before.state;
  const line = { step: 'refreshMirror', state, at: now, by: before.home, reason: remote.reason ?? null };
  const end = new Date(remote.end);
  const details = remote.details ?? {};
  return {
    ...before,
    remoteId: remote.id,
    state,
    start: new Date(remote.start),
    end,
    busyUntil: end,
    usedMinutes: remote.usedMinutes ?? before.usedMinutes,
    reason: remote.reason ?? null,
    price: remote.charge ? priceOf(remote.charge) : before.price,
    priceFinal: remote.charge?.final ?? false,
    instrumentTitle: before.instrumentTitle || String(details.instrumentTitle ?? ''),
    unitId: before.unitId || String(details.unitId ?? ''),
    history: state === before.state ? before.history : [...before.history, line],
    syncedAt: now,
    version: remote.version,
  };
}

function stateOf(word: string): BookingState | null {
  return otherWords[word] ?? BOOKING_STATES.find((state) => state === word) ?? null;
}

function priceOf({ listFen, waiverFen, netFen, waivedBy }: ChargeData): Price {
  return { listFen, waiverFen, netFen, agreementId: waivedBy ?? null, lines: [] };
}

/** What a user of ours was served elsewhere: counted and booked on the consumer's side. */
async function serviceReceived(room: BookingRoom, tx: Tx, mirror: BookingRow): Promise<void> {
  const { userUnitId, userId, unitId, end, usedMinutes, price } = mirror;
  tx.count('servicesReceived', 1, { ...(userUnitId ? { unitId: userUnitId } : {}), at: end });
  if (!price) return;
  await room.ledger.settle(tx, {
    source: { id: mirror.remoteId ?? mirror._id, kind: 'booking' },
    parties: { provider: unitId || mirror.home, consumer: userUnitId ?? userId, collector: unitId || mirror.home },
    minutes: usedMinutes,
    price,
    effectiveAt: mirror.start,
    side: 'CONSUMER',
    unitId: userUnitId,
    text: mirror.instrumentTitle,
  });
}
