import { compareValues } from '../bson/compare.ts';
import { finite, writeDecimal } from '../bson/decimal.ts';
import { createGroupKey } from '../bson/grouping.ts';
import { arithmetic, exactOfDouble, toInteger, toLong, toNumber } from '../bson/numbers.ts';
import { Double, Int32, isNumeric, typeOf } from '../bson/types.ts';
import { type ExpressionOptions, isNullish } from './evaluate.ts';

/** A running total that loses no digit it needn't: integers exactly, doubles as a pair (value and error), decimals at 34 digits, as MongoDB sums. */
class Sum {
  private integers = 0n;
  private high = 0;
  private low = 0;
  private decimals: unknown;
  private widest = 16;
  private special = 0;
  count = 0;

  add(value: unknown): void {
    if (!isNumeric(value)) return;
    this.count += 1;
    const type = typeOf(value);
    if (type === 19) this.decimals = this.decimals === undefined ? value : arithmetic('add', this.decimals, value);
    else if (type === 1) this.addDouble(toNumber(value));
    else this.integers += toInteger(value) ?? 0n;
    if (RANK[type as 16] > RANK[this.widest as 16]) this.widest = type;
  }

  private addDouble(value: number): void {
    if (!Number.isFinite(value)) {
      this.special += value;
      return;
    }
    const sum = this.high + value;
    const part = sum - this.high;
    this.low += this.high - (sum - part) + (value - part);
    this.high = sum;
  }

  total(): unknown {
    if (this.widest === 19) return arithmetic('add', this.decimals, exactly(this.nonDecimal()));
    return this.nonDecimal();
  }

  private nonDecimal(): unknown {
    if (this.widest !== 1 && this.high === 0 && this.low === 0 && this.special === 0) return this.integerTotal();
    if (this.special !== 0 || Number.isNaN(this.special)) return new Double(this.special);
    const whole = Number(this.integers);
    return new Double(this.high + whole + (this.low + Number(this.integers - BigInt(whole))));
  }

  private integerTotal(): unknown {
    const fitsInt = this.integers >= -(2n ** 31n) && this.integers < 2n ** 31n;
    if (this.widest === 16 && fitsInt) return new Int32(Number(this.integers));
    const fitsLong = this.integers >= -(2n ** 63n) && this.integers < 2n ** 63n;
    return fitsLong ? toLong(this.integers) : new Double(Number(this.integers));
  }

  average(): unknown {
    if (this.count === 0) return null;
    const total = this.total();
    return arithmetic('divide', typeOf(total) === 19 ? total : new Double(toNumber(total)), new Int32(this.count));
  }
}

/** Here a double counts with all its digits, not with 15 of them as in `$add`. */
function exactly(value: unknown): unknown {
  const number = toNumber(value);
  if (typeOf(value) !== 1 || !Number.isFinite(number)) return value;
  const { coefficient, exponent } = exactOfDouble(number);
  return writeDecimal(finite(number < 0, coefficient < 0n ? -coefficient : coefficient, exponent));
}

const RANK = { 16: 0, 18: 1, 1: 2, 19: 3 } as const;

/** What `$group` keeps for one field of one group. */
export interface Accumulator {
  add(value: unknown): void;
  result(): unknown;
}

export type CreateAccumulator = (options: Pick<ExpressionOptions, 'collation'>) => Accumulator;

const sum = (finish: (sum: Sum) => unknown) => (): Accumulator => {
  const total = new Sum();
  return { add: (value) => total.add(value), result: () => finish(total) };
};

const extreme =
  (sign: 1 | -1): CreateAccumulator =>
  ({ collation }) => {
    let best: unknown;
    return {
      add(value) {
        if (isNullish(value)) return;
        if (best === undefined || compareValues(value, best, collation) * sign > 0) best = value;
      },
      result: () => best ?? null,
    };
  };

function list(): Accumulator {
  const values: unknown[] = [];
  return { add: (value) => value !== undefined && values.push(value), result: () => values };
}

const set: CreateAccumulator = ({ collation }) => {
  const values = new Map<string, unknown>();
  const keyOf = createGroupKey(collation);
  return {
    add(value) {
      const key = value === undefined ? undefined : keyOf(value);
      if (key !== undefined && !values.has(key)) values.set(key, value);
    },
    result: () => [...values.values()],
  };
};

function first(): Accumulator {
  let held: { value: unknown } | undefined;
  return {
    add(value) {
      held ??= { value };
    },
    result: () => held?.value ?? null,
  };
}

function last(): Accumulator {
  let held: unknown;
  return {
    add(value) {
      held = value;
    },
    result: () => held ?? null,
  };
}

function counted(): Accumulator {
  const total = new Sum();
  return { add: () => total.add(new Int32(1)), result: () => total.total() };
}

export const ACCUMULATORS: Record<string, CreateAccumulator> = {
  $sum: sum((total) => total.total()),
  $avg: sum((total) => total.average()),
  $min: extreme(-1),
  $max: extreme(1),
  $first: first,
  $last: last,
  $push: list,
  $addToSet: set,
  $count: counted,
};

/** Those whose memory grows with the documents, not with the groups. */
export const COLLECTING: ReadonlySet<string> = new Set(['$push', '$addToSet']);

/** Known to MongoDB, refused here. */
export const REFUSED_ACCUMULATORS: ReadonlySet<string> = new Set(
  (
    '$mergeObjects $top $topN $bottom $bottomN $firstN $lastN $minN $maxN $stdDevPop $stdDevSamp $median $percentile ' +
    '$accumulator $concatArrays $setUnion'
  ).split(' '),
);
