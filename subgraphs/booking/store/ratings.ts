import type { Caller } from '../../../kernel/caller.ts';
import { ratingProblems } from '../../../kernel/rating.ts';
import { notFound, notPermitted, refuseProblems, type Text } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { amendableUntil } from '../domain/rating.ts';
import type { InstrumentRatingRow } from '../models.ts';
import { countRatings } from './rating-counts.ts';
import {
  newRating,
  notRateable,
  type RateInput,
  type RateSuccess,
  type RatingSuccess,
  rateableBooking,
  refuseRated,
} from './rating-new.ts';
import { isAuthor, ratingById } from './rating-reads.ts';
import { rateRemote } from './rating-remote.ts';
import { bookingById } from './reads.ts';
import { type BookingRoom, command } from './room.ts';

/** The user of a completed booking rates the instrument, once a booking; one of another platform's instrument is given there. */
export async function rateInstrument(
  room: BookingRoom,
  caller: Caller,
  input: RateInput,
): Promise<RateSuccess | RefusalValue> {
  const known = await bookingById(room, input.bookingId);
  if (known && known.home !== room.kernel.platform.id) return rateRemote(room, caller, known, input);
  return command(room, caller, 'rateInstrument', input, async (tx) => {
    const booking = await rateableBooking(room, tx, input);
    // Written before the look for an earlier rating: who rates the same booking at once conflicts here, and finds the other one's when tried again.
    await countRatings(room, tx, booking.instrumentId, [{ stars: input.stars, by: 1 }]);
    await refuseRated(room, tx, booking._id);
    const rating = newRating(room, tx, booking, input);
    await room.models.ratings.insertMany([rating], { session: tx.session });
    tx.audit({ action: 'rateInstrument', recordId: booking.instrumentId, after: rating });
    const values = { title: booking.instrumentTitle, stars: String(rating.stars) };
    tx.notify({ template: 'instrumentRating.given', to: [booking.unitId], about: rating._id, values });
    return { __typename: 'RateInstrumentSuccess', ratingId: rating._id, bookingId: booking._id };
  });
}

const LATE: Text = {
  zh: '评价只能在 14 天内修改。',
  en: 'A rating can be changed within 14 days only.',
};
const ELSEWHERE: Text = {
  zh: '评价已送达仪器的归属平台，不能在本平台修改。',
  en: 'The rating stands at the instrument’s home platform and cannot be changed here.',
};

/** Its author changes a rating within 14 days. */
export function amendRating(
  room: BookingRoom,
  caller: Caller,
  input: Omit<RateInput, 'bookingId'> & { readonly ratingId: string },
): Promise<RatingSuccess | RefusalValue> {
  return command(room, caller, 'amendInstrumentRating', input, async (tx) => {
    const before = await ratingById(room, input.ratingId, tx.session);
    if (!before) throw notFound(caller, input.ratingId);
    if (!isAuthor(caller, before)) throw notPermitted(caller);
    refuseProblems(caller, ratingProblems(input));
    if (before.home !== room.kernel.platform.id) throw notRateable(caller, ELSEWHERE);
    if (tx.now > amendableUntil(before)) throw notRateable(caller, LATE);
    const after = { ...before, stars: input.stars, text: input.text?.trim() || null, amendedAt: tx.now };
    await saveRating(room, tx, before, after, 'amendInstrumentRating');
    return { __typename: 'AmendInstrumentRatingSuccess', ratingId: before._id };
  });
}

/** Writes a changed rating; what everybody sees of it is counted anew. Gives it as it is stored. */
export async function saveRating(
  room: BookingRoom,
  tx: Tx,
  before: InstrumentRatingRow,
  after: InstrumentRatingRow,
  action: string,
  reason?: string,
): Promise<InstrumentRatingRow> {
  const where = { _id: before._id, version: before.version };
  const saved = { ...after, version: before.version + 1 };
  const { matchedCount } = await room.models.ratings.replaceOne(where, saved, { session: tx.session });
  if (matchedCount !== 1) throw new Error(`${before._id} is no longer at version ${before.version}`);
  tx.audit({ action, recordId: before.instrumentId, before, after: saved, ...(reason ? { reason } : {}) });
  const went = before.hiddenReason === null ? [{ stars: before.stars, by: -1 as const }] : [];
  const came = after.hiddenReason === null ? [{ stars: after.stars, by: 1 as const }] : [];
  const isSame = went.length === came.length && before.stars === after.stars;
  if (!isSame) await countRatings(room, tx, before.instrumentId, [...went, ...came]);
  return saved;
}
