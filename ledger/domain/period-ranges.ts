import { nextPeriod, type Period } from './periods.ts';

/** A range of periods, both ends outside of it; null: no end. */
export interface OpenRange {
  readonly after: Period | null;
  readonly before: Period | null;
}

/** The periods that are not among `known`, as few ranges as there are gaps: what remains to be read when the known ones are summed already. */
export function rangesOutside(known: readonly Period[]): readonly OpenRange[] {
  const sorted = [...new Set(known)].sort();
  const ranges: OpenRange[] = [{ after: null, before: sorted[0] ?? null }];
  for (const [index, period] of sorted.entries()) {
    const following = sorted[index + 1] ?? null;
    if (following !== nextPeriod(period)) ranges.push({ after: period, before: following });
  }
  return ranges;
}
