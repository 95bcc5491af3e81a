import { encodeKey } from '../bson/key.ts';
import { compareBytes } from '../bson/strings.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import { type CollectionIndex, MOST_COUNTED } from '../index/collection-index.ts';
import { boundsOf } from '../query/bounds.ts';
import { compareCuts, type Interval, keyRange, point } from '../query/intervals.ts';
import { isScalar } from './exact.ts';
import { impliesPartial } from './implies.ts';
import { type IndexScan, type Question, scanOf } from './index-scan.ts';

/** How a query reads its collection. */
export type Plan = CollectionScan | IndexScan | Union;

export interface CollectionScan {
  readonly kind: 'collection';
  readonly backward: boolean;
  readonly sorted: boolean;
}

/** One scan per branch of an `$or`. */
export interface Union {
  readonly kind: 'union';
  readonly branches: readonly IndexScan[];
  readonly sorted: false;
}

const SAMPLED_RANGES = 16;
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

function best(scans: readonly IndexScan[]): IndexScan {
  const unique = scans.find(({ single }) => single);
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

/** An estimate of the entries in a scan's ranges, from the first of them. */
function sample({ index, ranges }: IndexScan): number {
  const counted = ranges.slice(0, SAMPLED_RANGES);
  let entries = 0;
  for (const range of counted) {
    entries += index.countSome(range);
    if (entries >= MOST_COUNTED) return MOST_COUNTED;
  }
  return counted.length === 0 ? 0 : Math.min(MOST_COUNTED, (entries * ranges.length) / counted.length);
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
