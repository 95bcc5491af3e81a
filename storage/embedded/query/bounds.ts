import type { Collation } from '../bson/collation.ts';
import { encodeKey } from '../bson/key.ts';
import { isNaNValue } from '../bson/numbers.ts';
import { bracketOf, bracketOfType, isArrayIndex, type TypeNumber } from '../bson/types.ts';
import type { LeafTest, Pattern, Predicate } from './ast.ts';
import { after, before, bracketInterval, type Interval, intersection, point, union } from './intervals.ts';
import { prefixOf } from './regex.ts';

export interface BoundsOptions {
  /** The index holds several entries for some documents: two conditions on its path may then be met by different entries. */
  readonly multikey: boolean;
  /** The query's collation; the index itself is ordered by code point. */
  readonly collation?: Collation | undefined;
}

/** Intervals, or `undefined`: no constraint, every entry may belong to a match. */
type Bounds = readonly Interval[] | undefined;

/**
 * What a filter says about an index on `path`: every document that matches has at least one entry inside the intervals (never the other way round: the matcher still decides).
 * `undefined` when it says nothing, empty when nothing can match. Sorted, disjoint, ascending.
 */
export function boundsOf(predicate: Predicate, path: string, options: BoundsOptions): Bounds {
  if (path.split('.').some(isArrayIndex)) return undefined;
  return collect(predicate, path, options);
}

function collect(predicate: Predicate, path: string, options: BoundsOptions): Bounds {
  switch (predicate.op) {
    case 'and':
      return predicate.of
        .map((item) => collect(item, path, options))
        .reduce<Bounds>(options.multikey ? narrower : both, undefined);
    case 'or':
      return either(predicate.of.map((item) => collect(item, path, options)));
    case 'not':
      return ofNegation(predicate.of, path);
    case 'path':
      return ofPath(predicate, path, options);
    default:
      return undefined;
  }
}

function both(a: Bounds, b: Bounds): Bounds {
  if (a === undefined || b === undefined) return a ?? b;
  return intersection(a, b);
}

/** Under arrays conditions can't be intersected; the one that promises fewest entries is taken. */
function narrower(a: Bounds, b: Bounds): Bounds {
  if (a === undefined || b === undefined) return a ?? b;
  return width(b) < width(a) ? b : a;
}

function width(intervals: readonly Interval[]): number {
  return intervals.reduce(
    (sum, interval) =>
      sum + (interval.point ? 1 : interval.low.prefix.length > 1 && interval.high.prefix.length > 1 ? 1e3 : 1e6),
    0,
  );
}

function either(all: readonly Bounds[]): Bounds {
  const bounded = all.filter((bounds) => bounds !== undefined);
  return bounded.length === all.length ? union(bounded.flat()) : undefined;
}

const NULLS: readonly Interval[] = [point(undefined), point(null)];

function ofNegation(predicate: Predicate, path: string): Bounds {
  const missing = predicate.op === 'path' && predicate.path === path && predicate.test.op === 'exists';
  return missing ? NULLS : undefined;
}

function ofPath(predicate: Predicate & { op: 'path' }, path: string, options: BoundsOptions): Bounds {
  if (predicate.path === path) return ofTest(predicate.test, options.collation);
  if (predicate.test.op !== 'elemMatch' || !path.startsWith(`${predicate.path}.`)) return undefined;
  return collect(predicate.test.of, path.slice(predicate.path.length + 1), { ...options, multikey: true });
}

function ofTest(test: LeafTest, collation: Collation | undefined): Bounds {
  switch (test.op) {
    case 'eq':
      return ofEqual(test.value, collation);
    case 'lt':
    case 'lte':
    case 'gt':
    case 'gte':
      return ofComparison(test.op, test.value, collation);
    case 'in':
      return either([...test.values.map((value) => ofEqual(value, collation)), ...test.patterns.map(ofPattern)]);
    case 'regex':
      return ofPattern(test.pattern);
    case 'type':
      return ofTypes(test.types);
    case 'elemValue':
      return test.of.map((item) => ofTest(item, collation)).reduce(both, undefined);
    default:
      return undefined;
  }
}

const STRING = 15;
const ARRAY = 25;
const MIN_KEY = 1;
const MAX_KEY = 127;

/** Under a collation equal strings may have different keys, alone and inside documents. */
function ofEqual(value: unknown, collation: Collation | undefined): Bounds {
  if (value === null || value === undefined) return NULLS;
  const bracket = bracketOf(value);
  if (Array.isArray(value)) {
    // The array as a value: its first element is an entry. The array as an element of another: it is an entry itself.
    return collation === undefined
      ? union([point(value), point(value[0]), ...(value[0] === null ? NULLS : [])])
      : undefined;
  }
  if (collation !== undefined && bracket >= STRING && bracket <= ARRAY) return [bracketInterval(bracket)];
  return [point(value)];
}

function ofComparison(op: 'lt' | 'lte' | 'gt' | 'gte', value: unknown, collation: Collation | undefined): Bounds {
  const inclusive = op === 'lte' || op === 'gte';
  if (value === null || value === undefined) return inclusive ? NULLS : [];
  const bracket = bracketOf(value);
  if (bracket === MIN_KEY || bracket === MAX_KEY || bracket === ARRAY) return undefined;
  if (isNaNValue(value)) return inclusive ? [point(value)] : [];
  const whole = bracketInterval(bracket);
  if (collation !== undefined && (bracket === STRING || bracket === 20)) return [whole];
  const key = encodeKey([value]);
  if (op === 'lt' || op === 'lte') return [{ ...whole, high: inclusive ? after(key) : before(key) }];
  return [{ ...whole, low: inclusive ? before(key) : after(key) }];
}

function ofPattern(pattern: Pattern): Bounds {
  const prefix = prefixOf(pattern);
  const key = encodeKey([prefix]).subarray(0, -2);
  return [{ low: before(key), high: after(key), point: false }, bracketInterval(50)];
}

function ofTypes(types: ReadonlySet<number>): Bounds {
  if (types.has(4) || types.has(6)) return undefined;
  return union([...types].map((type) => bracketInterval(bracketOfType(type as TypeNumber))));
}
