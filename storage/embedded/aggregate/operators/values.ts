import { valuesEqual } from '../../bson/compare.ts';
import { toInteger } from '../../bson/numbers.ts';
import { type Document, getField, Int32, isDocument, isNumeric, setField, typeName } from '../../bson/types.ts';
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
  $arrayElemAt: fixed(2, ([value, index]) => {
    const array = arrayOrNull(value, 28689, "$arrayElemAt's first argument must be an array");
    if (array === null || isNullish(index)) return null;
    const at = isNumeric(index) ? toInteger(index) : undefined;
    if (at !== undefined) return array.at(Number(at));
    throw new MongoServerFault(
      28690,
      `$arrayElemAt's second argument must be a numeric value (found: ${typeName(index)})`,
    );
  }),
  $first: atEnd(0),
  $last: atEnd(-1),
  $in: fixed(2, ([value, array], { collation }) => {
    if (Array.isArray(array)) return array.some((item) => valuesEqual(item, value, collation));
    throw new MongoServerFault(40081, `$in requires an array as a second argument, found: ${typeName(array)}`);
  }),
  $concatArrays: variadic((args) => {
    const arrays = args.map((arg) => arrayOrNull(arg, 28664, '$concatArrays only supports arrays'));
    return arrays.includes(null) ? null : arrays.flat();
  }),
  $mergeObjects: variadic((args) => mergeObjects(args.length === 1 && Array.isArray(args[0]) ? args[0] : args)),
  $getField: compileGetField,
  $setField: (operand, compiler, name) => {
    const { field, input, value } = namedOperands(operand, name, ['field', 'input', 'value']);
    return compileSetField(field, input, value, compiler);
  },
  $unsetField: (operand, compiler, name) => {
    const { field, input } = namedOperands(operand, name, ['field', 'input']);
    return compileSetField(field, input, '$$REMOVE', compiler);
  },
};

/** Refuses anything but an array; `null` for null and missing. */
function arrayOrNull(value: unknown, code: number, message: string): readonly unknown[] | null {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value;
  throw new MongoServerFault(code, `${message}, not ${typeName(value)}`);
}

function atEnd(index: 0 | -1): Operator {
  return fixed(1, ([value], _, name) => {
    const array = arrayOrNull(value, 28689, `${name}'s argument must be an array`);
    return array === null ? null : array.at(index);
  });
}

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

/** Arguments by name. Unknown and missing ones are refused. */
function namedOperands(operand: unknown, name: string, required: readonly string[]): Document {
  if (!isDocument(operand))
    throw new MongoServerFault('FailedToParse', `${name} only supports an object as its argument`);
  const unknown = Object.keys(operand).find((key) => !required.includes(key));
  if (unknown !== undefined)
    throw new MongoServerFault('FailedToParse', `Unrecognized parameter to ${name}: ${unknown}`);
  const missing = required.find((key) => !Object.hasOwn(operand, key));
  if (missing !== undefined) throw new MongoServerFault('FailedToParse', `Missing '${missing}' parameter to ${name}`);
  return operand;
}

function compileFieldName(spec: unknown, compiler: Compiler, operator: string): (document: Document) => string {
  const evaluate = compiler.compile(spec);
  return (document) => {
    const name = evaluate(document);
    if (typeof name === 'string') return name;
    throw new MongoServerFault(
      3041704,
      `${operator} requires 'field' to evaluate to type String, but got ${typeName(name)}`,
    );
  };
}

/** `{$getField: 'a'}` reads from the document, `{$getField: {field, input}}` from a value. */
function compileGetField(operand: unknown, compiler: Compiler, operator: string): Evaluate {
  const isLong = isDocument(operand) && Object.hasOwn(operand, 'field');
  const { field, input }: Document = isLong
    ? namedOperands({ input: '$$CURRENT', ...operand }, operator, ['field', 'input'])
    : { field: operand, input: '$$CURRENT' };
  const nameOf = compileFieldName(field, compiler, operator);
  const sourceOf = compiler.compile(input);
  return (document) => {
    const source = sourceOf(document);
    return source === null ? null : isDocument(source) ? getField(source, nameOf(document)) : undefined;
  };
}

function compileSetField(field: unknown, input: unknown, value: unknown, compiler: Compiler): Evaluate {
  const nameOf = compileFieldName(field, compiler, '$setField');
  const [sourceOf, itemOf] = [compiler.compile(input), compiler.compile(value)];
  return (document) => {
    const source = documentOrNull(sourceOf(document), 4161105, "$setField requires 'input' to evaluate to type Object");
    if (source === null) return null;
    const result = { ...source };
    const item = itemOf(document);
    if (item === undefined) delete result[nameOf(document)];
    else setField(result, nameOf(document), item);
    return result;
  };
}
