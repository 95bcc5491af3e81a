import { describe, expect, it } from 'vitest';
import { parseCollation } from '../bson/collation.ts';
import { faultOf } from '../bson/plain.testing.ts';
import {
  Binary,
  BSONRegExp,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
} from '../bson/types.ts';
import { boundsOf } from './bounds.ts';
import { indexEntries } from './keys.ts';
import { compileMatcher } from './match.ts';
import { parseFilter } from './parse.ts';

/** One value of each type, for tables of types × operators. */
const SAMPLES: Record<string, unknown> = {
  minKey: new MinKey(),
  null: null,
  int: new Int32(5),
  long: Long.fromNumber(5),
  double: new Double(5),
  decimal: Decimal128.fromString('5'),
  string: 'abc',
  object: { x: 1 },
  binData: new Binary(Buffer.from([5])),
  objectId: new ObjectId('65a000000000000000000001'),
  bool: true,
  date: new Date(5),
  regex: new BSONRegExp('^abc'),
  maxKey: new MaxKey(),
};
const NUMBERS = ['int', 'long', 'double', 'decimal'];

describe('types × comparison', () => {
  for (const [name, operand] of Object.entries(SAMPLES)) {
    const equals = NUMBERS.includes(name) ? NUMBERS : [name];
    it(`$eq, $gte and $lte of ${name} match ${equals.join(', ')}`, () => {
      for (const operator of ['$eq', '$gte', '$lte', '$in']) {
        if (name === 'regex' && operator !== '$eq') continue;
        const filter = { a: { [operator]: operator === '$in' ? [operand] : operand } };
        const all = ['minKey', 'maxKey'].includes(name) && operator === (name === 'minKey' ? '$gte' : '$lte');
        const matches = compileMatcher(filter);
        const found = Object.keys(SAMPLES).filter((key) => matches({ a: SAMPLES[key] }));
        expect(found, operator).toEqual(
          all
            ? Object.keys(SAMPLES)
            : equals.toSorted((x, y) => Object.keys(SAMPLES).indexOf(x) - Object.keys(SAMPLES).indexOf(y)),
        );
      }
    });

    it(`$type finds ${name} by alias`, () => {
      const found = Object.keys(SAMPLES).filter((key) => compileMatcher({ a: { $type: name } })({ a: SAMPLES[key] }));
      expect(found).toEqual([name]);
    });
  }
});

type Row = readonly [filter: Document, matching: readonly Document[], others: readonly Document[]];

const TABLE: Row[] = [
  // Null and missing.
  [{ a: null }, [{}, { a: null }, { a: [1, null] }], [{ a: 1 }, { a: [] }, { a: {} }]],
  [{ a: { $ne: null } }, [{ a: 1 }, { a: [] }], [{}, { a: null }, { a: [null] }]],
  [{ 'a.b': null }, [{}, { a: 1 }, { a: {} }, { a: [{}, { b: 1 }] }], [{ a: [] }, { a: [1] }, { a: { b: 1 } }]],
  [{ a: { $exists: true } }, [{ a: null }, { a: [] }], [{}]],
  [{ 'a.b': { $exists: false } }, [{}, { a: 1 }, { a: [] }, { a: [1] }], [{ a: { b: null } }, { a: [{ b: 1 }, {}] }]],
  [{ a: { $gte: null } }, [{}, { a: null }], [{ a: 1 }]],
  [{ a: { $gt: null } }, [], [{}, { a: null }, { a: 1 }]],
  // Arrays: elements, then the whole.
  [{ a: 1 }, [{ a: 1 }, { a: [2, 1] }], [{ a: [[1]] }, { a: [2] }]],
  [{ a: [1, 2] }, [{ a: [1, 2] }, { a: [[1, 2], 3] }], [{ a: [2, 1] }, { a: [1, 2, 3] }]],
  [{ a: { $gt: 1, $lt: 3 } }, [{ a: 2 }, { a: [0, 5] }], [{ a: [0, 1] }, { a: [3] }]],
  [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, [{ a: [0, 2] }], [{ a: 2 }, { a: [0, 5] }]],
  [
    { a: { $elemMatch: { b: 1, c: 2 } } },
    [{ a: [{ b: 1, c: 2 }] }],
    [{ a: [{ b: 1 }, { c: 2 }] }, { a: { b: 1, c: 2 } }],
  ],
  [{ a: { $elemMatch: { $not: { $gt: 2 } } } }, [{ a: [3, 1] }], [{ a: [3] }, { a: [] }]],
  [{ a: { $size: 2 } }, [{ a: [1, 2] }], [{ a: [1] }, { a: 2 }, { a: [[1, 2]] }]],
  [{ a: { $all: [1, 2] } }, [{ a: [2, 3, 1] }], [{ a: [1] }, { a: 1 }]],
  [{ a: { $all: [1] } }, [{ a: 1 }, { a: [1] }], [{ a: 2 }]],
  [{ a: { $all: [] } }, [], [{}, { a: [] }, { a: 1 }]],
  [
    { a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { c: 1 } }] } },
    [{ a: [{ b: 1 }, { c: 1 }] }],
    [{ a: [{ b: 1 }] }],
  ],
  [{ a: { $ne: 1 } }, [{ a: 2 }, {}, { a: [] }], [{ a: 1 }, { a: [2, 1] }]],
  [{ a: { $nin: [1, 2] } }, [{ a: 3 }, {}], [{ a: [3, 1] }]],
  [{ a: { $in: [] } }, [], [{}, { a: 1 }]],
  [{ a: { $in: [new BSONRegExp('^x'), 1] } }, [{ a: 'xy' }, { a: [1] }], [{ a: 'y' }]],
  [{ a: { $not: { $gt: 1 } } }, [{}, { a: 'x' }, { a: 1 }], [{ a: 2 }, { a: [0, 2] }]],
  // Paths through arrays and by index.
  [{ 'a.b': 1 }, [{ a: { b: 1 } }, { a: [{ b: 2 }, { b: 1 }] }, { a: { b: [1] } }], [{ a: [[{ b: 1 }]] }]],
  [{ 'a.0': 1 }, [{ a: [1, 2] }, { a: { 0: 1 } }, { a: [{ 0: 1 }] }], [{ a: [2, 1] }, { a: [[1]] }]],
  [{ 'a.0.b': 1 }, [{ a: [{ b: 1 }] }, { a: [{ 0: { b: 1 } }] }], [{ a: [{ b: 2 }, { b: 1 }] }]],
  [{ 'a.1.0': 7 }, [{ a: [1, [7]] }], [{ a: [7, [1]] }]],
  // Documents: order of fields counts, numbers by value.
  [{ a: { x: 1, y: 2 } }, [{ a: { x: new Double(1), y: 2 } }], [{ a: { y: 2, x: 1 } }, { a: { x: 1 } }]],
  [{ a: { $gt: { x: 1 } } }, [{ a: { x: 2 } }, { a: { x: 1, y: 0 } }], [{ a: { x: 1 } }, { a: 'x' }]],
  [{ a: {} }, [{ a: {} }], [{ a: { x: 1 } }, {}]],
  [{ a: { $ref: 'c', $id: 1 } }, [{ a: { $ref: 'c', $id: 1 } }], [{ a: 1 }]],
  // Numbers.
  [{ a: { $gt: new Double(Number.NaN) } }, [], [{ a: new Double(Number.NaN) }, { a: 1 }]],
  [
    { a: { $gte: new Double(Number.NaN) } },
    [{ a: new Double(Number.NaN) }, { a: Decimal128.fromString('NaN') }],
    [{ a: 1 }],
  ],
  [{ a: { $lt: 1 } }, [{ a: new Double(-Infinity) }], [{ a: new Double(Number.NaN) }]],
  [
    { a: Long.fromString('9007199254740993') },
    [{ a: Decimal128.fromString('9007199254740993') }],
    [{ a: new Double(2 ** 53) }],
  ],
  // Strings and patterns.
  [{ a: { $regex: '^ab', $options: 'i' } }, [{ a: 'ABc' }, { a: ['x', 'ab'] }], [{ a: 'xab' }, { a: 1 }]],
  [{ a: new BSONRegExp('^ab') }, [{ a: 'abc' }, { a: new BSONRegExp('^ab') }], [{ a: new BSONRegExp('ab') }]],
  [{ a: { $not: new BSONRegExp('^ab') } }, [{ a: 'x' }, { a: 1 }, {}], [{ a: 'ab' }]],
  // Logic.
  [{ $or: [{ a: 1 }, { b: 1 }] }, [{ a: 1 }, { b: 1 }], [{ a: 2, b: 2 }]],
  [{ $nor: [{ a: 1 }, { b: 1 }] }, [{}, { a: 2 }], [{ a: 1 }]],
  [{ $and: [{ a: { $gt: 1 } }, { a: { $lt: 3 } }], $comment: 'x' }, [{ a: 2 }], [{ a: 3 }]],
  [
    { $expr: { $gt: ['$a', '$b'] } },
    [
      { a: 2, b: 1 },
      { a: 'x', b: 1 },
    ],
    [{ a: 1, b: 1 }, {}],
  ],
];

describe('filters', () => {
  it.each(TABLE)('%j', (filter, matching, others) => {
    const matches = compileMatcher(filter);
    for (const document of matching) expect(matches(document), JSON.stringify(document)).toBe(true);
    for (const document of others) expect(matches(document), JSON.stringify(document)).toBe(false);
  });

  it('are case-insensitive under such a collation, except for patterns', () => {
    const collation = parseCollation({ locale: 'en', strength: 2 });
    expect(compileMatcher({ a: 'abc' }, { collation })({ a: 'ABC' })).toBe(true);
    expect(compileMatcher({ a: { $in: ['x', 'abc'] } }, { collation })({ a: 'Abc' })).toBe(true);
    expect(compileMatcher({ a: { b: 'x' } }, { collation })({ a: { b: 'X' } })).toBe(true);
    expect(compileMatcher({ a: new BSONRegExp('abc') }, { collation })({ a: 'ABC' })).toBe(false);
  });

  it('tell which element matched', () => {
    const index = (filter: Document, document: Document) => compileMatcher(filter).locate(document).index;
    expect(index({ a: 3 }, { a: [1, 3, 3] })).toBe(1);
    expect(index({ 'a.b': 2 }, { a: [{ b: 1 }, { b: [0, 2] }] })).toBe(1);
    expect(index({ a: { $elemMatch: { b: 2 } } }, { a: [{ b: 1 }, { b: 2 }] })).toBe(1);
    expect(index({ a: 3 }, { a: 3 })).toBeUndefined();
  });
});

/** Arrays in arrays: what mongod 8.2.11 answered over these documents, as SecantusDB's tests (github.com/jdrumgoole/SecantusDB) have measured it. */
const NESTED: unknown[] = [
  5,
  [5],
  [[5]],
  [1, 2, 3],
  [1, [2, [3]]],
  [],
  [[]],
  [{ y: 5 }],
  [{ y: 5 }, { y: 6 }],
  { y: 5 },
  { y: [5] },
  [{ y: [5] }],
  [[{ y: 5 }]],
  { 0: 5 },
  [5, 6],
  [[5, 6]],
];

describe('arrays in arrays', () => {
  it.each<readonly [Document, number[]]>([
    [{ x: { $elemMatch: { $gt: 1 } } }, [2, 4, 15]],
    [{ x: { $elemMatch: { $eq: 5 } } }, [2, 15]],
    [{ x: { $elemMatch: { $lt: 3 } } }, [4, 5]],
    [{ x: { $elemMatch: { $in: [5] } } }, [2, 15]],
    [{ x: { $elemMatch: { $type: 'array' } } }, [3, 5, 7, 13, 16]],
    [{ x: { $elemMatch: { $type: 'object' } } }, [8, 9, 12]],
    [{ x: { $elemMatch: { $type: 'number' } } }, [2, 4, 5, 15]],
    [{ x: { $elemMatch: { $not: { $gt: 1 } } } }, [3, 4, 5, 7, 8, 9, 12, 13, 16]],
    [{ x: { $elemMatch: { $not: { $eq: 5 } } } }, [3, 4, 5, 7, 8, 9, 12, 13, 15, 16]],
    [{ x: { $elemMatch: { $not: { $type: 'array' } } } }, [2, 4, 5, 8, 9, 12, 15]],
    [{ x: { $elemMatch: { $all: [5] } } }, [2, 15]],
    [{ x: { $elemMatch: { $size: 1 } } }, [3, 13]],
    [{ x: { $elemMatch: { $size: 2 } } }, [5, 16]],
    [{ x: { $elemMatch: { $elemMatch: { $gt: 1 } } } }, [3, 5, 16]],
    [{ x: { $elemMatch: {} } }, [3, 5, 7, 8, 9, 12, 13, 16]],
    [{ x: { $elemMatch: { y: 5 } } }, [8, 9, 12]],
    [{ x: { $elemMatch: { y: { $gt: 4 } } } }, [8, 9, 12]],
    [{ x: { $elemMatch: { y: 99 } } }, []],
    [{ x: 5 }, [1, 2, 15]],
    [{ x: [5] }, [2, 3]],
    [{ x: [[5]] }, [3]],
    [{ x: { $gt: 4 } }, [1, 2, 15]],
    [{ x: { $type: 'array' } }, [2, 3, 4, 5, 6, 7, 8, 9, 12, 13, 15, 16]],
    [{ x: { $size: 1 } }, [2, 3, 7, 8, 12, 13, 16]],
    [{ 'x.y': 5 }, [8, 9, 10, 11, 12]],
  ])('%j', (filter, expected) => {
    const matches = compileMatcher(filter);
    expect(NESTED.flatMap((x, i) => (matches({ x }) ? [i + 1] : []))).toEqual(expected);
  });
});

const FAULTS: (readonly [Document, number, string])[] = [
  [
    { $foo: 1 },
    2,
    "unknown top level operator: $foo. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.",
  ],
  [{ a: { $foo: 1 } }, 2, 'unknown operator: $foo'],
  [{ $where: 'true' }, 238, 'query operator $where is not supported by the embedded store'],
  [{ $text: { $search: 'x' } }, 27, 'text index required for $text query'],
  [{ a: { $mod: [2, 0] } }, 238, 'query operator $mod is not supported by the embedded store'],
  [{ a: { $bitsAllSet: 1 } }, 238, 'query operator $bitsAllSet is not supported by the embedded store'],
  [{ a: { $near: [0, 0] } }, 238, 'query operator $near is not supported by the embedded store'],
  [{ a: { $in: 1 } }, 2, '$in needs an array'],
  [{ a: { $in: [{ $gt: 1 }] } }, 2, 'cannot nest $ under $in'],
  [{ a: { $all: 1 } }, 2, '$all needs an array'],
  [{ a: { $not: 1 } }, 2, '$not needs a regex or a document'],
  [{ a: { $not: {} } }, 2, '$not cannot be empty'],
  [{ $and: [] }, 2, '$and argument must be a non-empty array'],
  [{ $or: {} }, 2, '$or must be an array'],
  [{ $or: [1] }, 2, "$or argument's entries must be objects"],
  [{ a: { $size: -1 } }, 9, 'Failed to parse $size. Expected a non-negative number in: $size: -1'],
  [{ a: { $size: 'x' } }, 9, 'Failed to parse $size. Expected a number in: $size: "x"'],
  [{ a: { $type: 'foo' } }, 2, 'Unknown type name alias: foo'],
  [{ a: { $type: 99 } }, 2, 'Invalid numerical type code: 99'],
  [{ a: { $elemMatch: 1 } }, 2, '$elemMatch needs an Object'],
  [{ a: { $options: 'i' } }, 2, '$options needs a $regex'],
  [{ a: { $regex: 'x', $options: 'q' } }, 51108, 'invalid flag in regex options: q'],
  [{ a: { $regex: 1 } }, 2, '$regex has to be a string'],
  [{ a: { $ne: new BSONRegExp('x') } }, 2, "Can't have regex as arg to $ne."],
  [{ a: { $gt: new BSONRegExp('x') } }, 2, "Can't have RegEx as arg to predicate over field 'a'."],
  [{ $expr: { $foo: 1 } }, 168, "Unrecognized expression '$foo'"],
];

describe('filters that are refused', () => {
  it.each(FAULTS)('%j', (filter, code, errmsg) => {
    expect(faultOf(() => compileMatcher(filter))).toMatchObject({ code, errmsg });
  });
});

describe('bounds', () => {
  const bounds = (filter: Document, path: string, multikey = false) =>
    boundsOf(parseFilter(filter), path, { multikey });

  it('intersect on a single-valued path only', () => {
    const filter = { a: { $gt: 1, $lt: 5 } };
    expect(bounds(filter, 'a')).toHaveLength(1);
    const { keys } = indexEntries({ a: [0, 7] }, [['a']]);
    expect(compileMatcher(filter)({ a: keys.flat() })).toBe(true);
    expect(bounds({ a: { $gte: 5, $lte: 3 } }, 'a')).toEqual([]);
    expect(bounds({ a: { $gte: 5, $lte: 3 } }, 'a', true)).toHaveLength(1);
    expect(bounds({ a: { $elemMatch: { $gte: 5, $lte: 3 } } }, 'a', true)).toEqual([]);
  });

  it('say nothing where they can not', () => {
    for (const filter of [
      { b: 1 },
      { a: { $ne: 1 } },
      { $or: [{ a: 1 }, { b: 1 }] },
      { a: { $exists: true } },
      { a: { $not: { $gt: 1 } } },
    ]) {
      expect(bounds(filter, 'a'), JSON.stringify(filter)).toBeUndefined();
    }
  });

  it('are points for equality and lists', () => {
    expect(bounds({ a: { $in: [1, 'x', 1] } }, 'a')?.map(({ point }) => point)).toEqual([true, true]);
    expect(bounds({ $or: [{ a: 1 }, { a: 2 }] }, 'a')).toHaveLength(2);
  });
});

describe('index entries', () => {
  const entries = (document: Document, ...paths: string[]) =>
    indexEntries(
      document,
      paths.map((path) => path.split('.')),
    );
  it.each<[Document, string[], unknown[][]]>([
    [{}, ['a'], [[null]]],
    [{ a: [] }, ['a'], [[undefined]]],
    [{ a: [] }, ['a.b'], [[null]]],
    [{ a: [1, [2]] }, ['a'], [[1], [[2]]]],
    [{ a: [{ b: 1 }, { b: [2, 3] }, 4, {}] }, ['a.b'], [[1], [2], [3], [null], [null]]],
    [{ a: [{ b: 1, c: 2 }], d: 3 }, ['a.b', 'd', 'a.c'], [[1, 3, 2]]],
    [{ a: [5, 6] }, ['a.1'], [[6]]],
  ])('%j over %j', (document, paths, keys) => {
    expect(entries(document, ...paths).keys).toEqual(keys);
  });

  it('refuse parallel arrays', () => {
    expect(faultOf(() => entries({ a: [1], b: [2] }, 'a', 'b')).code).toBe(171);
  });
});
