import { valuesEqual } from '../../bson/compare.ts';
import { type Document, Int32, isDocument, isNumeric, setField, typeName } from '../../bson/types.ts';
import { MongoServerFault } from '../../errors.ts';
import { type Compiler, type Evaluate, fixed, isNullish, type Operator, variadic } from '../evaluate.ts';

/** Operators on types, strings, arrays and documents. */
export const VALUES: Record<string, Operator> = {
  $type: fixed(1, ([value]) => typeName(value)),
  $isNumber: fixed(1, ([value]) => isNumeric(value)),
  $concat: variadic((args) => {
    const wrong = args.find((arg) => !isNullish(arg) && typeof arg !== 'string');
    if (wrong !== undefined) throw new MongoServerFault(16702, `$concat only supports strings, not ${typeName(wrong)}`);
    return args.some(isNullish) ? null : args.join('');
  }),
  $isArray: fixed(1, ([value]) => Array.isArray(value)),
  $size: fixed(1, ([value]) => {
    if (Array.isArray(value)) return new Int32(value.length);
    throw new MongoServerFault(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`);
  }),
  $in: fixed(2, ([value, array], { collation }) => {
    if (Array.isArray(array)) return array.some((item) => valuesEqual(item, value, collation));
    throw new MongoServerFault(40081, `$in requires an array as a second argument, found: ${typeName(array)}`);
  }),
  $mergeObjects: variadic((args) => mergeObjects(args.length === 1 && Array.isArray(args[0]) ? args[0] : args)),
  $setField: compileSetField,
};

function documentOrNull(value: unknown, code: number, message: string): Document | null {
  if (isNullish(value)) return null;
  if (isDocument(value)) return value;
  throw new MongoServerFault(code, `${message}, found: ${typeName(value)}`);
}

/** The fields of several documents; later ones win but keep the place of the first. */
function mergeObjects(values: readonly unknown[]): Document {
  const result: Document = {};
  for (const value of values) {
    const document = documentOrNull(value, 40400, '$mergeObjects requires object inputs') ?? {};
    for (const name of Object.keys(document)) setField(result, name, document[name]);
  }
  return result;
}

const SET_FIELD = ['field', 'input', 'value'] as const;

function readSetField(operand: unknown): Document {
  if (!isDocument(operand))
    throw new MongoServerFault('FailedToParse', '$setField only supports an object as its argument');
  const unknown = Object.keys(operand).find((name) => !SET_FIELD.includes(name as 'field'));
  if (unknown !== undefined)
    throw new MongoServerFault('FailedToParse', `Unrecognized parameter to $setField: ${unknown}`);
  const missing = SET_FIELD.find((name) => !Object.hasOwn(operand, name));
  if (missing !== undefined) throw new MongoServerFault('FailedToParse', `Missing '${missing}' parameter to $setField`);
  return operand;
}

/** A copy of `input` with a field set whose name may hold dots and dollars; a missing value takes the field away. */
function compileSetField(operand: unknown, compiler: Compiler): Evaluate {
  const { field, input, value } = readSetField(operand);
  const [nameOf, sourceOf, itemOf] = [compiler.compile(field), compiler.compile(input), compiler.compile(value)];
  return (document) => {
    const source = documentOrNull(sourceOf(document), 4161105, "$setField requires 'input' to evaluate to type Object");
    if (source === null) return null;
    const name = nameOf(document);
    if (typeof name !== 'string') {
      throw new MongoServerFault(
        3041704,
        `$setField requires 'field' to evaluate to type String, but got ${typeName(name)}`,
      );
    }
    const result = { ...source };
    const item = itemOf(document);
    if (item === undefined) delete result[name];
    else setField(result, name, item);
    return result;
  };
}
