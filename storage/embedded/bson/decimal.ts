import { Decimal128 } from 'bson';

/** A Decimal128 taken apart: `sign × coefficient × 10^exponent`. `coefficient` is never negative; the exponent counts only for finite ones. */
export interface Decimal {
  readonly kind: 'finite' | 'infinite' | 'nan';
  readonly negative: boolean;
  readonly coefficient: bigint;
  readonly exponent: number;
}

const PRECISION = 34;
const BIAS = 6176;
const MAX_EXPONENT = 6111;
const LIMIT = 10n ** BigInt(PRECISION);

const NAN: Decimal = { kind: 'nan', negative: false, coefficient: 0n, exponent: 0 };
const infinity = (negative: boolean): Decimal => ({ kind: 'infinite', negative, coefficient: 0n, exponent: 0 });
export const finite = (negative: boolean, coefficient: bigint, exponent: number): Decimal => ({
  kind: 'finite',
  negative,
  coefficient,
  exponent,
});

export function readDecimal(value: Decimal128): Decimal {
  const view = new DataView(value.bytes.buffer, value.bytes.byteOffset, 16);
  const low = view.getBigUint64(0, true);
  const high = view.getBigUint64(8, true);
  const negative = high >> 63n === 1n;
  const combination = Number((high >> 58n) & 0x1fn);
  if (combination === 0x1f) return NAN;
  if (combination === 0x1e) return infinity(negative);
  // A coefficient of more than 113 bits isn't canonical and counts as zero (IEEE 754-2008, 3.5.2).
  if (combination >> 3 === 3) return finite(negative, 0n, Number((high >> 47n) & 0x3fffn) - BIAS);
  const coefficient = ((high & 0x1ffffffffffffn) << 64n) | low;
  return finite(negative, coefficient < LIMIT ? coefficient : 0n, Number((high >> 49n) & 0x3fffn) - BIAS);
}

/** Rounds half to even at 34 digits; overflow gives an infinity, as IEEE 754 does. */
export function writeDecimal(value: Decimal): Decimal128 {
  if (value.kind === 'nan') return pack(0x1fn << 58n, 0n);
  const sign = value.negative ? 1n << 63n : 0n;
  if (value.kind === 'infinite') return pack(sign | (0x1en << 58n), 0n);
  const { coefficient, exponent } = fitPrecision(value.coefficient, value.exponent);
  if (exponent > MAX_EXPONENT) return pack(sign | (0x1en << 58n), 0n);
  return pack(sign | (BigInt(exponent + BIAS) << 49n) | (coefficient >> 64n), coefficient & 0xffffffffffffffffn);
}

function pack(high: bigint, low: bigint): Decimal128 {
  const bytes = new Uint8Array(16);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, low, true);
  view.setBigUint64(8, high, true);
  return new Decimal128(bytes);
}

export function digitsOf(coefficient: bigint): number {
  return coefficient === 0n ? 1 : coefficient.toString().length;
}

function fitPrecision(coefficient: bigint, exponent: number): { coefficient: bigint; exponent: number } {
  const drop = Math.max(digitsOf(coefficient) - PRECISION, -BIAS - exponent, 0);
  let c = drop > 0 ? roundOff(coefficient, drop) : coefficient;
  let e = exponent + drop;
  if (c === LIMIT) {
    c /= 10n;
    e += 1;
  }
  if (e > MAX_EXPONENT && c === 0n) return { coefficient: 0n, exponent: MAX_EXPONENT };
  const pad = e - MAX_EXPONENT;
  if (pad > 0 && digitsOf(c) + pad <= PRECISION) return { coefficient: c * 10n ** BigInt(pad), exponent: MAX_EXPONENT };
  return { coefficient: c, exponent: e };
}

function roundOff(coefficient: bigint, digits: number): bigint {
  if (digits > PRECISION * 2 + digitsOf(coefficient)) return 0n;
  const unit = 10n ** BigInt(digits);
  const quotient = coefficient / unit;
  const twice = (coefficient % unit) * 2n;
  return twice > unit || (twice === unit && quotient % 2n === 1n) ? quotient + 1n : quotient;
}

const signed = (value: Decimal): bigint => (value.negative ? -value.coefficient : value.coefficient);
const fromSigned = (coefficient: bigint, exponent: number, zeroNegative = false): Decimal =>
  finite(coefficient === 0n ? zeroNegative : coefficient < 0n, coefficient < 0n ? -coefficient : coefficient, exponent);

function addDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    if (a.kind === b.kind && a.negative !== b.negative) return NAN;
    return a.kind === 'infinite' ? a : b;
  }
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (value: Decimal) => signed(value) * 10n ** BigInt(value.exponent - exponent);
  return fromSigned(scaled(a) + scaled(b), exponent, a.negative && b.negative);
}

function multiplyDecimals(a: Decimal, b: Decimal): Decimal {
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinite' || b.kind === 'infinite') {
    const hasZero = [a, b].some((value) => value.kind === 'finite' && value.coefficient === 0n);
    return hasZero ? NAN : infinity(negative);
  }
  return finite(negative, a.coefficient * b.coefficient, a.exponent + b.exponent);
}

function divideDecimals(a: Decimal, b: Decimal): Decimal {
  const negative = a.negative !== b.negative;
  if (a.kind === 'infinite') return b.kind === 'infinite' ? NAN : infinity(negative);
  if (b.kind === 'infinite') return finite(negative, 0n, -BIAS);
  if (b.coefficient === 0n) return a.coefficient === 0n ? NAN : infinity(negative);
  const ideal = a.exponent - b.exponent;
  const scale = PRECISION + 2 + digitsOf(b.coefficient);
  const numerator = a.coefficient * 10n ** BigInt(scale);
  const quotient = numerator / b.coefficient;
  // A remainder leaves a sticky digit behind, so that rounding at 34 digits can't mistake it for an exact half.
  if (numerator % b.coefficient !== 0n) return finite(negative, quotient * 10n + 1n, ideal - scale - 1);
  return strip(finite(negative, quotient, ideal - scale), ideal);
}

function strip(value: Decimal, ideal: number): Decimal {
  let { coefficient, exponent } = value;
  if (coefficient === 0n) return finite(value.negative, 0n, ideal);
  while (exponent < ideal && coefficient % 10n === 0n) {
    coefficient /= 10n;
    exponent += 1;
  }
  return finite(value.negative, coefficient, exponent);
}

function modDecimals(a: Decimal, b: Decimal): Decimal {
  if (a.kind === 'infinite' || (b.kind === 'finite' && b.coefficient === 0n)) return NAN;
  if (b.kind === 'infinite') return a;
  const exponent = Math.min(a.exponent, b.exponent);
  const scaled = (value: Decimal) => signed(value) * 10n ** BigInt(value.exponent - exponent);
  return fromSigned(scaled(a) % scaled(b), exponent, a.negative);
}

const subtractDecimals = (a: Decimal, b: Decimal): Decimal => addDecimals(a, { ...b, negative: !b.negative });

const OPERATIONS = {
  add: addDecimals,
  subtract: subtractDecimals,
  multiply: multiplyDecimals,
  divide: divideDecimals,
  mod: modDecimals,
} as const;

/** Arithmetic with one rounding to 34 digits; NaN spreads. */
export function decimalOperation(name: keyof typeof OPERATIONS, a: Decimal128, b: Decimal128): Decimal128 {
  const left = readDecimal(a);
  const right = readDecimal(b);
  if (left.kind === 'nan' || right.kind === 'nan') return writeDecimal(NAN);
  return writeDecimal(OPERATIONS[name](left, right));
}
