import type { Tx } from '../../../kernel/types.ts';
import type { Price } from '../../../ledger/types.ts';
import { addMinutes, type Interval, minutesOf } from '../domain/interval.ts';
import { stateAwaiting } from '../domain/transitions.ts';
import type { BookingRow, InstrumentRow } from '../models.ts';
import { inLedger } from './advance.ts';
import { examine } from './examine.ts';
import { policyOf } from './instruments.ts';
import { type BookingUser, quoteOf } from './parties.ts';
import type { BookingRoom } from './room.ts';
import { notifyAbout, tellBooking } from './tell.ts';

/** One wanted booking, whoever entered it and whichever kind it is part of. */
export interface Wish {
  readonly idempotencyKey: string;
  readonly instrumentId: string;
  readonly slot: Interval;
  readonly purpose: string;
  readonly channel: string;
  readonly user: BookingUser;
  readonly forms: readonly { readonly form: string; readonly content: string }[];
  readonly operator: boolean;
  /** Reason for which staff sets rules aside; null: they apply. */
  readonly overrideReason: string | null;
  readonly tentative: boolean;
  readonly groupId: string | null;
  /** The laboratory's own for a test request: costs nothing and needs nobody's approval. */
  readonly free?: boolean;
}

/**
 * Books inside the caller's transaction, which must hold the calendar's lock (`takeLocks`): rules, overlap, price, insert, hold, events.
 * Throws `NotFound`, `RulesViolated`, `SlotTaken`, `NoTariff`, `LimitExceeded`.
 */
export async function book(room: BookingRoom, tx: Tx, wish: Wish): Promise<BookingRow> {
  const { instrument, userClass } = await examine(room, tx, { ...wish, except: null, without: [] });
  const fresh = await freshBooking(room, tx, instrument, { ...wish, userClass });
  const booking = wish.free ? fresh : await inLedger(room, tx, { state: 'REQUESTED' }, fresh);
  await room.models.bookings.insertMany([booking], { session: tx.session });
  await tellNew(room, tx, booking);
  return booking;
}

const FREE: Price = { listFen: 0, waiverFen: 0, netFen: 0, agreementId: null, lines: [] };

async function freshBooking(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  wish: Wish & Pick<BookingRow, 'userClass'>,
): Promise<BookingRow> {
  const policy = policyOf(room, instrument);
  const approvals = wish.free ? [] : policy.approval;
  const state = wish.tentative ? 'TENTATIVE' : stateAwaiting(approvals);
  const who = userFields(wish.user);
  const priced = { ...wish, ...who, path: instrument.path };
  const waitMinutes = wish.tentative ? policy.tentativeMinutes : policy.decisionMinutes;
  return {
    _id: room.kernel.newId('booking'),
    remoteId: null,
    home: room.kernel.platform.id,
    idempotencyKey: wish.idempotencyKey,
    instrumentId: instrument._id,
    instrumentTitle: instrument.title,
    path: instrument.path,
    unitId: instrument.unitId,
    state,
    openApprovals: approvals,
    occupies: true,
    start: wish.slot.start,
    end: wish.slot.end,
    busyUntil: wish.slot.end,
    timeZone: policy.timeZone,
    purpose: wish.purpose.trim(),
    channel: wish.channel,
    ...who,
    userClass: wish.userClass,
    enteredBy: tx.caller.subject,
    operator: wish.operator,
    forms: wish.forms,
    overrideReason: wish.overrideReason,
    price: wish.free
      ? FREE
      : await quoteOf(room, priced, { minutes: minutesOf(wish.slot) }, wish.slot.start, tx.session),
    priceFinal: false,
    usedMinutes: 0,
    reason: null,
    groupId: wish.groupId,
    history: [{ step: 'requestBooking', state, at: tx.now, by: tx.caller.subject, reason: wish.overrideReason }],
    refusal: null,
    requestedAt: tx.now,
    dueAt: state === 'CONFIRMED' ? null : addMinutes(tx.now, waitMinutes),
    reminders: 0,
    syncedAt: null,
    version: 1,
  };
}

/** The fields of a booking that say for whom it is. */
export function userFields(user: BookingUser) {
  return {
    userId: user.id,
    userName: user.name,
    userHome: user.home,
    userUnitId: user.unitId,
    researchGroupId: user.researchGroupId,
    fundCardId: user.fundCardId,
  };
}

async function tellNew(room: BookingRoom, tx: Tx, booking: BookingRow): Promise<void> {
  const { state, start, end, overrideReason } = booking;
  const reason = overrideReason ? { reason: overrideReason } : {};
  tx.audit({ action: 'requestBooking', recordId: booking._id, after: { state, start, end }, ...reason });
  await tellBooking(room, tx, booking, 'requested', []);
  if (state === 'REQUESTED') notifyAbout(tx, booking, 'booking.requested', [room.kernel.platform.id]);
  if (state === 'PLATFORM_ACCEPTED') notifyAbout(tx, booking, 'booking.requested', [booking.unitId]);
  if (state === 'CONFIRMED') await tellBooking(room, tx, booking, 'confirmed', ['USER', 'UNIT']);
}
