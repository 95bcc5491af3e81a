/** How long an author may change a rating. */
export const AMEND_DAYS = 14;
const DAY_MS = 86_400_000;

/** Until when its author may change a rating given at `at`. */
export function amendableUntil({ at }: { readonly at: Date }): Date {
  return new Date(at.getTime() + AMEND_DAYS * DAY_MS);
}

/** Names of the counts by stars, one star first. */
export const STAR_COUNTS = ['one', 'two', 'three', 'four', 'five'] as const;
export type StarCount = (typeof STAR_COUNTS)[number];

/** What a rating that comes (+1) or goes (−1) adds to the counts. Stars between 1 and 5. */
export function counted(stars: number, by: 1 | -1): Readonly<Partial<Record<StarCount, number>>> {
  const name = STAR_COUNTS[stars - 1];
  if (!name) throw new RangeError(`${stars} is not between 1 and ${STAR_COUNTS.length} stars`);
  return { [name]: by };
}
