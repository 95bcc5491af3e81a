import { roundDecimal, writeDecimal } from '../../bson/decimal.ts';
import {
  arithmetic,
  compareNumbers,
  exactOfDouble,
  integerResult,
  isZero,
  negate,
  type Operation,
  toInteger,
  toLong,
  toNumber,
} from '../../bson/numbers.ts';
import { Decimal128, Double, Int32, isNumeric, typeName, typeOf } from '../../bson/types.ts';
import { MongoServerFault } from '../../errors.ts';
import { dateOf } from '../calendar.ts';
import { type Apply, isNullish, type Operator, ordinary } from '../evaluate.ts';

const mismatch = (message: string) => new MongoServerFault('TypeMismatch', message);

/** Null and missing make the result null; other types than numbers are refused. */
function numeric(min: number, max: number, apply: Apply): Operator {
  return ordinary(min, max, (args, compiler, name) => {
    if (args.some(isNullish)) return null;
    const wrong = args.find((arg) => !isNumeric(arg));
    if (wrong === undefined) return apply(args, compiler, name);
    throw min === max && min === 2
      ? mismatch(`${name} only supports numeric types, not ${args.map(typeName).join(' and ')}`)
      : min === 1
        ? new MongoServerFault(28765, `${name} only supports numeric types, not ${typeName(wrong)}`)
        : mismatch(`${name} only supports numeric types, not ${typeName(wrong)}`);
  });
}

const onDouble =
  (calculate: (value: number) => number): Apply =>
  ([value]) =>
    new Double(calculate(toNumber(value)));

/** Arithmetic over the number tower and dates. */
export const ARITHMETIC: Record<string, Operator> = {
  $add: ordinary(0, Infinity, (args) => (args.some(isNullish) ? null : args.reduce(addTwo, new Int32(0)))),
  $subtract: ordinary(2, 2, ([a, b]) => (isNullish(a) || isNullish(b) ? null : subtract(a, b))),
  $multiply: numeric(0, Infinity, (args) => args.reduce((a, b) => arithmetic('multiply', a, b), new Int32(1))),
  $divide: numeric(2, 2, ([a, b]) => byNonZero('divide', a, b, 2)),
  $mod: numeric(2, 2, ([a, b]) => byNonZero('mod', a, b, 16610)),
  $abs: numeric(1, 1, ([value]) => absolute(value)),
  $ceil: numeric(1, 1, ([value]) => roundAt(value, 0, 'ceil')),
  $floor: numeric(1, 1, ([value]) => roundAt(value, 0, 'floor')),
  $round: numeric(1, 2, ([value, place]) => roundAt(value, readPlace('$round', place), 'round')),
  $trunc: numeric(1, 2, ([value, place]) => roundAt(value, readPlace('$trunc', place), 'trunc')),
  $sqrt: numeric(1, 1, (args, compiler, name) => {
    if (toNumber(args[0]) < 0) throw new MongoServerFault(28714, "$sqrt's argument must be greater than or equal to 0");
    return refuseDecimal(name, args) ?? onDouble(Math.sqrt)(args, compiler, name);
  }),
  $exp: numeric(1, 1, (args, compiler, name) => refuseDecimal(name, args) ?? onDouble(Math.exp)(args, compiler, name)),
  $pow: numeric(2, 2, (args, _, name) => refuseDecimal(name, args) ?? power(args[0], args[1])),
};

function absolute(value: unknown): unknown {
  if (typeOf(value) === 1) return new Double(Math.abs(toNumber(value)));
  return compareNumbers(value, 0) < 0 ? negate(value) : value;
}

function addTwo(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date)
    throw new MongoServerFault(16612, 'only one date allowed in an $add expression');
  if (a instanceof Date) return shift(a, b, '$add');
  if (b instanceof Date) return shift(b, a, '$add');
  if (!isNumeric(b)) throw mismatch(`$add only supports numeric or date types, not ${typeName(b)}`);
  return arithmetic('add', a, b);
}

function shift(date: Date, amount: unknown, name: string): Date {
  if (!isNumeric(amount)) throw mismatch(`${name} only supports numeric or date types, not ${typeName(amount)}`);
  return dateOf(date.getTime() + Math.round(toNumber(amount)));
}

function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date) return toLong(BigInt(a.getTime() - b.getTime()));
  if (a instanceof Date && isNumeric(b)) return shift(a, negate(b), '$subtract');
  if (!isNumeric(a) || !isNumeric(b)) {
    throw mismatch(`can't $subtract ${typeName(b)} from ${typeName(a)}`);
  }
  return arithmetic('subtract', a, b);
}

function byNonZero(operation: Operation, a: unknown, b: unknown, code: number): unknown {
  const isDecimal = typeOf(a) === 19 || typeOf(b) === 19;
  if (isZero(b))
    throw new MongoServerFault(isDecimal && operation === 'mod' ? 5733415 : code, `can't $${operation} by zero`);
  return arithmetic(operation, a, b);
}

function readPlace(name: string, place: unknown): number {
  if (place === undefined) return 0;
  const integer = toInteger(place);
  if (integer === undefined)
    throw new MongoServerFault(51082, `precision argument to ${name} must be a integral value`);
  if (integer < -20n || integer > 100n) {
    throw new MongoServerFault(
      51083,
      `cannot apply ${name} with precision value ${integer} value must be in [-20, 100]`,
    );
  }
  return Number(integer);
}

type Rounding = 'round' | 'trunc' | 'floor' | 'ceil';

function roundAt(value: unknown, places: number, mode: Rounding): unknown {
  const type = typeOf(value);
  if (type === 19) return roundDecimal(value as Decimal128, places, mode);
  if (type === 1) return new Double(roundDouble(toNumber(value), places, mode));
  if (places >= 0) return value;
  const rounded = toInteger(roundDecimal(Decimal128.fromString(String(value)), places, mode));
  if (rounded !== undefined) return integerResult(rounded, type === 18, 'double');
  throw new MongoServerFault(
    51080,
    `invalid conversion from Decimal128 result in $${mode} resulting from arguments: [${String(value)},${places}]`,
  );
}

function roundDouble(value: number, places: number, mode: Rounding): number {
  if (!Number.isFinite(value) || (places >= 0 && Number.isInteger(value))) return value;
  if (places === 0 && mode !== 'round') return Math[mode](value);
  const { coefficient, exponent } = exactOfDouble(value);
  const magnitude = coefficient < 0n ? -coefficient : coefficient;
  const decimal = writeDecimal({ kind: 'finite', negative: value < 0, coefficient: magnitude, exponent });
  return Number(String(roundDecimal(decimal, places, mode)));
}

/** JS has these functions for doubles only; 34 digits are not to be had from them. */
function refuseDecimal(name: string, args: readonly unknown[]): undefined {
  if (!args.some((arg) => typeOf(arg) === 19)) return undefined;
  throw new MongoServerFault('NotImplemented', `${name} of decimal is not supported by the embedded store`);
}

function power(base: unknown, exponent: unknown): unknown {
  const [b, e] = [toNumber(base), toNumber(exponent)];
  if (b === 0 && e < 0) throw new MongoServerFault(28764, '$pow cannot take a base of 0 and a negative exponent');
  const areIntegers = [base, exponent].every((value) => typeOf(value) !== 1);
  if (!areIntegers || e < 0 || e > 63) return new Double(b ** e);
  const isLong = [base, exponent].some((value) => typeOf(value) === 18);
  return integerResult((toInteger(base) ?? 0n) ** BigInt(e), isLong, 'double');
}
