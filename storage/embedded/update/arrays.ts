import { valuesEqual } from '../bson/compare.ts';
import { toInteger } from '../bson/numbers.ts';
import { show } from '../bson/show.ts';
import { cloneValue, type Document, isDocument, isNumeric, typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { compileMatcher } from '../query/match.ts';
import { isPattern } from '../query/operands.ts';
import { isOperator } from '../query/operator-names.ts';
import type { UpdateOptions } from './operators.ts';
import { type Change, KEEP, showId } from './paths.ts';

const bad = (message: string) => new MongoServerFault('BadValue', message);

/** `$push`, with `$each`, `$position` and `$slice`, which work in this order. */
export function push(operand: unknown): Change {
  const hasEach = isDocument(operand) && Object.hasOwn(operand, '$each');
  const { $each, $position, $sort, $slice, ...rest }: Document = hasEach ? operand : { $each: [operand] };
  const unknown = Object.keys(rest)[0];
  if (unknown !== undefined) throw bad(`Unrecognized clause in $push: ${unknown}`);
  if (!Array.isArray($each)) {
    throw bad(`The argument to $each in $push must be an array but it was of type: ${typeName($each)}`);
  }
  const position = $position === undefined ? undefined : integerClause('$position', $position);
  if ($sort !== undefined) throw notImplemented('$sort of $push');
  const slice = $slice === undefined ? undefined : integerClause('$slice', $slice);
  return {
    create: true,
    apply(current, at) {
      if (current !== undefined && !Array.isArray(current)) {
        const field = at.path.split('.').at(-1);
        throw bad(
          `The field '${field}' must be an array but is of type ${typeName(current)} in document ${showId(at.document)}`,
        );
      }
      const array = [...(current ?? [])];
      array.splice(position ?? array.length, 0, ...cloneValue($each));
      if (slice === undefined) return array;
      return slice < 0 ? array.slice(slice) : array.slice(0, slice);
    },
  };
}

function integerClause(name: string, value: unknown): number {
  const integer = isNumeric(value) ? toInteger(value) : undefined;
  if (integer !== undefined) return Number(integer);
  throw bad(`The value for ${name} must be an integer value but was given type: ${typeName(value)}`);
}

export function addToSet(operand: unknown, _: string, { collation }: UpdateOptions): Change {
  const hasEach = isDocument(operand) && Object.keys(operand)[0] === '$each';
  const values = hasEach ? operand.$each : [operand];
  if (!Array.isArray(values)) {
    throw new MongoServerFault(
      'TypeMismatch',
      `The argument to $each in $addToSet must be an array but it was of type ${typeName(values)}`,
    );
  }
  return {
    create: true,
    apply(current, at) {
      if (current !== undefined && !Array.isArray(current)) {
        const field = at.path.split('.').at(-1);
        throw bad(
          `Cannot apply $addToSet to non-array field. Field named '${field}' has non-array type ${typeName(current)}`,
        );
      }
      const array: unknown[] = [...(current ?? [])];
      for (const value of values) {
        if (!array.some((item) => valuesEqual(item, value, collation))) array.push(cloneValue(value));
      }
      return current !== undefined && array.length === current.length ? KEEP : array;
    },
  };
}

export function pop(operand: unknown, path: string): Change {
  const end = isNumeric(operand) ? toInteger(operand) : undefined;
  if (end !== 1n && end !== -1n) {
    throw new MongoServerFault('FailedToParse', `$pop expects 1 or -1, found: ${show(operand)}`);
  }
  return {
    create: false,
    apply(current) {
      if (current === undefined) return KEEP;
      if (!Array.isArray(current)) {
        throw new MongoServerFault(
          'TypeMismatch',
          `Path '${path}' contains an element of non-array type '${typeName(current)}'`,
        );
      }
      return end === 1n ? current.slice(0, -1) : current.slice(1);
    },
  };
}

export function pull(operand: unknown, _: string, options: UpdateOptions): Change {
  return removal('$pull', pullTest(operand, options));
}

const LOGICAL: ReadonlySet<string> = new Set(['$and', '$or', '$nor', '$expr', '$comment']);

/** A filter (`{b: 1}`, `{$or: […]}`) is for elements that are documents; operators (`{$gt: 1}`) and patterns test the element; anything else must equal it. */
function pullTest(operand: unknown, options: UpdateOptions): (item: unknown) => boolean {
  const isLogical = isDocument(operand) && LOGICAL.has(Object.keys(operand)[0] ?? '');
  if (!isLogical && (isOperator(operand) || isPattern(operand))) {
    const matches = compileMatcher({ value: operand }, options);
    return (value) => matches({ value });
  }
  if (isDocument(operand)) {
    const matches = compileMatcher(operand, options);
    return (item) => isDocument(item) && matches(item);
  }
  return (item) => valuesEqual(item, operand, options.collation);
}

export function pullAll(operand: unknown, _: string, { collation }: UpdateOptions): Change {
  if (!Array.isArray(operand)) {
    throw bad(`$pullAll requires an array argument but was given a ${typeName(operand)}`);
  }
  return removal('$pullAll', (item) => operand.some((value) => valuesEqual(item, value, collation)));
}

function removal(name: string, goes: (item: unknown) => boolean): Change {
  return {
    create: false,
    apply(current) {
      if (current === undefined) return KEEP;
      if (!Array.isArray(current)) throw bad(`Cannot apply ${name} to a non-array value`);
      return current.filter((item) => !goes(item));
    },
  };
}
