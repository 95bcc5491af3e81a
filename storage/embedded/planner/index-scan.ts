import type { Collation } from '../bson/collation.ts';
import { compareBytes } from '../bson/strings.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import type { Predicate } from '../query/ast.ts';
import { boundsOf } from '../query/bounds.ts';
import { type Interval, type KeyRange, keyRange } from '../query/intervals.ts';
import type { SortOrder } from '../query/keys.ts';
import { answersExactly } from './exact.ts';

export interface Question {
  readonly predicate: Predicate;
  readonly sort: SortOrder | undefined;
  readonly hint: unknown;
  readonly collation: Collation | undefined;
}

export interface IndexScan {
  readonly kind: 'index';
  readonly index: CollectionIndex;
  readonly ranges: readonly KeyRange[];
  readonly bounds: readonly (readonly Interval[] | undefined)[];
  readonly backward: boolean;
  /** Documents come in the order that was asked for. */
  readonly sorted: boolean;
  /** Every document found matches: the filter needn't be run again. */
  readonly exact: boolean;
  /** All of a unique index's fields are given: at most one document. */
  readonly single: boolean;
  /** A document may come more than once. */
  readonly duplicates: boolean;
}

const MAX_RANGES = 4096;

/** How `index` would answer the question: its bounds, their ranges in scan order, and what the result has. */
export function scanOf(index: CollectionIndex, question: Question): IndexScan {
  const bounds = boundsPerField(index, question);
  const ranges = rangesOf(index, bounds);
  const order = sortBy(index, bounds, question);
  const sortedRanges = [...ranges].sort((a, b) => compareBytes(a.from, b.from));
  return {
    kind: 'index',
    index,
    bounds,
    ranges: order === 'backward' ? sortedRanges.reverse() : sortedRanges,
    backward: order === 'backward',
    sorted: order !== undefined,
    exact: answersExactly(question.predicate, index, bounds) && question.collation === undefined,
    single:
      index.spec.unique && ranges.length === 1 && bounds.length === index.spec.fields.length && bounds.every(isFixed),
    duplicates: index.multikey !== 0 && !(ranges.length === 1 && bounds.every(isFixed) && isUnlisted(index, bounds)),
  };
}

/** Bounds of the leading fields: equal values as far as they go, then one range. Two fields under the same array can't both be bounded. */
function boundsPerField(
  index: CollectionIndex,
  { predicate, collation }: Question,
): (readonly Interval[] | undefined)[] {
  const bounds: (readonly Interval[] | undefined)[] = [];
  const arrays = new Set<string>();
  let count = 1;
  for (const [i, field] of index.spec.fields.entries()) {
    const multikey = (index.multikey & (1 << i)) !== 0;
    const top = field.path[0] as string;
    const found = multikey && arrays.has(top) ? undefined : boundsOf(predicate, field.name, { multikey, collation });
    if (found === undefined || count * found.length > MAX_RANGES) break;
    bounds.push(found);
    if (multikey) arrays.add(top);
    count *= found.length;
    if (!found.every((interval) => interval.point)) break;
  }
  return bounds;
}

function rangesOf(index: CollectionIndex, bounds: readonly (readonly Interval[] | undefined)[]): KeyRange[] {
  let prefixes: Uint8Array[] = [new Uint8Array(0)];
  for (const [i, intervals] of bounds.entries()) {
    const direction = index.spec.directions[i] ?? 1;
    const ranges = prefixes.flatMap((prefix) => (intervals ?? []).map((interval) => ({ prefix, interval })));
    if (i === bounds.length - 1) {
      const whole = bounds.length === index.spec.fields.length;
      return ranges.map(({ prefix, interval }) => ({
        ...keyRange(prefix, interval, direction),
        exact: whole && interval.point,
      }));
    }
    prefixes = ranges.map(({ prefix, interval }) => keyRange(prefix, interval, direction).from);
  }
  return [{ from: new Uint8Array(0), to: undefined }];
}

/** Whether reading the index gives the order asked for, and which way round. */
function sortBy(
  index: CollectionIndex,
  bounds: readonly (readonly Interval[] | undefined)[],
  { sort, collation }: Question,
): 'forward' | 'backward' | undefined {
  if (!sort) return 'forward';
  if (collation) return undefined;
  let way: 1 | -1 | undefined;
  let at = 0;
  for (const [i, path] of sort.paths.entries()) {
    while (at < index.spec.fields.length && index.spec.fields[at]?.name !== path && isFixed(bounds[at])) at++;
    const field = index.spec.fields[at];
    if (field?.name !== path || (index.multikey & (1 << at)) !== 0) return undefined;
    if (!isFixed(bounds[at])) {
      const wanted = sort.directions[i] === field.direction ? 1 : -1;
      if (way !== undefined && way !== wanted) return undefined;
      way = wanted;
    }
    at++;
  }
  return way === -1 ? 'backward' : 'forward';
}

/** Exactly one value. */
export function isFixed(bounds: readonly Interval[] | undefined): boolean {
  return bounds?.length === 1 && bounds[0]?.point === true;
}

/** None of the fields behind the bounded ones has several entries for a document. */
function isUnlisted(index: CollectionIndex, bounds: readonly unknown[]): boolean {
  return index.multikey >> bounds.length === 0;
}
