/** What a member unit or expert served in a year. Minutes, pieces and effect points are whole. */
export interface Served {
  readonly payee: string;
  readonly count: number;
  readonly minutes: number;
  readonly effect: number;
}

/** Weights in percent; they sum to 100 (次数、时间、效果). */
export interface Formula {
  readonly countWeight: number;
  readonly durationWeight: number;
  readonly effectWeight: number;
}

export interface CompensationLine extends Served {
  readonly fen: number;
}

/** A year's rule is usable when its weights are whole, not negative, and sum to 100. */
export function isSound(formula: Formula): boolean {
  const weights = [formula.countWeight, formula.durationWeight, formula.effectWeight];
  return (
    weights.every((weight) => Number.isInteger(weight) && weight >= 0) && weights.reduce((a, b) => a + b, 0) === 100
  );
}

/**
 * Splits the year's budget: each criterion shares out its weight's part of the budget in proportion to what was served. A criterion in which nobody
 * has anything pays nobody. Every step is whole fen by largest remainder (`distribute`), so the same inputs always give the same fen.
 */
export function compensate(
  budgetFen: number,
  formula: Formula,
  served: readonly Served[],
  distribute: (amount: number, weights: readonly number[]) => readonly number[],
): readonly CompensationLine[] {
  const payees = served.toSorted((a, b) => (a.payee < b.payee ? -1 : 1));
  const [countPot = 0, durationPot = 0, effectPot = 0] = distribute(budgetFen, [
    formula.countWeight,
    formula.durationWeight,
    formula.effectWeight,
  ]);
  const byCount = distribute(
    countPot,
    payees.map((one) => one.count),
  );
  const byDuration = distribute(
    durationPot,
    payees.map((one) => one.minutes),
  );
  const byEffect = distribute(
    effectPot,
    payees.map((one) => one.effect),
  );
  return payees.map((one, index) => ({
    ...one,
    fen: (byCount[index] ?? 0) + (byDuration[index] ?? 0) + (byEffect[index] ?? 0),
  }));
}
