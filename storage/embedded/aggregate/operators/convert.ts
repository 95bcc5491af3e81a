import { readBinary } from '../../bson/compare.ts';
import { isInfinite, isNaNValue, toDecimal, toInteger, toLong, toNumber } from '../../bson/numbers.ts';
import {
  aliasOfType,
  BsonType,
  Decimal128,
  Double,
  Int32,
  isNumeric,
  Long,
  ObjectId,
  Timestamp,
  typeName,
  typeOf,
} from '../../bson/types.ts';
import { MongoServerFault, notImplemented } from '../../errors.ts';
import { truncated } from '../../query/operands.ts';
import { dateOf } from '../calendar.ts';
import { isNullish, namedOperands, type Operator, ordinary } from '../evaluate.ts';
import { isTruthyValue } from '../truth.ts';

const CONVERSION_FAILURE = 241;
const failure = (message: string) =>
  new MongoServerFault(CONVERSION_FAILURE, `${message.replace('%', 'in $convert with no onError value')}`);
const unsupported = (value: unknown, to: string) =>
  failure(`Unsupported conversion from ${typeName(value)} to ${to} %`);

/** MongoDB reads numbers from bytes; this store doesn't. */
function refuseBinary(value: unknown, to: string): unknown {
  if (typeOf(value) === 5) throw notImplemented(`conversion of binData to ${to}`);
  return value;
}

/** A scalar as text. Errors: ConversionFailure. */
export function toText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (typeOf(value) === 5) return Buffer.from(readBinary(value).bytes).toString('base64');
  if (typeOf(value) === 1) return doubleText(toNumber(value));
  if (isNumeric(value) || typeof value === 'boolean' || value instanceof ObjectId) return String(value);
  throw unsupported(value, 'string');
}

/** As the server prints doubles, with C's `%g`: six digits, `1.23457e+06` from a million on. */
function doubleText(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const rounded = Number(value.toPrecision(6));
  const magnitude = Math.abs(rounded);
  const plain = magnitude >= 1e-4 && magnitude < 1e6;
  return plain ? String(rounded) : rounded.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

const unparsable = (text: string, reason: string) => failure(`Failed to parse number '${text}' %: ${reason}`);
const overflow = (value: unknown) => failure(`Conversion would overflow target type %: ${toText(value)}`);

function integerOf(value: unknown, to: string, bits: 32 | 64): bigint {
  const limit = 2n ** BigInt(bits - 1);
  const isText = typeof value === 'string';
  const integer = isText ? parseInteger(value) : truncatedInteger(refuseBinary(value, to), to);
  if (integer >= -limit && integer < limit) return integer;
  throw isText ? unparsable(value, 'Overflow') : overflow(value);
}

function parseInteger(text: string): bigint {
  if (/^[+-]?0x/i.test(text)) throw failure(`Illegal hexadecimal input %: ${text}`);
  if (!/^[+-]?\d+$/.test(text)) throw unparsable(text, text === '' ? 'No digits' : 'Did not consume whole string.');
  return BigInt(text.replace(/^\+/, ''));
}

function truncatedInteger(value: unknown, to: string): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (value instanceof Date) return BigInt(value.getTime());
  if (!isNumeric(value)) throw unsupported(value, to);
  if (isNaNValue(value)) throw failure('Attempt to convert NaN value to integer type %');
  if (isInfinite(value)) throw failure('Attempt to convert infinity value to integer type %');
  const integer = truncated(value);
  if (integer === undefined) throw overflow(value);
  return integer;
}

const NUMBER_TEXT = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$|^[+-]?(?:inf|infinity)$|^nan$/i;

function numberText(text: string): string {
  if (!NUMBER_TEXT.test(text)) throw unparsable(text, text === '' ? 'Empty string' : 'Did not consume whole string.');
  return text.replace(/inf(?:inity)?/i, 'Infinity').replace(/nan/i, 'NaN');
}

function toDouble(value: unknown): Double {
  if (typeof value === 'string') return new Double(Number(numberText(value)));
  if (typeof value === 'boolean') return new Double(Number(value));
  if (value instanceof Date) return new Double(value.getTime());
  if (!isNumeric(refuseBinary(value, 'double'))) throw unsupported(value, 'double');
  return new Double(toNumber(value));
}

function toDecimalValue(value: unknown): Decimal128 {
  if (typeof value === 'string') return Decimal128.fromStringWithRounding(numberText(value));
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0');
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()));
  if (!isNumeric(value)) throw unsupported(value, 'decimal');
  return toDecimal(value);
}

const ISO_DATE = /^(\d{4}-\d{2}(?:-\d{2})?)(?:[T ](\d{2}:\d{2}(?::\d{2})?)(\.\d{1,3})?\d*(Z|[+-]\d{2}:?\d{2})?)?$/;

/** A date from a date, number of milliseconds, ObjectId, timestamp or ISO 8601 text (UTC unless it says otherwise). */
function toDate(value: unknown): Date {
  if (value instanceof Date) return value;
  if (value instanceof ObjectId) return value.getTimestamp();
  if (value instanceof Timestamp) return new Date(value.getHighBitsUnsigned() * 1000);
  if (typeof value === 'string') return parseDate(value);
  const isConvertible = isNumeric(value) && typeOf(value) !== 16;
  if (!isConvertible) throw unsupported(value, 'date');
  return dateOf(Number(truncatedInteger(value, 'date')));
}

function parseDate(text: string): Date {
  const [, day, time, fraction = '', zone = 'Z'] = ISO_DATE.exec(text.trim()) ?? [];
  const clock =
    time === undefined ? '' : `T${time}${time.length > 5 ? fraction : ''}${zone.replace(/(\d{2})(\d{2})$/, '$1:$2')}`;
  const date = new Date(day === undefined ? Number.NaN : `${day}${clock}`);
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

/** `{$toInt: x}` or `{$toInt: [x]}`. */
function shorthand(type: string): Operator {
  const convert = ordinary(1, 1, ([value]) => (isNullish(value) ? null : CONVERSIONS[type]?.(value)));
  return (operand, compiler, name) => {
    if (!Array.isArray(operand) || operand.length === 1) return convert(operand, compiler, name);
    throw new MongoServerFault(50723, `${name} requires a single argument, got ${operand.length}`);
  };
}

/** `$type` and the conversions. */
export const CONVERT: Record<string, Operator> = {
  $type: ordinary(1, 1, ([value]) => typeName(value)),
  $isNumber: ordinary(1, 1, ([value]) => isNumeric(value)),
  $toString: shorthand('string'),
  $toInt: shorthand('int'),
  $toLong: shorthand('long'),
  $toDouble: shorthand('double'),
  $toDecimal: shorthand('decimal'),
  $toBool: shorthand('bool'),
  $toDate: shorthand('date'),
  $toObjectId: shorthand('objectId'),
  $convert(operand, compiler) {
    const specs = namedOperands(operand, '$convert', ['input', 'to'], ['onError', 'onNull']);
    const [input, target] = [compiler.compile(specs.input), compiler.compile(specs.to)];
    const onNull = compiler.compile(specs.onNull ?? null);
    const onError = Object.hasOwn(specs, 'onError') ? compiler.compile(specs.onError) : undefined;
    return (env) => {
      const value = input(env);
      if (isNullish(value)) return onNull(env);
      const type = target(env);
      if (isNullish(type)) return null;
      try {
        return conversion(type, value)(value);
      } catch (error) {
        const isExpected = error instanceof MongoServerFault && error.code === CONVERSION_FAILURE;
        if (!isExpected || onError === undefined) throw error;
        return onError(env);
      }
    };
  },
};

/** The newer targets of MongoDB. */
const REFUSED_TARGETS = new Set(['object', 'array', 'binData']);

function conversion(type: unknown, value: unknown): (value: unknown) => unknown {
  const number = isNumeric(type) ? toInteger(type) : undefined;
  const name = typeof type === 'string' ? type : number === undefined ? undefined : aliasOfType(Number(number));
  const convert = name !== undefined && Object.hasOwn(CONVERSIONS, name) ? CONVERSIONS[name] : undefined;
  if (convert !== undefined) return convert;
  if (name === undefined || REFUSED_TARGETS.has(name)) throw notImplemented(`$convert to '${name ?? typeName(type)}'`);
  if (!Object.hasOwn(BsonType, name)) throw new MongoServerFault('BadValue', `Unknown type name: ${name}`);
  throw unsupported(value, name);
}
