import { createHash } from 'node:crypto';

/** A deterministic source of numbers: the same seed gives the same network on every machine. */
export interface Random {
  /** A whole number in `[min, max]`. */
  int(min: number, max: number): number;
  pick<T>(items: readonly T[]): T;
  /** True with probability `numerator / denominator`. */
  chance(numerator: number, denominator: number): boolean;
}

/** mulberry32: 32 bits of state are plenty for a few hundred thousand draws, and it is the same everywhere. */
export function randomFrom(seed: string): Random {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
  const int = (min: number, max: number): number => min + (next() % (max - min + 1));
  return {
    int,
    pick: (items) => {
      const item = items[int(0, items.length - 1)];
      if (item === undefined) throw new RangeError('nothing to pick from');
      return item;
    },
    chance: (numerator, denominator) => int(1, denominator) <= numerator,
  };
}

/** Splits `total` into parts in proportion to `weights`, exactly (largest remainder). */
export function distribute(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const floors = weights.map((weight) => Math.floor((total * weight) / sum));
  const order = weights
    .map((weight, index) => ({ index, remainder: (total * weight) % sum }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index);
  let left = total - floors.reduce((a, b) => a + b, 0);
  for (const { index } of order) {
    if (left-- <= 0) break;
    floors[index] = (floors[index] ?? 0) + 1;
  }
  return floors;
}

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A global id that depends on the key alone, `mdj:unit:01…`: ten characters of a fixed time, sixteen of the key's hash. */
export function seedId(platform: string, kind: string, key: string): string {
  const hash = createHash('sha256').update(`${platform}/${kind}/${key}`).digest();
  let random = '';
  for (let i = 0; i < 16; i++) random += CROCKFORD[(hash[i] ?? 0) & 31];
  return `${platform}:${kind}:014QQ6TQ00${random}`;
}
