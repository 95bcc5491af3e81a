import { Decimal128, Double, Int32, Long } from 'bson';
import { decimalOperation, digitsOf, finite, readDecimal, writeDecimal } from './decimal.ts';
import { type TypeNumber, typeOf } from './types.ts';

const INT32_MIN = -(2 ** 31);
const INT32_MAX = 2 ** 31 - 1;
const INT64_MIN = -(2n ** 63n);
const INT64_MAX = 2n ** 63n - 1n;

/** A numeric value as a JS number, rounded where it has to be. */
export function toNumber(value: unknown): number {
  if (typeof value === 'number') return value;
  if (value instanceof Int32 || value instanceof Double) return value.value;
  if (value instanceof Long) return value.toNumber();
  return Number(String(value));
}

/** Zero in any of the types; a decimal may be smaller than every double and yet not zero. */
export function isZero(value: unknown): boolean {
  return typeOf(value) === 19 ? isZeroDecimal(value as Decimal128) : toNumber(value) === 0;
}

function isZeroDecimal(value: Decimal128): boolean {
  const { kind, coefficient } = readDecimal(value);
  return kind === 'finite' && coefficient === 0n;
}

/** The integer in an int32, an int64 or a double or decimal without fraction; `undefined` otherwise and beyond int64. */
export function toInteger(value: unknown): bigint | undefined {
  const exact = toExactInteger(value);
  return exact === undefined || exact < INT64_MIN || exact > INT64_MAX ? undefined : exact;
}

function toExactInteger(value: unknown): bigint | undefined {
  switch (typeOf(value)) {
    case 16:
      return BigInt(toNumber(value));
    case 18:
      return typeof value === 'bigint' ? value : (value as Long).toBigInt();
    case 1: {
      const number = toNumber(value);
      return Number.isInteger(number) ? BigInt(number) : undefined;
    }
    case 19:
      return integerOfDecimal(value as Decimal128);
    default:
      return undefined;
  }
}

function integerOfDecimal(value: Decimal128): bigint | undefined {
  const { kind, negative, coefficient, exponent } = readDecimal(value);
  if (kind !== 'finite' || exponent > 40) return coefficient === 0n && kind === 'finite' ? 0n : undefined;
  const unit = 10n ** BigInt(Math.abs(exponent));
  if (exponent < 0 && coefficient % unit !== 0n) return undefined;
  const magnitude = exponent < 0 ? coefficient / unit : coefficient * unit;
  return negative ? -magnitude : magnitude;
}

/** A double becomes the decimal of its 15 leading digits, as in MongoDB's arithmetic; the other types convert exactly. */
export function toDecimal(value: unknown): Decimal128 {
  switch (typeOf(value)) {
    case 19:
      return value as Decimal128;
    case 1: {
      const number = toNumber(value);
      if (!Number.isFinite(number)) return Decimal128.fromString(String(number));
      return Decimal128.fromString(number === 0 ? (Object.is(number, -0) ? '-0' : '0') : number.toPrecision(15));
    }
    default: {
      const integer = toExactInteger(value) ?? 0n;
      return writeDecimal(finite(integer < 0n, integer < 0n ? -integer : integer, 0));
    }
  }
}

export const toLong = (value: bigint): Long => Long.fromBigInt(value);

/** An integer result in the narrower type that holds it; beyond int64 `overflow` decides. */
function integerResult(value: bigint, wide: boolean, overflow: Overflow): unknown {
  if (!wide && value >= INT32_MIN && value <= INT32_MAX) return new Int32(Number(value));
  if (value >= INT64_MIN && value <= INT64_MAX) return toLong(value);
  return overflow === 'double' ? new Double(Number(value)) : undefined;
}

/** What becomes of an int64 overflow: expressions go on as double, updates fail (`undefined`). */
type Overflow = 'double' | 'fail';

const DOUBLE = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
  divide: (a: number, b: number) => a / b,
  mod: (a: number, b: number) => a % b,
} as const;

const INTEGER = {
  add: (a: bigint, b: bigint) => a + b,
  subtract: (a: bigint, b: bigint) => a - b,
  multiply: (a: bigint, b: bigint) => a * b,
  mod: (a: bigint, b: bigint) => a % b,
} as const;

export type Operation = keyof typeof DOUBLE;

/**
 * Arithmetic over the number tower: the wider type wins (int32 < int64 < double < decimal), an int32 result that doesn't fit becomes an int64, division of integers is a double.
 * Both arguments must be numeric. The divisor of `mod` must not be zero.
 */
export function arithmetic(operation: Operation, a: unknown, b: unknown, overflow: Overflow = 'double'): unknown {
  const left = typeOf(a);
  const right = typeOf(b);
  if (left === 19 || right === 19) return decimalOperation(operation, toDecimal(a), toDecimal(b));
  if (left === 1 || right === 1 || operation === 'divide') {
    return new Double(DOUBLE[operation](toNumber(a), toNumber(b)));
  }
  if (left === 16 && right === 16) {
    const small = DOUBLE[operation](toNumber(a), toNumber(b));
    if (small >= INT32_MIN && small <= INT32_MAX) return new Int32(small);
  }
  const result = INTEGER[operation](toExactInteger(a) ?? 0n, toExactInteger(b) ?? 0n);
  return integerResult(result, left === 18 || right === 18, overflow);
}

export function negate(value: unknown): unknown {
  return arithmetic('multiply', value, new Int32(-1));
}

/** An exact value: `coefficient × 10^exponent`. */
interface Exact {
  readonly coefficient: bigint;
  readonly exponent: number;
}

/** Every finite number is a finite decimal fraction: a double has at most 1,074 places. */
export function exactOf(value: unknown): Exact {
  const type = typeOf(value);
  if (type === 19) {
    const { negative, coefficient, exponent } = readDecimal(value as Decimal128);
    return { coefficient: negative ? -coefficient : coefficient, exponent };
  }
  if (type === 1) return exactOfDouble(toNumber(value));
  return { coefficient: toExactInteger(value) ?? 0n, exponent: 0 };
}

export function exactOfDouble(value: number): Exact {
  if (Number.isInteger(value)) return { coefficient: BigInt(value), exponent: 0 };
  let mantissa = value;
  let places = 0;
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2;
    places += 1;
  }
  return { coefficient: BigInt(mantissa) * 5n ** BigInt(places), exponent: -places };
}

export function subtractExact(a: Exact, b: Exact): Exact {
  const exponent = Math.min(a.exponent, b.exponent);
  const scale = (x: Exact) => x.coefficient * 10n ** BigInt(x.exponent - exponent);
  return { coefficient: scale(a) - scale(b), exponent };
}

/** The place of the leading digit: 1 for 1 to 9, 2 for 10 to 99, 0 for 0.1. */
export function magnitudeOf({ coefficient, exponent }: Exact): number {
  return digitsOf(coefficient < 0n ? -coefficient : coefficient) + exponent;
}

function compareExact(a: Exact, b: Exact): number {
  const sign = (x: Exact) => (x.coefficient === 0n ? 0 : x.coefficient < 0n ? -1 : 1);
  if (sign(a) !== sign(b)) return sign(a) - sign(b);
  if (sign(a) === 0) return 0;
  const order = magnitudeOf(a) - magnitudeOf(b);
  if (order !== 0) return sign(a) * Math.sign(order);
  const difference = subtractExact(a, b).coefficient;
  return difference === 0n ? 0 : difference < 0n ? -1 : 1;
}

const isSmall = (type: TypeNumber): boolean => type === 16 || type === 1;

/** By value, exactly, over all four types; NaN is smaller than every other number and equal to itself. */
export function compareNumbers(a: unknown, b: unknown): number {
  if (isSmall(typeOf(a)) && isSmall(typeOf(b))) return compareDoubles(toNumber(a), toNumber(b));
  if (a instanceof Long && b instanceof Long) return a.compare(b);
  const left = toNumber(a);
  const right = toNumber(b);
  if (!Number.isFinite(left) || !Number.isFinite(right)) {
    // A decimal may be finite and yet beyond every double.
    if (Number.isNaN(left) || Number.isNaN(right)) return compareDoubles(left, right);
    if (isInfinite(a) || isInfinite(b)) return compareDoubles(isInfinite(a) ? left : 0, isInfinite(b) ? right : 0);
  }
  return compareExact(exactOf(a), exactOf(b));
}

export function isInfinite(value: unknown): boolean {
  if (typeOf(value) === 19) return readDecimal(value as Decimal128).kind === 'infinite';
  const number = toNumber(value);
  return number === Infinity || number === -Infinity;
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1;
  if (a > b) return 1;
  if (a === b) return 0;
  return Number.isNaN(a) ? (Number.isNaN(b) ? 0 : -1) : 1;
}

export function isNaNValue(value: unknown): boolean {
  const type = typeOf(value);
  return (type === 1 && Number.isNaN(toNumber(value))) || (type === 19 && Number.isNaN(toNumber(value)));
}
