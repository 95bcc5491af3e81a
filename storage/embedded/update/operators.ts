import type { Collation } from '../bson/collation.ts';
import { compareValues } from '../bson/compare.ts';
import { arithmetic, toInteger, toLong } from '../bson/numbers.ts';
import { show } from '../bson/show.ts';
import { type Document, Int32, isDocument, isNumeric, Timestamp, typeName, typeOf } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { addToSet, pop, pull, pullAll, push } from './arrays.ts';
import { type Change, DROP, KEEP, type Place, showId } from './paths.ts';

/** What operators may need besides their operand. */
export interface UpdateOptions {
  readonly arrayFilters?: readonly Document[] | undefined;
  readonly collation?: Collation | undefined;
  readonly letVariables?: Document | undefined;
  readonly now?: Date | undefined;
}

/** Reads an operand at compile time. `path` is for messages. */
export type UpdateOperator = (operand: unknown, path: string, options: UpdateOptions) => Change;

const bad = (message: string) => new MongoServerFault('BadValue', message);
const mismatch = (message: string) => new MongoServerFault('TypeMismatch', message);

/** All update operators on one path; `$rename` concerns two and is in `modifiers.ts`. */
export const UPDATE_OPERATORS: Record<string, UpdateOperator> = {
  $set: (operand) => ({ create: true, apply: () => operand }),
  $setOnInsert: (operand) => ({ create: true, apply: (_, at) => (at.isInsert ? operand : KEEP) }),
  $unset: () => ({ create: false, apply: (current) => (current === undefined ? KEEP : DROP) }),
  $inc: (operand, path) => number('$inc', 'add', operand, path),
  $mul: (operand, path) => number('$mul', 'multiply', operand, path),
  $min: (operand, _, { collation }) => extreme(operand, -1, collation),
  $max: (operand, _, { collation }) => extreme(operand, 1, collation),
  $currentDate: (operand, _, { now }) => currentDate(operand, now),
  $bit: bits,
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};

const VERB = { $inc: 'increment', $mul: 'multiply' } as const;

function number(name: '$inc' | '$mul', operation: 'add' | 'multiply', operand: unknown, path: string): Change {
  if (!isNumeric(operand)) {
    throw mismatch(`Cannot ${VERB[name]} with non-numeric argument: {${path}: ${show(operand)}}`);
  }
  const initial = name === '$inc' ? operand : arithmetic('multiply', operand, new Int32(0));
  return {
    create: true,
    apply(current, at) {
      if (current === undefined) return initial;
      if (!isNumeric(current)) throw notNumeric(name, current, at);
      const result = arithmetic(operation, current, operand, 'fail');
      if (result !== undefined) return result;
      throw bad(
        `Failed to apply ${name} operations to current value (${typeName(current)}) ${show(current)} for document ${showId(at.document)}`,
      );
    },
  };
}

function notNumeric(name: string, current: unknown, at: Place): MongoServerFault {
  const field = at.path.split('.').at(-1);
  return mismatch(
    `Cannot apply ${name} to a value of non-numeric type. ${showId(at.document)} has the field '${field}' of non-numeric type ${typeName(current)}`,
  );
}

function extreme(operand: unknown, sign: 1 | -1, collation: Collation | undefined): Change {
  return {
    create: true,
    apply: (current) =>
      current === undefined || compareValues(operand, current, collation) * sign > 0 ? operand : KEEP,
  };
}

function currentDate(operand: unknown, now: Date = new Date()): Change {
  const type = isDocument(operand) ? operand.$type : 'date';
  if (typeof operand !== 'boolean' && !isDocument(operand)) {
    throw bad(
      `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
    );
  }
  if (isDocument(operand)) {
    const other = Object.keys(operand).find((name) => name !== '$type');
    if (other !== undefined) throw bad(`Unrecognized $currentDate option: ${other}`);
  }
  if (type !== 'date' && type !== 'timestamp') {
    throw bad(
      "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
    );
  }
  const value = type === 'date' ? now : new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 });
  return { create: true, apply: () => value };
}

const BITS: Record<string, (a: bigint, b: bigint) => bigint> = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
};

const isInteger = (value: unknown): boolean => typeOf(value) === 16 || typeOf(value) === 18;

function bits(operand: unknown, path: string): Change {
  if (!isDocument(operand)) {
    throw bad(
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    );
  }
  const steps = Object.entries(operand).map(([name, mask]) => bitStep(name, mask, path));
  if (steps.length === 0) {
    throw bad(`You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}`);
  }
  return {
    create: true,
    apply: (current, at) => steps.reduce<unknown>((value, step) => step(value, at), current ?? new Int32(0)),
  };
}

function bitStep(name: string, mask: unknown, path: string): (value: unknown, at: Place) => unknown {
  const operation = Object.hasOwn(BITS, name) ? BITS[name] : undefined;
  if (operation === undefined) {
    throw bad(
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${name}: ${show(mask)}}`,
    );
  }
  if (!isInteger(mask)) {
    throw bad(
      `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(mask)}' is not supported here: {${path}: ${show(mask)}}`,
    );
  }
  return (value, at) => {
    if (!isInteger(value)) {
      throw bad(
        `Cannot apply $bit to a value of non-integral type.${showId(at.document)} has the field ${at.path.split('.').at(-1)} of non-integer type ${typeName(value)}`,
      );
    }
    const result = operation(toInteger(value) ?? 0n, toInteger(mask) ?? 0n);
    return typeOf(value) === 16 && typeOf(mask) === 16 ? new Int32(Number(result)) : toLong(result);
  };
}
