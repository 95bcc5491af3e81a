import type { Problem } from './refusals.ts';

/** What somebody who was served says of the service, and the provider's one reply. */
export interface GivenRating {
  /** 1 to 5. */
  readonly stars: number;
  readonly text: string | null;
  readonly at: Date;
  readonly reply: string | null;
}

export const MOST_STARS = 5;
const LONGEST_TEXT = 2_000;

/** What is wrong with a rating as it is given. */
export function ratingProblems(given: { readonly stars: number; readonly text?: string | null | undefined }) {
  return [starsProblem(given.stars), textProblem(given.text)];
}

function starsProblem(stars: number): Problem | null {
  if (Number.isInteger(stars) && stars >= 1 && stars <= MOST_STARS) return null;
  return { field: 'stars', text: { zh: '须为 1 至 5。', en: 'Must be 1 to 5.' } };
}

function textProblem(text: string | null | undefined): Problem | null {
  if ((text ?? '').length <= LONGEST_TEXT) return null;
  const said = { zh: `最多 ${LONGEST_TEXT} 字。`, en: `At most ${LONGEST_TEXT} characters.` };
  return { field: 'text', text: said };
}

/** The average of `ratings` ratings that have `stars` stars together, in hundredths (100 to 500); null without ratings. */
export function averageHundredths(ratings: number, stars: number): number | null {
  return ratings === 0 ? null : Math.round((100 * stars) / ratings);
}
