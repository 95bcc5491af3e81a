import { BSONRegExp, Decimal128 } from 'bson';
import { readBinary, readRegex } from '../bson/compare.ts';
import { roundDecimal } from '../bson/decimal.ts';
import { toInteger, toNumber } from '../bson/numbers.ts';
import { BsonType, isNumeric, typeName, typeOf } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { LeafTest, Pattern } from './ast.ts';
import { isOperator } from './operator-names.ts';
import { compilePattern } from './regex.ts';

const bad = (message: string) => new MongoServerFault('BadValue', message);
const unparsable = (message: string) => new MongoServerFault('FailedToParse', message);

export function isPattern(value: unknown): boolean {
  return value instanceof BSONRegExp || value instanceof RegExp;
}

export function patternOf(value: unknown): Pattern {
  const { pattern, options } = readRegex(value);
  return compilePattern(pattern, options);
}

/** `$regex` with its `$options`. */
export function parseRegex(value: unknown, options: unknown): LeafTest {
  if (options !== undefined && typeof options !== 'string') throw bad('$options has to be a string');
  if (typeof value === 'string') return { op: 'regex', pattern: compilePattern(value, options ?? '') };
  if (!isPattern(value)) throw bad('$regex has to be a string');
  const own = readRegex(value);
  if (own.options !== '' && options !== undefined)
    throw new MongoServerFault(51075, 'options set in both $regex and $options');
  return { op: 'regex', pattern: compilePattern(own.pattern, options ?? own.options) };
}

export function parseIn(name: string, value: unknown): LeafTest {
  if (!Array.isArray(value)) throw bad(`${name} needs an array`);
  if (value.some(isOperator)) throw bad(`cannot nest $ under ${name}`);
  return {
    op: 'in',
    values: value.filter((item) => !isPattern(item)),
    patterns: value.filter(isPattern).map(patternOf),
  };
}

const NUMERIC_TYPES = [1, 16, 18, 19];

/** `$type`: a number, an alias (`number` for all four), or an array of them. */
export function parseTypes(value: unknown): ReadonlySet<number> {
  const wanted = Array.isArray(value) ? value : [value];
  if (wanted.length === 0) throw unparsable('$type must match at least one type');
  return new Set(wanted.flatMap(parseType));
}

function parseType(value: unknown): number[] {
  if (typeof value === 'string') {
    if (value === 'number') return NUMERIC_TYPES;
    const type = BsonType[value as keyof typeof BsonType];
    if (type === undefined) throw bad(`Unknown type name alias: ${value}`);
    return [type];
  }
  if (!isNumeric(value)) throw new MongoServerFault('TypeMismatch', 'type must be represented as a number or a string');
  const type = Number(toInteger(value) ?? Number.NaN);
  if (!Object.values<number>(BsonType).includes(type)) throw bad(`Invalid numerical type code: ${String(value)}`);
  return [type];
}

export function parseMod(value: unknown): LeafTest {
  if (!Array.isArray(value)) throw bad('malformed mod, needs to be an array');
  if (value.length < 2) throw bad('malformed mod, not enough elements');
  if (value.length > 2) throw bad('malformed mod, too many elements');
  const [divisor, remainder] = value.map(truncated);
  if (divisor === undefined) throw bad('malformed mod, divisor not a number');
  if (remainder === undefined) throw bad('malformed mod, remainder not a number');
  if (divisor === 0n) throw bad('divisor cannot be 0');
  return { op: 'mod', divisor, remainder };
}

/** The integer part of a number, `undefined` for NaN, infinities, int64 overflow and other types. */
export function truncated(value: unknown): bigint | undefined {
  if (!isNumeric(value)) return undefined;
  const exact = toInteger(value);
  if (exact !== undefined) return exact;
  if (value instanceof Decimal128) return toInteger(roundDecimal(value, 0, 'trunc'));
  const number = Math.trunc(toNumber(value));
  return Number.isFinite(number) && Math.abs(number) < 2 ** 63 ? BigInt(number) : undefined;
}

export function parseSize(value: unknown): number {
  if (!isNumeric(value)) throw unparsable(`Failed to parse $size. Expected a number in: $size: ${describe(value)}`);
  const size = toInteger(value);
  if (size === undefined) throw unparsable(`Failed to parse $size. Expected an integer: $size: ${describe(value)}`);
  if (size < 0n)
    throw unparsable(`Failed to parse $size. Expected a non-negative number in: $size: ${describe(value)}`);
  return Number(size);
}

/** Bit positions from a mask (number or binary) or a list of positions. */
export function parseBits(name: string, value: unknown): readonly number[] {
  if (Array.isArray(value)) return value.map((item) => bitPosition(name, item));
  if (typeOf(value) === 5) return positionsOf(readBinary(value).bytes);
  const mask = isNumeric(value) ? toInteger(value) : undefined;
  if (mask === undefined || mask < 0n) {
    throw unparsable(`${name} takes an Array, a number, or a BinData but received: ${describe(value)}`);
  }
  return Array.from({ length: 63 }, (_, i) => i).filter((i) => (mask >> BigInt(i)) & 1n);
}

function bitPosition(name: string, value: unknown): number {
  const position = isNumeric(value) ? toInteger(value) : undefined;
  if (position === undefined || position < 0n || position > 0x7fffffffn) {
    throw bad(`Failed to parse bit position. Expected a non-negative number in: ${name}: ${describe(value)}`);
  }
  return Number(position);
}

function positionsOf(bytes: Uint8Array): number[] {
  return [...bytes].flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (byte >> bit) & 1).map((bit) => at * 8 + bit),
  );
}

/** A value as an error message shows it. */
export function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  return isNumeric(value) || typeof value === 'boolean' || value === null ? String(value) : typeName(value);
}
