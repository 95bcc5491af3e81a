import type { Caller } from '../../../kernel/caller.ts';
import { ratingProblems } from '../../../kernel/rating.ts';
import { notFound, notPermitted, refuseProblems, type Text, wrongState } from '../../../kernel/refusals.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { BookingRow, InstrumentRatingRow } from '../models.ts';
import { isStaffOf } from './parties.ts';
import { ratingsOfBookings } from './rating-reads.ts';
import { bookingById, maySeeBooking } from './reads.ts';
import { type BookingRoom, refusal } from './room.ts';

export interface RateInput {
  readonly idempotencyKey: string;
  readonly bookingId: string;
  readonly stars: number;
  readonly text?: string | null | undefined;
}

export interface RatingSuccess {
  readonly __typename: string;
  readonly ratingId: string;
}

export type RateSuccess = RatingSuccess & { readonly bookingId: string };

/** The caller's completed booking. Throws `NotFound`, `NotPermitted`, `InvalidInput`, `WrongState`, `NotRateable`. */
export async function rateableBooking(room: BookingRoom, tx: Tx, input: RateInput): Promise<BookingRow> {
  const { caller } = tx;
  const booking = await bookingById(room, input.bookingId, tx.session);
  if (!booking || !maySeeBooking(caller, booking)) throw notFound(caller, input.bookingId);
  if (booking.userId !== caller.subject) throw notPermitted(caller);
  refuseProblems(caller, ratingProblems(input));
  if (booking.state !== 'COMPLETED') throw wrongState(caller, booking.state, []);
  if (booking.home === room.kernel.platform.id && isStaffOf(caller, booking.path)) throw notRateable(caller, OWN);
  return booking;
}

const OWN: Text = {
  zh: '您负责管理这台仪器，评价由其他用户作出。',
  en: 'You keep this instrument yourself: others rate it.',
};
const RATED: Text = {
  zh: '这次预约已评价过；14 天内可以修改评价。',
  en: 'This booking has been rated already; the rating can be changed within 14 days.',
};

export function notRateable(caller: Caller, text: Text) {
  return refusal(caller, 'NotRateable', text);
}

export async function refuseRated(room: BookingRoom, tx: Tx, bookingId: string): Promise<void> {
  const [earlier] = await ratingsOfBookings(room, [bookingId], tx.session);
  if (earlier) throw notRateable(tx.caller, RATED);
}

/** A rating of a booking as it is given now. */
export function newRating(room: BookingRoom, tx: Tx, booking: BookingRow, input: RateInput): InstrumentRatingRow {
  const { _id: bookingId, instrumentId, path, home, userClass } = booking;
  return {
    _id: room.kernel.newId('instrumentRating'),
    bookingId,
    instrumentId,
    path,
    home,
    raterId: tx.caller.subject,
    userClass,
    stars: input.stars,
    text: input.text?.trim() || null,
    at: tx.now,
    amendedAt: null,
    reply: null,
    repliedAt: null,
    hiddenReason: null,
    version: 1,
  };
}
