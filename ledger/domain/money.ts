/** `a × b ÷ divisor`, exact, rounded half up (away from zero). All integers. Throws when the result is not a safe integer. */
export function multiplyAndDivide(a: number, b: number, divisor: number): number {
  const product = BigInt(a) * BigInt(b);
  const by = BigInt(divisor);
  const half = by / 2n;
  const rounded = product >= 0n ? (product + half) / by : -((-product + half) / by);
  return safe(rounded);
}

/**
 * Splits a whole amount in proportion to the weights so that the parts sum to it exactly: each gets its floor, and what is left goes by one to the
 * largest remainders (ties: the earlier one). With no positive weight nothing can be shared out: all parts are 0.
 */
export function distribute(amount: number, weights: readonly number[]): readonly number[] {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} cannot be distributed`);
  if (weights.some((weight) => !Number.isSafeInteger(weight) || weight < 0))
    throw new RangeError('weights are whole and not negative');
  const total = weights.reduce((sum, weight) => sum + BigInt(weight), 0n);
  if (total === 0n) return weights.map(() => 0);
  const shares = weights.map((weight, index) => {
    const product = BigInt(amount) * BigInt(weight);
    return { index, part: product / total, remainder: product % total };
  });
  let left = BigInt(amount) - shares.reduce((sum, share) => sum + share.part, 0n);
  const byRemainder = shares.toSorted((a, b) => compare(b.remainder, a.remainder) || a.index - b.index);
  const parts = shares.map((share) => share.part);
  for (const { index } of byRemainder) {
    if (left === 0n) break;
    parts[index] = (parts[index] ?? 0n) + 1n;
    left -= 1n;
  }
  return parts.map(safe);
}

/** Fen as yuan with two places: `1,234.50`. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : '';
  const digits = String(Math.abs(fen)).padStart(3, '0');
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',');
  return `${sign}${whole}.${digits.slice(-2)}`;
}

function compare(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function safe(value: bigint): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError(`${value} is beyond exact whole numbers`);
  return number;
}
