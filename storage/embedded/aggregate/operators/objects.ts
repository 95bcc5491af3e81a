import type { Collation } from '../../bson/collation.ts';
import { compareValues } from '../../bson/compare.ts';
import { type Document, getField, isDocument, setField, typeName } from '../../bson/types.ts';
import { MongoServerFault } from '../../errors.ts';
import { type Compiler, type Evaluate, isNullish, namedOperands, type Operator, ordinary } from '../evaluate.ts';
import { isTruthyValue } from '../truth.ts';

function documentOrNull(value: unknown, code: number, message: string): Document | null {
  if (isNullish(value)) return null;
  if (isDocument(value)) return value;
  throw new MongoServerFault(code, `${message}, found: ${typeName(value)}`);
}

/** The fields of several documents; later ones win but keep the place of the first. */
export function mergeObjects(values: readonly unknown[]): Document {
  const result: Document = {};
  for (const value of values) {
    const document = documentOrNull(value, 40400, '$mergeObjects requires object inputs') ?? {};
    for (const name of Object.keys(document)) setField(result, name, document[name]);
  }
  return result;
}

/** Sorted, without equals. */
function toSet(values: readonly unknown[], collation: Collation | undefined): unknown[] {
  const sorted = values.toSorted((a, b) => compareValues(a, b, collation));
  return sorted.filter((value, i) => i === 0 || compareValues(sorted[i - 1], value, collation) !== 0);
}

function contains(values: readonly unknown[], wanted: unknown, collation: Collation | undefined): boolean {
  return values.some((value) => compareValues(value, wanted, collation) === 0);
}

type SetOperation = (sets: readonly unknown[][], collation: Collation | undefined) => unknown;

/** `strict`: null isn't an array either. */
function sets(min: number, max: number, code: number, strict: boolean, apply: SetOperation): Operator {
  return ordinary(min, max, (args, { collation }, name) => {
    if (!strict && args.some(isNullish)) return null;
    const wrong = args.find((arg) => !Array.isArray(arg));
    if (args.some((arg) => !Array.isArray(arg))) {
      throw new MongoServerFault(
        code,
        `All operands of ${name} must be arrays. One argument is of type: ${typeName(wrong)}`,
      );
    }
    return apply(args as unknown[][], collation);
  });
}

const isSubset = (a: readonly unknown[], b: readonly unknown[], collation: Collation | undefined): boolean =>
  a.every((item) => contains(b, item, collation));

const elements = (quantifier: 'some' | 'every', code: number): Operator =>
  ordinary(1, 1, ([value], _, name) => {
    if (Array.isArray(value)) return value[quantifier](isTruthyValue);
    throw new MongoServerFault(code, `${name}'s argument must be an array, but is ${typeName(value)}`);
  });

/** Operators on documents and on arrays as sets. */
export const OBJECTS: Record<string, Operator> = {
  $mergeObjects: ordinary(0, Infinity, (args) =>
    mergeObjects(args.length === 1 && Array.isArray(args[0]) ? args[0] : args),
  ),
  $objectToArray: ordinary(1, 1, ([value]) => {
    const document = documentOrNull(value, 40390, '$objectToArray requires a document input');
    return document === null ? null : Object.keys(document).map((k) => ({ k, v: document[k] }));
  }),
  $getField(operand, compiler) {
    const isLong = isDocument(operand) && Object.hasOwn(operand, 'field');
    const specs = isLong ? namedOperands(operand, '$getField', ['field'], ['input']) : { field: operand };
    const name = fieldName(specs.field, compiler, '$getField');
    const input = compiler.compile(specs.input ?? '$$CURRENT');
    return (env) => {
      const source = input(env);
      return source === null ? null : isDocument(source) ? getField(source, name(env)) : undefined;
    };
  },
  $setField: (operand, compiler) =>
    compileSetField(namedOperands(operand, '$setField', ['field', 'input', 'value']), compiler),
  $unsetField: (operand, compiler) =>
    compileSetField({ ...namedOperands(operand, '$unsetField', ['field', 'input']), value: '$$REMOVE' }, compiler),
  $setUnion: sets(0, Infinity, 17043, false, (all, collation) => toSet(all.flat(), collation)),
  $setIntersection: sets(0, Infinity, 17047, false, ([first = [], ...others], collation) =>
    toSet(first, collation).filter((item) => others.every((other) => contains(other, item, collation))),
  ),
  $setDifference: sets(2, 2, 17048, false, ([a = [], b = []], collation) => {
    const kept: unknown[] = [];
    for (const item of a) if (!contains(b, item, collation) && !contains(kept, item, collation)) kept.push(item);
    return kept;
  }),
  $setEquals: sets(2, Infinity, 17044, true, ([first = [], ...others], collation) =>
    others.every((other) => isSubset(first, other, collation) && isSubset(other, first, collation)),
  ),
  $setIsSubset: sets(2, 2, 17046, true, ([a = [], b = []], collation) => isSubset(a, b, collation)),
  $anyElementTrue: elements('some', 17041),
  $allElementsTrue: elements('every', 17040),
};

function fieldName(spec: unknown, compiler: Compiler, operator: string): (env: Parameters<Evaluate>[0]) => string {
  const evaluate = compiler.compile(spec);
  return (env) => {
    const name = evaluate(env);
    if (typeof name === 'string') return name;
    throw new MongoServerFault(
      3041704,
      `${operator} requires 'field' to evaluate to type String, but got ${typeName(name)}`,
    );
  };
}

function compileSetField(specs: Record<string, unknown>, compiler: Compiler): Evaluate {
  const name = fieldName(specs.field, compiler, '$setField');
  const [input, value] = [compiler.compile(specs.input), compiler.compile(specs.value)];
  return (env) => {
    const document = documentOrNull(input(env), 4161105, "$setField requires 'input' to evaluate to type Object");
    if (document === null) return null;
    const result = { ...document };
    const item = value(env);
    if (item === undefined) delete result[name(env)];
    else setField(result, name(env), item);
    return result;
  };
}
