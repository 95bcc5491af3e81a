import { averageHundredths, MOST_STARS } from '../../kernel/rating.ts';

/** What an instrument's record keeps of its ratings. */
export interface Rated {
  readonly ratingHundredths: number | null;
  readonly ratingDistribution: readonly number[];
}

/** The fields of a distribution (one star first), also of one that a partner sent: none when it is not five counts. */
export function ratedAs(distribution: unknown): Rated | Record<string, never> {
  if (!isDistribution(distribution)) return {};
  const ratings = countOf(distribution);
  const stars = distribution.reduce((sum, count, index) => sum + count * (index + 1), 0);
  return { ratingHundredths: averageHundredths(ratings, stars), ratingDistribution: distribution };
}

function isDistribution(value: unknown): value is readonly number[] {
  const isCount = (one: unknown): boolean => Number.isSafeInteger(one) && Number(one) >= 0;
  return Array.isArray(value) && value.length === MOST_STARS && value.every(isCount);
}

const countOf = (distribution: readonly number[]): number => distribution.reduce((sum, count) => sum + count, 0);

/** All ratings together as the graph tells them; null while there is none. */
export function ratingSummary({ ratingHundredths, ratingDistribution }: Partial<Rated>) {
  if (!ratingHundredths || !ratingDistribution) return null;
  return {
    hundredths: ratingHundredths,
    count: countOf(ratingDistribution),
    distribution: [...ratingDistribution],
  };
}
