import type { DeliveredEvent } from '../../../kernel/events/types.ts';
import { platformOf } from '../../../kernel/ids.ts';
import type { Tx } from '../../../kernel/types.ts';
import type { InstrumentRatingRow } from '../models.ts';
import { ratingsOfBookings } from './rating-reads.ts';
import { bookingById } from './reads.ts';
import type { BookingRoom } from './room.ts';

/** What an answer to a rating is: the laboratory's reply, and whether the staff hides it. */
type Answer = Pick<InstrumentRatingRow, 'reply' | 'repliedAt' | 'hiddenReason'>;

/** Tells the author what became of a rating: by a notice here, by an event to the platform where the author is at home. Who was erased is told nothing. */
export async function tellAuthor(
  room: BookingRoom,
  tx: Tx,
  before: InstrumentRatingRow,
  after: InstrumentRatingRow,
): Promise<void> {
  const booking = await bookingById(room, after.bookingId, tx.session);
  if (!booking || after.raterId === '') return;
  if (booking.userHome === room.kernel.platform.id) return notifyAuthor(tx, before, after, booking.instrumentTitle);
  const { _id: recordId, version, bookingId, reply, repliedAt, hiddenReason } = after;
  await room.kernel.partners.deliver(tx, booking.userHome, {
    type: 'instrumentRating.answered',
    recordId,
    version,
    payload: { bookingId, reply, repliedAt: repliedAt?.toISOString() ?? null, hiddenReason },
  });
}

function notifyAuthor(tx: Tx, before: Answer, after: InstrumentRatingRow, instrumentTitle: string): void {
  const notice = { to: [after.raterId], about: after._id };
  const title = instrumentTitle || after.instrumentId;
  const { reply, hiddenReason } = after;
  if (reply !== null && reply !== before.reply)
    tx.notify({ ...notice, template: 'instrumentRating.replied', values: { title, reply } });
  if (hiddenReason !== null && hiddenReason !== before.hiddenReason)
    tx.notify({ ...notice, template: 'instrumentRating.hidden', values: { title, reason: hiddenReason } });
}

/** Answers to ratings that this platform's users gave elsewhere reach the author's copy. */
export function followRatingAnswers(room: BookingRoom): void {
  room.kernel.consume({
    name: 'booking.ratingAnswers',
    types: ['partner.instrumentRating.answered'],
    handle: (event, tx) => takeAnswer(room, event, tx),
  });
}

/** A platform answers only about its own instruments; an older word changes nothing. */
async function takeAnswer(room: BookingRoom, { recordId, version, payload }: DeliveredEvent, tx: Tx): Promise<void> {
  const booking = await bookingById(room, String(payload.bookingId), tx.session);
  const [copy] = booking ? await ratingsOfBookings(room, [booking._id], tx.session) : [];
  if (!booking || !copy || copy.home !== platformOf(recordId)) {
    room.kernel.log.warn({ recordId }, 'no rating for an answer of a partner');
    return;
  }
  if (version <= copy.version) return;
  const after = { ...copy, ...answerOf(payload), version };
  await room.models.ratings.replaceOne({ _id: copy._id }, after, { session: tx.session });
  if (copy.raterId !== '') notifyAuthor(tx, copy, after, booking.instrumentTitle);
}

function answerOf({ reply, repliedAt, hiddenReason }: DeliveredEvent['payload']): Answer {
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
  const at = new Date(text(repliedAt) ?? Number.NaN);
  return {
    reply: text(reply),
    repliedAt: Number.isNaN(at.getTime()) ? null : at,
    hiddenReason: text(hiddenReason),
  };
}
