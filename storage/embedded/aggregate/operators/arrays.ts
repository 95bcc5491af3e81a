import { compareValues, valuesEqual } from '../../bson/compare.ts';
import { toInteger, toNumber } from '../../bson/numbers.ts';
import { type Document, Int32, isDocument, isNumeric, setField, typeName } from '../../bson/types.ts';
import { MongoServerFault } from '../../errors.ts';
import { compileSort } from '../../query/keys.ts';
import { type Compiler, type Evaluate, isNullish, namedOperands, type Operator, ordinary } from '../evaluate.ts';
import { isTruthyValue } from '../truth.ts';

/** Refuses anything but an array; `null` for null and missing. */
function arrayOrNull(value: unknown, code: number, message: string): readonly unknown[] | null {
  if (isNullish(value)) return null;
  if (Array.isArray(value)) return value;
  throw new MongoServerFault(code, `${message}, not ${typeName(value)}`);
}

function integer(value: unknown, code: number, message: string): number {
  const exact = isNumeric(value) ? toInteger(value) : undefined;
  if (exact === undefined) throw new MongoServerFault(code, `${message} (found: ${typeName(value)})`);
  return Number(exact);
}

const atEnd = (index: 0 | -1): Operator =>
  ordinary(1, 1, ([value], _, name) => {
    const array = arrayOrNull(value, 28689, `${name}'s argument must be an array`);
    return array === null ? null : array.at(index);
  });

/** Operators on arrays. */
export const ARRAYS: Record<string, Operator> = {
  $isArray: ordinary(1, 1, ([value]) => Array.isArray(value)),
  $size: ordinary(1, 1, ([value]) => {
    if (Array.isArray(value)) return new Int32(value.length);
    throw new MongoServerFault(17124, `The argument to $size must be an array, but was of type: ${typeName(value)}`);
  }),
  $arrayElemAt: ordinary(2, 2, ([value, index]) => {
    const array = arrayOrNull(value, 28689, "$arrayElemAt's first argument must be an array");
    if (array === null || isNullish(index)) return null;
    return array.at(integer(index, 28690, "$arrayElemAt's second argument must be a numeric value"));
  }),
  $first: atEnd(0),
  $last: atEnd(-1),
  $in: ordinary(2, 2, ([value, array], { collation }) => {
    if (Array.isArray(array)) return array.some((item) => valuesEqual(item, value, collation));
    throw new MongoServerFault(40081, `$in requires an array as a second argument, found: ${typeName(array)}`);
  }),
  $indexOfArray: ordinary(2, 4, ([value, search, from, to], { collation }) => {
    const array = arrayOrNull(value, 40090, '$indexOfArray requires an array as a first argument');
    if (array === null) return null;
    const start = from === undefined ? 0 : integer(from, 40096, '$indexOfArray requires an integral starting index');
    const end = to === undefined ? array.length : integer(to, 40096, '$indexOfArray requires an integral ending index');
    return new Int32(array.findIndex((item, i) => i >= start && i < end && valuesEqual(item, search, collation)));
  }),
  $concatArrays: ordinary(0, Infinity, (args) => {
    const arrays = args.map((arg) => arrayOrNull(arg, 28664, '$concatArrays only supports arrays'));
    return arrays.includes(null) ? null : arrays.flat();
  }),
  $reverseArray: ordinary(1, 1, ([value]) => {
    const array = arrayOrNull(value, 34435, 'The argument to $reverseArray must be an array');
    return array?.toReversed() ?? null;
  }),
  $slice: ordinary(2, 3, ([value, from, count]) => {
    const array = arrayOrNull(value, 28724, 'First argument to $slice must be an array');
    if (array === null || isNullish(from) || count === null) return null;
    const first = integer(from, 28725, 'Second argument to $slice must be a numeric value');
    if (count === undefined) return first < 0 ? array.slice(first) : array.slice(0, first);
    const size = integer(count, 28727, 'Third argument to $slice must be numeric');
    if (size <= 0) throw new MongoServerFault(28729, `Third argument to $slice must be positive: ${size}`);
    const start = first < 0 ? Math.max(0, array.length + first) : first;
    return array.slice(start, start + size);
  }),
  $range: ordinary(2, 3, ([from, to, step]) => range(from, to, step)),
  $map: compileMap,
  $filter: compileFilter,
  $reduce: compileReduce,
  $sortArray: compileSortArray,
  $arrayToObject: ordinary(1, 1, ([value]) => {
    const array = arrayOrNull(value, 40386, '$arrayToObject requires an array input');
    return array === null ? null : toObject(array);
  }),
};

function range(from: unknown, to: unknown, step: unknown): Int32[] {
  const start = integer(from, 34443, '$range requires a numeric starting value');
  const end = integer(to, 34445, '$range requires a numeric ending value');
  const by = step === undefined ? 1 : integer(step, 34447, '$range requires a numeric step value');
  if (by === 0) throw new MongoServerFault(34449, '$range requires a non-zero step value');
  const count = Math.max(0, Math.ceil((end - start) / by));
  if (count > 1_000_000) {
    throw new MongoServerFault(146, '$range would use too much memory');
  }
  return Array.from({ length: count }, (_, i) => new Int32(start + i * by));
}

function compileMap(operand: unknown, compiler: Compiler): Evaluate {
  const specs = namedOperands(operand, '$map', ['input', 'in'], ['as']);
  const input = compiler.compile(specs.input);
  const { compiler: inner, slots } = compiler.bind([variableName(specs.as)]);
  const body = inner.compile(specs.in);
  return (env) => {
    const array = arrayOrNull(input(env), 16883, 'input to $map must be an array');
    if (array === null) return null;
    return array.map((item) => {
      env.frame[slots[0] as number] = item;
      return body(env) ?? null;
    });
  };
}

function variableName(name: unknown): string {
  if (name === undefined) return 'this';
  if (typeof name === 'string') return name;
  throw new MongoServerFault(10065, 'invalid parameter: expected a string (as)');
}

function compileFilter(operand: unknown, compiler: Compiler): Evaluate {
  const specs = namedOperands(operand, '$filter', ['input', 'cond'], ['as', 'limit']);
  const input = compiler.compile(specs.input);
  const limit = compiler.compile(specs.limit ?? null);
  const { compiler: inner, slots } = compiler.bind([variableName(specs.as)]);
  const test = inner.compile(specs.cond);
  return (env) => {
    const array = arrayOrNull(input(env), 28651, 'input to $filter must be an array');
    if (array === null) return null;
    const most = limit(env);
    const kept = array.filter((item) => {
      env.frame[slots[0] as number] = item;
      return isTruthyValue(test(env));
    });
    return isNullish(most) ? kept : kept.slice(0, integer(most, 327391, '$filter: limit must be an integer'));
  };
}

function compileReduce(operand: unknown, compiler: Compiler): Evaluate {
  const specs = namedOperands(operand, '$reduce', ['input', 'initialValue', 'in']);
  const [input, initial] = [compiler.compile(specs.input), compiler.compile(specs.initialValue)];
  const { compiler: inner, slots } = compiler.bind(['this', 'value']);
  const body = inner.compile(specs.in);
  return (env) => {
    const array = arrayOrNull(input(env), 40080, '$reduce requires that input be an array');
    if (array === null) return null;
    return array.reduce<unknown>((value, item) => {
      env.frame[slots[0] as number] = item;
      env.frame[slots[1] as number] = value;
      return body(env);
    }, initial(env));
  };
}

function compileSortArray(operand: unknown, compiler: Compiler): Evaluate {
  const { input: source, sortBy } = namedOperands(operand, '$sortArray', ['input', 'sortBy']);
  const input = compiler.compile(source);
  const { collation } = compiler;
  const order = isDocument(sortBy) ? compileSort(sortBy, collation) : undefined;
  const direction = order === undefined ? toNumber(sortBy) : 1;
  if (direction !== 1 && direction !== -1)
    throw new MongoServerFault('BadValue', '$sortArray: sortBy must be 1, -1 or a pattern');
  return (env) => {
    const array = arrayOrNull(input(env), 2942504, 'The input argument to $sortArray must be an array');
    if (array === null) return null;
    if (order === undefined) return array.toSorted((a, b) => compareValues(a, b, collation) * direction);
    return array
      .map((item) => ({ item, key: order.keyOf(isDocument(item) ? item : {}) }))
      .sort((a, b) => order.compareKeys(a.key, b.key))
      .map(({ item }) => item);
  };
}

function toObject(array: readonly unknown[]): Document {
  const result: Document = {};
  for (const item of array) {
    const [name, value] = Array.isArray(item) ? item : isDocument(item) ? [item.k, item.v] : [];
    if (typeof name !== 'string') {
      throw new MongoServerFault(40398, `Unrecognised input type format for $arrayToObject: ${typeName(item)}`);
    }
    setField(result, name, value ?? null);
  }
  return result;
}
