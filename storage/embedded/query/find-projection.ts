import { toInteger } from '../bson/numbers.ts';
import { show } from '../bson/show.ts';
import { type Document, getField, isDocument, isNumeric, typeName } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { compileMatcher, type MatchOptions } from './match.ts';

/** What only `find` knows: a value computed for the field, or a step on the finished document. */
export type FindLeaf =
  | { readonly compute: (document: Document) => unknown; readonly afterwards?: undefined }
  | { readonly compute?: undefined; readonly afterwards: (document: Document) => Document };

/** `$elemMatch` and `$slice` of a find projection; `undefined` for anything else, which is an expression. */
export function compileFindOperator(
  path: readonly string[],
  value: Document,
  options: MatchOptions,
): FindLeaf | undefined {
  if (Object.hasOwn(value, '$elemMatch')) return compileElemMatch(path, value.$elemMatch, options);
  if (Object.hasOwn(value, '$meta')) throw notImplemented('projection of $meta');
  const isSlice = Object.hasOwn(value, '$slice') && !isExpressionSlice(value.$slice);
  return isSlice ? compileSlice(path, value.$slice) : undefined;
}

function compileElemMatch(path: readonly string[], condition: unknown, options: MatchOptions): FindLeaf {
  if (path.length > 1) throw new MongoServerFault(31275, 'Cannot use $elemMatch projection on a nested field');
  if (!isDocument(condition))
    throw new MongoServerFault(31274, `elemMatch: Invalid argument, object required, but got ${typeName(condition)}`);
  const name = path[0] as string;
  const matcher = compileMatcher({ [name]: { $elemMatch: condition } }, options);
  return {
    compute(document) {
      const array = getField(document, name);
      const { matched, index } = matcher.locate(document);
      return Array.isArray(array) && matched && index !== undefined ? [array[index]] : undefined;
    },
  };
}

/** The aggregation's `$slice` has an array expression first. */
function isExpressionSlice(operand: unknown): boolean {
  return Array.isArray(operand) && !isNumeric(operand[0]);
}

function compileSlice(path: readonly string[], operand: unknown): FindLeaf {
  const numbers = (Array.isArray(operand) ? operand : [operand]).map((item) =>
    isNumeric(item) ? toInteger(item) : undefined,
  );
  const [first, second] = numbers;
  if (numbers.length > 2 || first === undefined || (numbers.length === 2 && second === undefined)) {
    throw new MongoServerFault(
      28667,
      `Invalid $slice syntax. The given syntax { $slice: ${show(operand)} } did not match the find() syntax`,
    );
  }
  if (second !== undefined && second <= 0n) {
    throw new MongoServerFault(28724, `First argument to $slice must be a positive number, but is of type: ${second}`);
  }
  const slice = sliceOf(Number(first), second === undefined ? undefined : Number(second));
  return { afterwards: (document) => sliceAt(document, path, 0, slice) as Document };
}

type Slice = (array: readonly unknown[]) => unknown[];

function sliceOf(first: number, count: number | undefined): Slice {
  if (count === undefined) return (array) => (first < 0 ? array.slice(first) : array.slice(0, first));
  return (array) => {
    const start = first < 0 ? Math.max(0, array.length + first) : first;
    return array.slice(start, start + count);
  };
}

function sliceAt(value: unknown, path: readonly string[], at: number, slice: Slice): unknown {
  if (Array.isArray(value))
    return at === path.length ? slice(value) : value.map((item) => sliceAt(item, path, at, slice));
  const name = path[at];
  if (!isDocument(value) || name === undefined || !Object.hasOwn(value, name)) return value;
  return { ...value, [name]: sliceAt(value[name], path, at + 1, slice) };
}
