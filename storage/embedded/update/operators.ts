import type { Collation } from '../bson/collation.ts';
import { compareValues } from '../bson/compare.ts';
import { arithmetic } from '../bson/numbers.ts';
import { show } from '../bson/show.ts';
import { type Document, Int32, isNumeric, typeName } from '../bson/types.ts';
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

/** Every update operator. */
export const UPDATE_OPERATORS: Record<string, UpdateOperator> = {
  $set: (operand) => ({ create: true, apply: () => operand }),
  $setOnInsert: (operand) => ({ create: true, apply: (_, at) => (at.isInsert ? operand : KEEP) }),
  $unset: () => ({ create: false, apply: (current) => (current === undefined ? KEEP : DROP) }),
  $inc: (operand, path) => number('$inc', 'add', operand, path),
  $mul: (operand, path) => number('$mul', 'multiply', operand, path),
  $min: (operand, _, { collation }) => extreme(operand, -1, collation),
  $max: (operand, _, { collation }) => extreme(operand, 1, collation),
  $push: push,
  $addToSet: addToSet,
  $pop: pop,
  $pull: pull,
  $pullAll: pullAll,
};

/** Known to MongoDB, refused here. */
export const REFUSED_OPERATORS: ReadonlySet<string> = new Set(['$rename', '$currentDate', '$bit']);

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
