export type RatedHoursClass = 'GENERAL' | 'SPECIAL';
export type Sharing = 'NOT_SHARED' | 'UNIT' | 'CITY' | 'PROVINCE' | 'NATION';

/** Rated minutes a year (年定额机时): 7 h × 5 d × 40 wk and 4 h × 5 d × 40 wk (教高司条函[2000]010号). */
export const ratedMinutesPerYear: Readonly<Record<RatedHoursClass, number>> = { GENERAL: 84_000, SPECIAL: 48_000 };

/** Original value from which an instrument is large in the city's and province's sharing scheme: ¥200,000 (domain.md §3). */
export const largeFromFen = 20_000_000;

/** Levels that only large instruments may be shared on. */
const levelsForLarge: ReadonlySet<Sharing> = new Set(['PROVINCE', 'NATION']);

/** Is the original value, in fen, at least ¥200,000? An unknown value is not. */
export function isLarge(originalValueFen: number | null): boolean {
  return originalValueFen !== null && originalValueFen >= largeFromFen;
}

/** May an instrument of this value be shared so far? */
export function mayReach(sharing: Sharing, originalValueFen: number | null): boolean {
  return !levelsForLarge.has(sharing) || isLarge(originalValueFen);
}

/** Open rate (开放率) in hundredths of a percent, rounded half up: shared ÷ all in service; null when there are none. */
export function openRate(shared: number, all: number): number | null {
  return all === 0 ? null : Math.floor((shared * 20_000 + all) / (2 * all));
}
