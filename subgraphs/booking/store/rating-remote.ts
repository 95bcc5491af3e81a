import type { Caller } from '../../../kernel/caller.ts';
import { toldBy } from '../../../kernel/partner-intents.ts';
import { say, type Text } from '../../../kernel/refusals.ts';
import { type RefusalValue, Refused } from '../../../kernel/types.ts';
import type { BookingRow } from '../models.ts';
import { newRating, type RateInput, type RateSuccess, rateableBooking, refuseRated } from './rating-new.ts';
import { ratingsOfBookings } from './rating-reads.ts';
import { type BookingRoom, command, refusal } from './room.ts';

const RATE = `mutation Rate($input: PartnerRatingInput!) { rateBooking(input: $input) {
  __typename ... on PartnerBooking { id } ... on PartnerRefusal { refusal message details } } }`;

/** Refusals of `RateInstrumentPayload` that a home platform may answer. */
const REFUSALS: ReadonlySet<string> = new Set([
  'NotRateable',
  'WrongState',
  'NotFound',
  'NotPermitted',
  'InvalidInput',
]);

const OLDER: Text = {
  zh: '仪器归属平台的软件版本较旧，还不接受其他平台用户的评价；请在该平台门户登录后评价。',
  en: 'The instrument’s home platform runs older software and takes no ratings from users of other platforms: log in at its portal to rate.',
};
const UNAVAILABLE: Text = {
  zh: '仪器归属平台暂时无法访问，评价没有送达，请稍后再试。',
  en: 'The instrument’s home platform cannot be asked now. The rating was not delivered: try again later.',
};

/**
 * Rates an instrument of another platform: the home platform takes the rating or refuses it, under the same key as often as it is repeated; then a copy is kept
 * here, so that the author sees it and is not asked again. Cost: one round trip.
 */
export async function rateRemote(
  room: BookingRoom,
  caller: Caller,
  mirror: BookingRow,
  input: RateInput,
): Promise<RateSuccess | RefusalValue> {
  const [earlier] = await ratingsOfBookings(room, [mirror._id]);
  const told = earlier ? null : ((await refusedHere(room, caller, input)) ?? (await ask(room, caller, mirror, input)));
  if (told) return told;
  return command(room, caller, 'rateInstrument', input, async (tx) => {
    await refuseRated(room, tx, mirror._id);
    const rating = newRating(room, tx, mirror, input);
    await room.models.ratings.insertMany([rating], { session: tx.session });
    tx.audit({ action: 'rateInstrument', recordId: mirror.instrumentId, after: rating });
    return { __typename: 'RateInstrumentSuccess', ratingId: rating._id, bookingId: mirror._id };
  });
}

/** What can be said without asking the partner. */
async function refusedHere(room: BookingRoom, caller: Caller, input: RateInput): Promise<RefusalValue | null> {
  try {
    await room.kernel.transact(caller, (tx) => rateableBooking(room, tx, input));
    return null;
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

async function ask(
  room: BookingRoom,
  caller: Caller,
  mirror: BookingRow,
  { idempotencyKey, stars, text }: RateInput,
): Promise<RefusalValue | null> {
  const given = { idempotencyKey, id: mirror.remoteId, stars, text: text ?? null };
  const answer = await room.kernel.partners.call(mirror.home, caller, RATE, { input: given });
  if (!answer.ok) return unanswered(caller, mirror.home, answer.message);
  const outcome = answer.data.rateBooking as Parameters<typeof toldBy>[1] & { readonly __typename: string };
  return outcome.__typename === 'PartnerBooking' ? null : toldBy({ refusals: REFUSALS }, outcome);
}

/** A platform of an older contract refuses the document as a whole. */
function unanswered(caller: Caller, platform: string, message: string): RefusalValue {
  if (message.includes('GRAPHQL_VALIDATION_FAILED')) return { __typename: 'NotRateable', message: say(caller, OLDER) };
  return refusal(caller, 'PartnerUnavailable', UNAVAILABLE, { platform }).refusal;
}
