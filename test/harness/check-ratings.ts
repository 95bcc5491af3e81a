import { STAR_COUNTS } from '../../subgraphs/booking/domain/rating.ts';
import type {
  BookingModels,
  BookingRow,
  CorrectionRow,
  InstrumentRatingRow,
  RatingCountsRow,
} from '../../subgraphs/booking/models.ts';

/** What must hold of ratings and corrections, whatever happened: what is broken, in words. */
export async function brokenAfterwards(models: BookingModels, bookings: readonly BookingRow[], platform: string) {
  const ratings = await models.ratings.find({}).lean<InstrumentRatingRow[]>();
  const counts = await models.ratingCounts.find({}).lean<RatingCountsRow[]>();
  const corrections = await models.corrections.find({}).lean<CorrectionRow[]>();
  const states = new Map(bookings.map(({ _id, state }) => [_id, state]));
  return [
    ...ratings
      .filter(({ bookingId }) => states.get(bookingId) !== 'COMPLETED')
      .map(({ _id }) => `${_id} is of no completed booking`),
    ...wrongCounts(
      ratings.filter(({ home }) => home === platform),
      counts,
    ),
    ...corrections
      .filter(({ state, proposedBy, decidedBy }) =>
        state === 'PROPOSED' ? decidedBy !== null : decidedBy === null || decidedBy === proposedBy,
      )
      .map(({ _id, state }) => `${_id} is ${state} without a second person`),
  ];
}

/** The counts equal a recount of what everybody sees. */
function wrongCounts(ratings: readonly InstrumentRatingRow[], counts: readonly RatingCountsRow[]): string[] {
  const shown = Map.groupBy(
    ratings.filter(({ hiddenReason }) => hiddenReason === null),
    ({ instrumentId }) => instrumentId,
  );
  const kept = new Map(counts.map((row) => [row._id, STAR_COUNTS.map((name) => row[name])]));
  return [...new Set([...shown.keys(), ...kept.keys()])].flatMap((id) => {
    const recount = STAR_COUNTS.map(
      (_, star) => (shown.get(id) ?? []).filter(({ stars }) => stars === star + 1).length,
    );
    const has = kept.get(id) ?? STAR_COUNTS.map(() => 0);
    return String(has) === String(recount) ? [] : [`${id} has ratings ${recount} but counts ${has}`];
  });
}
