import type { ClientSession } from 'mongoose';
import type { Caller } from '../../../kernel/caller.ts';
import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import type { BookingRow, InstrumentRatingRow } from '../models.ts';
import { instrumentById } from './instruments.ts';
import { isStaffOf } from './parties.ts';
import type { BookingRoom } from './room.ts';

/** How many bookings of an instrument a user is offered to rate. */
const MOST_OFFERED = 10;

export async function ratingById(
  room: BookingRoom,
  id: string,
  session?: ClientSession,
): Promise<InstrumentRatingRow | null> {
  return room.models.ratings
    .findById(id)
    .session(session ?? null)
    .lean<InstrumentRatingRow | null>();
}

/** For a DataLoader: the rating of each booking. */
export async function ratingsOfBookings(
  room: BookingRoom,
  bookingIds: readonly string[],
  session?: ClientSession,
): Promise<(InstrumentRatingRow | null)[]> {
  const rows = await room.models.ratings
    .find({ bookingId: { $in: [...bookingIds] } })
    .session(session ?? null)
    .lean<InstrumentRatingRow[]>();
  const found = new Map(rows.map((row) => [row.bookingId, row]));
  return bookingIds.map((id) => found.get(id) ?? null);
}

/** What users say of an instrument, latest first. Hidden ones: to their author, the laboratory, the platform's staff. */
export async function ratingsOf(
  room: BookingRoom,
  caller: Caller,
  instrumentId: string,
  page: PageRequest,
): Promise<Page<InstrumentRatingRow>> {
  const instrument = await instrumentById(room, instrumentId);
  const seesAll = instrument !== null && isStaffOf(caller, instrument.path);
  const own = caller.subject === '' ? [] : [{ raterId: caller.subject }];
  const shown = seesAll ? {} : { $or: [{ hiddenReason: null }, ...own] };
  return pageOf(room.models.ratings, { instrumentId, ...shown }, { field: 'at', direction: -1 }, page);
}

/** The caller's completed bookings of an instrument without a rating, latest first. Cost: two indexed reads. */
export async function rateableBookings(room: BookingRoom, caller: Caller, instrumentId: string): Promise<BookingRow[]> {
  const rows = await room.models.bookings
    .find({ userId: caller.subject, instrumentId, state: 'COMPLETED' })
    .sort({ start: -1, _id: -1 })
    .limit(5 * MOST_OFFERED)
    .lean<BookingRow[]>();
  const candidates = rows.filter(({ home, path }) => home !== room.kernel.platform.id || !isStaffOf(caller, path));
  const ratings = await ratingsOfBookings(
    room,
    candidates.map(({ _id }) => _id),
  );
  return candidates.filter((_, index) => !ratings[index]).slice(0, MOST_OFFERED);
}

export function isAuthor(caller: Caller, { raterId }: InstrumentRatingRow): boolean {
  return raterId !== '' && raterId === caller.subject;
}
