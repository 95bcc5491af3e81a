import { type Caller, holds, PLATFORM_STAFF } from '../../../kernel/caller.ts';
import { notFound, notPermitted, refuseProblems, required, wrongState } from '../../../kernel/refusals.ts';
import type { RefusalValue, Tx } from '../../../kernel/types.ts';
import { amendableUntil } from '../domain/rating.ts';
import type { InstrumentRatingRow } from '../models.ts';
import { isStaffOf } from './parties.ts';
import type { RatingSuccess } from './rating-new.ts';

import { isAuthor, ratingById } from './rating-reads.ts';
import { tellAuthor } from './rating-tell.ts';
import { saveRating } from './ratings.ts';
import { type BookingRoom, command } from './room.ts';

interface ReplyInput {
  readonly idempotencyKey: string;
  readonly ratingId: string;
  readonly text: string;
}

/** The laboratory replies to a rating, once; its author is told. */
export function replyToRating(
  room: BookingRoom,
  caller: Caller,
  input: ReplyInput,
): Promise<RatingSuccess | RefusalValue> {
  return command(room, caller, 'replyToInstrumentRating', input, async (tx) => {
    refuseProblems(caller, [required('text', input.text)]);
    const before = await ownRating(room, tx, input.ratingId);
    if (!isStaffOf(caller, before.path)) throw notPermitted(caller);
    if (before.reply !== null) throw wrongState(caller, 'REPLIED', []);
    const reply = input.text.trim();
    const after = { ...before, reply, repliedAt: tx.now };
    await tellAuthor(room, tx, before, await saveRating(room, tx, before, after, 'replyToInstrumentRating'));
    return { __typename: 'ReplyToInstrumentRatingSuccess', ratingId: before._id };
  });
}

interface ModerateInput {
  readonly idempotencyKey: string;
  readonly ratingId: string;
  readonly reason: string;
}

/** Takes a rating out of sight and out of the average; its author is told why. */
export function hideRating(
  room: BookingRoom,
  caller: Caller,
  input: ModerateInput,
): Promise<RatingSuccess | RefusalValue> {
  return command(room, caller, 'hideInstrumentRating', input, async (tx) => {
    const before = await moderated(room, tx, input);
    if (before.hiddenReason !== null) throw wrongState(caller, 'HIDDEN', ['showInstrumentRating']);
    const hiddenReason = input.reason.trim();
    const after = { ...before, hiddenReason };
    await tellAuthor(room, tx, before, await saveRating(room, tx, before, after, 'hideInstrumentRating', hiddenReason));
    return { __typename: 'ModerateInstrumentRatingSuccess', ratingId: before._id };
  });
}

/** Shows and counts a hidden rating again. */
export function showRating(
  room: BookingRoom,
  caller: Caller,
  input: ModerateInput,
): Promise<RatingSuccess | RefusalValue> {
  return command(room, caller, 'showInstrumentRating', input, async (tx) => {
    const before = await moderated(room, tx, input);
    if (before.hiddenReason === null) throw wrongState(caller, 'SHOWN', ['hideInstrumentRating']);
    const after = { ...before, hiddenReason: null };
    const saved = await saveRating(room, tx, before, after, 'showInstrumentRating', input.reason.trim());
    await tellAuthor(room, tx, before, saved);
    return { __typename: 'ModerateInstrumentRatingSuccess', ratingId: before._id };
  });
}

/** A rating in the hands of the platform's staff. Throws `InvalidInput`, `NotFound`, `NotPermitted`. */
async function moderated(room: BookingRoom, tx: Tx, input: ModerateInput): Promise<InstrumentRatingRow> {
  refuseProblems(tx.caller, [required('reason', input.reason)]);
  const rating = await ownRating(room, tx, input.ratingId);
  if (!isModerator(tx.caller, rating)) throw notPermitted(tx.caller);
  return rating;
}

/** Of an instrument of this platform: a copy of what a partner keeps is answered there. */
async function ownRating(room: BookingRoom, tx: Tx, id: string): Promise<InstrumentRatingRow> {
  const rating = await ratingById(room, id, tx.session);
  if (!rating || rating.home !== room.kernel.platform.id) throw notFound(tx.caller, id);
  return rating;
}

const isModerator = (caller: Caller, { path }: InstrumentRatingRow): boolean => holds(caller, PLATFORM_STAFF, path);

/** What the caller may do with a rating now. */
export function possibleRatingSteps(room: BookingRoom, caller: Caller, rating: InstrumentRatingRow): readonly string[] {
  if (rating.home !== room.kernel.platform.id) return [];
  const { hiddenReason, reply, path } = rating;
  const moderates = isModerator(caller, rating);
  const steps: readonly (readonly [string, boolean])[] = [
    ['amendInstrumentRating', isAuthor(caller, rating) && room.kernel.clock.now() <= amendableUntil(rating)],
    ['replyToInstrumentRating', reply === null && isStaffOf(caller, path)],
    ['hideInstrumentRating', moderates && hiddenReason === null],
    ['showInstrumentRating', moderates && hiddenReason !== null],
  ];
  return steps.flatMap(([step, isPossible]) => (isPossible ? [step] : []));
}
