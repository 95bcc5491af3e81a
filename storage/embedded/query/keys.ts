import type { Collation } from '../bson/collation.ts';
import { compareValues } from '../bson/compare.ts';
import { toInteger } from '../bson/numbers.ts';
import { show } from '../bson/show.ts';
import { type Document, getField, isArrayIndex, isDocument, isNumeric } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { splitFieldPath } from './paths.ts';

/** Where a path stands: at a value (`at` = all parts), or at an array with parts left. */
interface Cursor {
  readonly parts: readonly string[];
  readonly at: number;
  readonly value: unknown;
  /** Nothing is left to expand, not even an array. */
  readonly final: boolean;
}

/** The entries of a document in an index over `paths`. */
export interface IndexEntries {
  readonly keys: unknown[][];
  /** An array was met on one of the paths (also one with a single element). */
  readonly multikey: boolean;
}

/**
 * The entries which MongoDB's B-trees hold: a missing field is null, an empty array is `undefined`, an array gives an entry for each element (arrays in it stay whole). `$sort` uses the same.
 * The same key may come twice. Errors: CannotIndexParallelArrays (171), ambiguous numeric names (16746).
 */
export function indexEntries(
  document: Document,
  paths: readonly (readonly string[])[],
  parallel: Parallel = parallelArrays,
): IndexEntries {
  const cursors = paths.map((parts) => advance(document, parts, 0));
  const plain = cursors.every((cursor) => cursor.final);
  return plain
    ? { keys: [cursors.map((cursor) => cursor.value)], multikey: false }
    : { keys: expand(cursors, parallel), multikey: true };
}

const settled = (parts: readonly string[], value: unknown): Cursor => ({ parts, at: parts.length, value, final: true });

function advance(container: unknown, parts: readonly string[], from: number): Cursor {
  let current = container;
  for (let at = from; at < parts.length; at++) {
    const part = parts[at] as string;
    if (Array.isArray(current)) {
      if (!isArrayIndex(part)) return { parts, at, value: current, final: false };
      refuseAmbiguous(current, part);
    }
    current = getField(current, part);
    if (current === undefined) return settled(parts, null);
  }
  return { parts, at: parts.length, value: current, final: !Array.isArray(current) };
}

function refuseAmbiguous(array: readonly unknown[], part: string): void {
  if (!array.some((item) => isDocument(item) && Object.hasOwn(item, part))) return;
  throw new MongoServerFault(
    16746,
    `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${part}'`,
  );
}

/** Says what two arrays beside each other mean to whom. */
type Parallel = (cursors: readonly Cursor[]) => MongoServerFault;

function expand(cursors: readonly Cursor[], parallel: Parallel): unknown[][] {
  const array = cursors.find((cursor) => !cursor.final)?.value as unknown[] | undefined;
  if (array === undefined) return [cursors.map((cursor) => cursor.value)];
  const other = cursors.find((cursor) => !cursor.final && cursor.value !== array);
  if (other !== undefined) throw parallel(cursors);
  if (array.length === 0)
    return expand(
      cursors.map((cursor) => (cursor.final ? cursor : enterEmpty(cursor))),
      parallel,
    );
  return array.flatMap((item) =>
    expand(
      cursors.map((cursor) => (cursor.final ? cursor : enter(cursor, item))),
      parallel,
    ),
  );
}

function enterEmpty({ parts, at }: Cursor): Cursor {
  return settled(parts, at === parts.length ? undefined : null);
}

function enter({ parts, at }: Cursor, item: unknown): Cursor {
  if (at === parts.length) return settled(parts, item);
  return isDocument(item) ? advance(item, parts, at) : settled(parts, null);
}

function parallelArrays(cursors: readonly Cursor[]): MongoServerFault {
  const [a, b] = cursors.filter((cursor) => !cursor.final).map(({ parts, at }) => parts[Math.max(0, at - 1)]);
  return new MongoServerFault('CannotIndexParallelArrays', `cannot index parallel arrays [${b}] [${a}]`);
}

const unsortable: Parallel = () => new MongoServerFault('BadValue', 'cannot sort with keys that are parallel arrays');

/** An order over documents. `keyOf` is costly with arrays: compute it once per document. */
export interface SortOrder {
  readonly paths: readonly string[];
  readonly directions: readonly (1 | -1)[];
  readonly keyOf: (document: Document) => readonly unknown[];
  readonly compareKeys: (a: readonly unknown[], b: readonly unknown[]) => number;
}

/** Reads `{a: 1, b: -1}`. A document with arrays sorts by the smallest of its entries in the order wanted. */
export function compileSort(spec: Document, collation?: Collation): SortOrder {
  const paths = Object.keys(spec);
  const directions = paths.map((path) => readDirection(path, spec[path]));
  const parts = paths.map(splitFieldPath);
  const compareKeys = (a: readonly unknown[], b: readonly unknown[]): number => {
    for (let i = 0; i < directions.length; i++) {
      const order = compareValues(a[i], b[i], collation);
      if (order !== 0) return order * (directions[i] as number);
    }
    return 0;
  };
  const keyOf = (document: Document) =>
    indexEntries(document, parts, unsortable).keys.reduce((best, key) => (compareKeys(key, best) < 0 ? key : best));
  return { paths, directions, keyOf, compareKeys };
}

function readDirection(path: string, value: unknown): 1 | -1 {
  if (isDocument(value)) {
    const meta = value.$meta;
    if (meta !== undefined) throw notImplemented(`sort by $meta: ${show(meta)}`);
    throw new MongoServerFault(17312, '$meta is the only expression supported by $sort right now');
  }
  const direction = isNumeric(value) ? toInteger(value) : undefined;
  if (direction === undefined) {
    throw new MongoServerFault(15974, `Illegal key in $sort specification: ${path}: ${show(value)}`);
  }
  if (direction !== 1n && direction !== -1n) {
    throw new MongoServerFault(15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)');
  }
  return direction === 1n ? 1 : -1;
}
