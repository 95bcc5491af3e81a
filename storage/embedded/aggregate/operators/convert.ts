import { isNaNValue, toDecimal, toInteger, toLong, toNumber } from '../../bson/numbers.ts';
import { Decimal128, Double, Int32, isNumeric, Long, ObjectId, Timestamp, typeName, typeOf } from '../../bson/types.ts';
import { MongoServerFault, notImplemented } from '../../errors.ts';
import { truncated } from '../../query/operands.ts';
import { type Apply, isNullish, namedOperands, type Operator, ordinary } from '../evaluate.ts';
import { isTruthyValue } from '../truth.ts';

const CONVERSION_FAILURE = 241;
const failure = (message: string) =>
  new MongoServerFault(CONVERSION_FAILURE, `${message.replace('%', 'in $convert with no onError value')}`);
const unsupported = (value: unknown, to: string) =>
  failure(`Unsupported conversion from ${typeName(value)} to ${to} %`);

/** A scalar as text. Errors: ConversionFailure. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeOf(value) === 1) return doubleText(toNumber(value));
  if (isNumeric(value) || typeof value === 'boolean' || value instanceof ObjectId) return String(value);
  throw unsupported(value, 'string');
}

/** As the server prints doubles, `%.16g`: `0.3` for 0.1 + 0.2, `1e+20`, `1e-07`. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (Object.is(value, -0)) return '-0';
  const rounded = Number(value.toPrecision(16));
  const magnitude = Math.abs(rounded);
  const plain = magnitude === 0 || (magnitude >= 1e-4 && magnitude < 1e16);
  return plain ? String(rounded) : rounded.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function integerOf(value: unknown, to: string, bits: 32 | 64): bigint {
  const limit = 2n ** BigInt(bits - 1);
  const integer = typeof value === 'string' ? parseInteger(value) : truncatedInteger(value, to);
  if (integer < -limit || integer >= limit) throw failure(`Conversion would overflow target type %: ${String(value)}`);
  return integer;
}

function parseInteger(text: string): bigint {
  if (!/^[+-]?\d+$/.test(text)) throw failure(`Failed to parse number '${text}' %: Did not consume whole string.`);
  return BigInt(text.replace(/^\+/, ''));
}

function truncatedInteger(value: unknown, to: string): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date) return BigInt(value.getTime());
  if (!isNumeric(value)) throw unsupported(value, to);
  if (isNaNValue(value)) throw failure('Attempt to convert NaN value to integer type %');
  const integer = truncated(value) ?? truncated(new Double(toNumber(value)));
  if (integer === undefined) throw failure(`Conversion would overflow target type %: ${String(value)}`);
  return integer;
}

const NUMBER_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^[+-]?(?:inf|infinity)$|^nan$/i;

function numberText(text: string): string {
  if (!NUMBER_TEXT.test(text)) throw failure(`Failed to parse number '${text}' %: Did not consume whole string.`);
  return text.replace(/inf(?:inity)?/i, 'Infinity').replace(/nan/i, 'NaN');
}

function toDouble(value: unknown): Double {
  if (typeof value === 'string') return new Double(Number(numberText(value)));
  if (typeof value === 'boolean') return new Double(Number(value));
  if (value instanceof Date) return new Double(value.getTime());
  if (!isNumeric(value)) throw unsupported(value, 'double');
  return new Double(toNumber(value));
}

function toDecimalValue(value: unknown): Decimal128 {
  if (typeof value === 'string') return Decimal128.fromStringWithRounding(numberText(value));
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (!isNumeric(value)) throw unsupported(value, 'decimal');
  return toDecimal(value);
}

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

/** A date from a date, number of milliseconds, ObjectId, timestamp or ISO 8601 text (UTC unless it says otherwise). */
function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (typeof value === 'string') return parseDate(value);
  if (!isNumeric(value) || typeOf(value) === 16) throw unsupported(value, 'date');
  return new Date(Number(truncatedInteger(value, 'date')));
}

function parseDate(text: string): Date {
  if (!ISO_DATE.test(text)) throw failure(`Error parsing date string '${text}' %`);
  const hasTime = text.length > 10;
  const hasZone = /(?:Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10));
  const iso = text.replace(' ', 'T').replace(/([+-]\d{2})(\d{2})$/, '$1:$2');
  const date = new Date(hasTime && !hasZone ? `${iso}Z` : iso);
  if (Number.isNaN(date.getTime())) throw failure(`Error parsing date string '${text}' %`);
  return date;
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value;
  if (typeof value !== 'string') throw unsupported(value, 'objectId');
  if (!/^[0-9a-fA-F]{24}$/.test(value))
    throw failure(
      `Failed to parse objectId '${value}' %: Invalid string length for parsing to OID, expected 24 but found ${value.length}`,
    );
  return new ObjectId(value);
}

const isSame = (value: unknown, type: number): boolean => typeOf(value) === type;

const CONVERSIONS: Record<string, (value: unknown) => unknown> = {
  string: toText,
  int: (value) => (isSame(value, 16) ? value : new Int32(Number(integerOf(refuseDateAsInt(value), 'int', 32)))),
  long: (value) => (value instanceof Long && isSame(value, 18) ? value : toLong(integerOf(value, 'long', 64))),
  double: toDouble,
  decimal: toDecimalValue,
  bool: (value) => isTruthyValue(value),
  date: toDate,
  objectId: toObjectId,
};

function refuseDateAsInt(value: unknown): unknown {
  if (value instanceof Date) throw unsupported(value, 'int');
  return value;
}

const BY_NUMBER: Record<number, string> = {
  1: 'double',
  2: 'string',
  7: 'objectId',
  8: 'bool',
  9: 'date',
  16: 'int',
  18: 'long',
  19: 'decimal',
};

const to =
  (type: string): Apply =>
  ([value]) =>
    isNullish(value) ? null : CONVERSIONS[type]?.(value);

/** `$type` and the conversions. */
export const CONVERT: Record<string, Operator> = {
  $type: ordinary(1, 1, ([value]) => typeName(value)),
  $isNumber: ordinary(1, 1, ([value]) => isNumeric(value)),
  $toString: ordinary(1, 1, to('string')),
  $toInt: ordinary(1, 1, to('int')),
  $toLong: ordinary(1, 1, to('long')),
  $toDouble: ordinary(1, 1, to('double')),
  $toDecimal: ordinary(1, 1, to('decimal')),
  $toBool: ordinary(1, 1, to('bool')),
  $toDate: ordinary(1, 1, to('date')),
  $toObjectId: ordinary(1, 1, to('objectId')),
  $convert(operand, compiler) {
    const specs = namedOperands(operand, '$convert', ['input', 'to'], ['onError', 'onNull']);
    const [input, target] = [compiler.compile(specs.input), compiler.compile(specs.to)];
    const onNull = compiler.compile(specs.onNull ?? null);
    const onError = Object.hasOwn(specs, 'onError') ? compiler.compile(specs.onError) : undefined;
    return (env) => {
      const value = input(env);
      const type = target(env);
      if (isNullish(type)) return null;
      const convert = conversion(type);
      if (isNullish(value)) return onNull(env);
      try {
        return convert(value);
      } catch (error) {
        const isExpected = error instanceof MongoServerFault && error.code === CONVERSION_FAILURE;
        if (!isExpected || onError === undefined) throw error;
        return onError(env);
      }
    };
  },
};

function conversion(type: unknown): (value: unknown) => unknown {
  const name = typeof type === 'string' ? type : BY_NUMBER[Number(toInteger(type) ?? -9n)];
  const convert = name !== undefined && Object.hasOwn(CONVERSIONS, name) ? CONVERSIONS[name] : undefined;
  if (convert === undefined) throw notImplemented(`$convert to '${String(type)}'`);
  return convert;
}
