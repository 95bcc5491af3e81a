export type Component = 'HOUR' | 'SAMPLE' | 'ITEM' | 'RUN' | 'CONSUMABLE' | 'OPERATOR_HOUR';

/** What was or will be done for one item of a request. */
export interface Work {
  readonly sampleCount: number;
  /** Machine time in minutes. */
  readonly minutes: number;
}

const quantityOf: Readonly<Record<Component, (work: Work) => number>> = {
  HOUR: ({ minutes }) => minutes,
  OPERATOR_HOUR: ({ minutes }) => minutes,
  SAMPLE: ({ sampleCount }) => sampleCount,
  RUN: ({ sampleCount }) => sampleCount,
  CONSUMABLE: ({ sampleCount }) => sampleCount,
  ITEM: () => 1,
};

/** Quantity of a price component: minutes for hour components, pieces for the others. */
export function quantity(component: Component, work: Work): number {
  return quantityOf[component](work);
}

/** Splits minutes over items in proportion to their samples; the parts add up exactly (largest remainder, ties in order). */
export function shareMinutes(minutes: number, sampleCounts: readonly number[]): number[] {
  const total = sampleCounts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return sampleCounts.map((_, index) => (index === 0 ? minutes : 0));
  const whole = sampleCounts.map((count) => Math.floor((minutes * count) / total));
  const remainders = sampleCounts.map((count, index) => ({ index, rest: (minutes * count) % total }));
  const missing = minutes - whole.reduce((sum, part) => sum + part, 0);
  const favoured = new Set(
    remainders
      .sort((a, b) => b.rest - a.rest || a.index - b.index)
      .slice(0, missing)
      .map(({ index }) => index),
  );
  return whole.map((part, index) => (favoured.has(index) ? part + 1 : part));
}
