import type { Collation } from '../bson/collation.ts';
import { encodeKey } from '../bson/key.ts';
import { compareBytes } from '../bson/strings.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import type { Predicate } from '../query/ast.ts';
import { boundsOf } from '../query/bounds.ts';
import { compareCuts, type Interval, type KeyRange, keyRange, point } from '../query/intervals.ts';
import type { SortOrder } from '../query/keys.ts';
import { answersExactly, isScalar } from './exact.ts';
import { impliesPartial } from './implies.ts';

/** How a query reads its collection. */
export type Plan = CollectionScan | IndexScan | Union;

export interface CollectionScan {
  readonly kind: 'collection';
  readonly backward: boolean;
  readonly sorted: boolean;
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

/** One scan per branch of an `$or`. */
export interface Union {
  readonly kind: 'union';
  readonly branches: readonly IndexScan[];
  readonly sorted: false;
}

export interface Question {
  readonly predicate: Predicate;
  readonly sort: SortOrder | undefined;
  readonly hint: unknown;
  readonly collation: Collation | undefined;
}

const MAX_RANGES = 4096;
const SAMPLE = 200;
const NATURAL = '$natural';

/**
 * Chooses how to read. Of several indexes with bounds the one with the fewest entries there is taken (counted up to 200), then the one that
 * sorts, then the one with more equal fields. Cost: some microseconds per index.
 */
export function choosePlan(collection: Collection, question: Question): Plan {
  if (question.hint !== undefined) return hinted(collection, question);
  const byId = idScan(collection, question);
  if (byId) return byId;
  const candidates = usable(collection, question).map((index) => scanOf(index, question));
  const bounded = candidates.filter((scan) => scan.bounds[0] !== undefined);
  if (bounded.length > 0) return best(bounded);
  const union = unionOf(collection, question);
  if (union) return union;
  const sorting = question.sort && candidates.find((scan) => scan.sorted);
  return sorting ?? { kind: 'collection', backward: false, sorted: question.sort === undefined };
}

/** The most frequent question of all, answered without looking at the other indexes. */
function idScan(collection: Collection, { predicate, collation }: Question): IndexScan | undefined {
  const [index] = collection.indexes;
  if (!index || collation || predicate.op !== 'path' || predicate.path !== '_id' || predicate.test.op !== 'eq')
    return undefined;
  if (!isScalar(predicate.test.value)) return undefined;
  const interval = point(predicate.test.value);
  const range = { ...keyRange(NO_PREFIX, interval, 1), exact: true };
  return {
    kind: 'index',
    index,
    bounds: [[interval]],
    ranges: [range],
    backward: false,
    sorted: true,
    exact: true,
    single: true,
    duplicates: false,
  };
}

const NO_PREFIX = new Uint8Array(0);

/** Indexes that hold every match, and can narrow or sort: of the others nothing is computed. */
function usable(collection: Collection, { predicate, collation, sort }: Question): CollectionIndex[] {
  return collection.indexes.filter(({ spec, multikey }) => {
    if (spec.hidden) return false;
    const [first] = spec.fields;
    if (!sort && first && boundsOf(predicate, first.name, { multikey: (multikey & 1) !== 0, collation }) === undefined)
      return false;
    if (spec.partial && !impliesPartial(predicate, spec.partial.document, collation)) return false;
    return (
      !spec.sparse ||
      spec.fields.some((field, i) =>
        excludesNull(boundsOf(predicate, field.name, { multikey: (multikey & (1 << i)) !== 0, collation })),
      )
    );
  });
}

const NULLS = [point(undefined), point(null)];

function excludesNull(bounds: readonly Interval[] | undefined): boolean {
  if (bounds === undefined) return false;
  return bounds.every((interval) =>
    NULLS.every((none) => compareCuts(interval.high, none.low) <= 0 || compareCuts(interval.low, none.high) >= 0),
  );
}

function scanOf(index: CollectionIndex, question: Question): IndexScan {
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

function isFixed(bounds: readonly Interval[] | undefined): boolean {
  return bounds?.length === 1 && bounds[0]?.point === true;
}

/** None of the fields behind the bounded ones has several entries for a document. */
function isUnlisted(index: CollectionIndex, bounds: readonly unknown[]): boolean {
  return index.multikey >> bounds.length === 0;
}

function best(scans: readonly IndexScan[]): IndexScan {
  const unique = scans.find(
    ({ index, bounds }) => index.spec.unique && bounds.length === index.spec.fields.length && bounds.every(isFixed),
  );
  if (unique) return unique;
  if (scans.length === 1) return scans[0] as IndexScan;
  const rated = scans.map((scan) => ({
    scan,
    entries: sample(scan),
    fixed: scan.bounds.filter((bounds) => bounds?.every((interval) => interval.point)).length,
  }));
  rated.sort(
    (a, b) =>
      a.entries - b.entries ||
      Number(b.scan.sorted) - Number(a.scan.sorted) ||
      b.fixed - a.fixed ||
      b.scan.bounds.length - a.scan.bounds.length,
  );
  return (rated[0] as (typeof rated)[number]).scan;
}

function sample({ index, ranges }: IndexScan): number {
  let entries = 0;
  for (const range of ranges) {
    entries += index.countUpTo(range, SAMPLE - entries);
    if (entries >= SAMPLE) break;
  }
  return entries;
}

function unionOf(collection: Collection, question: Question): Union | undefined {
  const { predicate } = question;
  const or =
    predicate.op === 'or'
      ? predicate
      : predicate.op === 'and'
        ? predicate.of.find((item) => item.op === 'or')
        : undefined;
  if (or?.op !== 'or' || or.of.length === 0) return undefined;
  const branches: IndexScan[] = [];
  for (const branch of or.of) {
    const plan = choosePlan(collection, { ...question, predicate: branch, sort: undefined });
    if (plan.kind === 'index' && plan.bounds[0] !== undefined) branches.push({ ...plan, exact: false });
    else if (plan.kind === 'union') branches.push(...plan.branches);
    else return undefined;
  }
  return { kind: 'union', branches, sorted: false };
}

function hinted(collection: Collection, question: Question): Plan {
  const { hint, sort } = question;
  if (typeof hint === 'object' && hint !== null && Object.hasOwn(hint, NATURAL)) {
    return {
      kind: 'collection',
      backward: Number(String((hint as Record<string, unknown>)[NATURAL])) < 0,
      sorted: sort === undefined,
    };
  }
  const index =
    typeof hint === 'string'
      ? collection.index(hint)
      : collection.indexes.find(({ spec }) => sameKey(spec.document.key, hint));
  if (!index || index.spec.hidden) throw badHint();
  return scanOf(index, question);
}

/** A hint that names no index of the collection. */
export function badHint(): MongoServerFault {
  return new MongoServerFault(
    'BadValue',
    'error processing query: planner returned error :: caused by :: hint provided does not correspond to an existing index',
  );
}

function sameKey(key: unknown, hint: unknown): boolean {
  return compareBytes(encodeKey([key]), encodeKey([hint])) === 0;
}
