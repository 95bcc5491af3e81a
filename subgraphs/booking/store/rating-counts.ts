import type { Tx } from '../../../kernel/types.ts';
import { counted, STAR_COUNTS, type StarCount } from '../domain/rating.ts';
import type { RatingCountsRow } from '../models.ts';
import type { BookingRoom } from './room.ts';

export interface RatingChange {
  readonly stars: number;
  readonly by: 1 | -1;
}

/**
 * Adds ratings to an instrument's counts and tells the registry, which keeps the average with the instrument: `instrumentRating.counted`.
 * Cost: one write and one read of the same document.
 */
export async function countRatings(
  room: BookingRoom,
  tx: Tx,
  instrumentId: string,
  changes: readonly RatingChange[],
): Promise<void> {
  const amounts = Object.fromEntries(STAR_COUNTS.map((name) => [name, 0])) as Record<StarCount, number>;
  for (const { stars, by } of changes)
    for (const [name, amount] of Object.entries(counted(stars, by))) amounts[name as StarCount] += amount;
  const counts = await room.models.ratingCounts
    .findOneAndUpdate(
      { _id: instrumentId },
      { $inc: { ...amounts, version: 1 } },
      { upsert: true, returnDocument: 'after', session: tx.session },
    )
    .lean<RatingCountsRow>();
  const { version } = counts;
  const distribution = STAR_COUNTS.map((name) => counts[name]);
  tx.emit({ type: 'instrumentRating.counted', recordId: instrumentId, version, payload: { distribution } });
}
