import { arithmetic, isZero, negate, toLong, toNumber } from '../../bson/numbers.ts';
import { Int32, isNumeric, typeName, typeOf } from '../../bson/types.ts';
import { MongoServerFault, notImplemented } from '../../errors.ts';
import { fixed, isNullish, type Operator, variadic } from '../evaluate.ts';

const mismatch = (message: string) => new MongoServerFault('TypeMismatch', message);

/** Arithmetic over the number tower and dates. Null and missing make the result null. */
export const ARITHMETIC: Record<string, Operator> = {
  $add: variadic((args) => (args.some(isNullish) ? null : args.reduce(add, new Int32(0)))),
  $subtract: fixed(2, ([a, b]) => (isNullish(a) || isNullish(b) ? null : subtract(a, b))),
  $multiply: variadic((args) => (args.some(isNullish) ? null : args.reduce(multiply, new Int32(1)))),
  $divide: byNonZero('divide', () => 2),
  $mod: byNonZero('mod', (isDecimal) => (isDecimal ? 5733415 : 16610)),
};

function add(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date)
    throw new MongoServerFault(16612, 'only one date allowed in an $add expression');
  if (a instanceof Date) return shift(a, b, '$add');
  if (b instanceof Date) return shift(b, a, '$add');
  if (!isNumeric(b)) throw mismatch(`$add only supports numeric or date types, not ${typeName(b)}`);
  return arithmetic('add', a, b);
}

function shift(date: Date, amount: unknown, name: string): Date {
  if (!isNumeric(amount)) throw mismatch(`${name} only supports numeric or date types, not ${typeName(amount)}`);
  const milliseconds = date.getTime() + Math.round(toNumber(amount));
  const shifted = new Date(milliseconds);
  // MongoDB's dates reach further than JavaScript's.
  if (Number.isNaN(shifted.getTime())) throw notImplemented(`a date of ${milliseconds} ms`);
  return shifted;
}

function subtract(a: unknown, b: unknown): unknown {
  if (a instanceof Date && b instanceof Date) return toLong(BigInt(a.getTime() - b.getTime()));
  if (a instanceof Date && isNumeric(b)) return shift(a, negate(b), '$subtract');
  if (!isNumeric(a) || !isNumeric(b)) throw mismatch(`can't $subtract ${typeName(b)} from ${typeName(a)}`);
  return arithmetic('subtract', a, b);
}

function multiply(a: unknown, b: unknown): unknown {
  if (!isNumeric(b)) throw mismatch(`$multiply only supports numeric types, not ${typeName(b)}`);
  return arithmetic('multiply', a, b);
}

function byNonZero(operation: 'divide' | 'mod', codeOf: (isDecimal: boolean) => number): Operator {
  return fixed(2, ([a, b], _, name) => {
    if (isNullish(a) || isNullish(b)) return null;
    if (!isNumeric(a) || !isNumeric(b))
      throw mismatch(`${name} only supports numeric types, not ${typeName(a)} and ${typeName(b)}`);
    if (!isZero(b)) return arithmetic(operation, a, b);
    throw new MongoServerFault(codeOf(typeOf(a) === 19 || typeOf(b) === 19), `can't ${name} by zero`);
  });
}
