import { describe, expect, it } from 'vitest';
import { canonical, faultOf, relaxed } from '../bson/plain.testing.ts';
import { Decimal128, type Document, Double, Int32, Long, ObjectId } from '../bson/types.ts';
import { compileMatcher } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import { compileUpdate } from './compile.ts';
import type { UpdateOptions } from './operators.ts';
import { upsertDocument } from './upsert.ts';

const apply = (document: Document, update: Document | Document[], options: UpdateOptions = {}, filter: Document = {}) =>
  compileUpdate(update, options).apply(document, { matchedIndex: compileMatcher(filter).locate(document).index });

/** Document before, update, document after; `unchanged` where nothing is modified. */
type Row = readonly [before: Document, update: Document | Document[], after: Document | 'unchanged'];

const TABLE: Row[] = [
  [{ a: 1 }, { $set: { a: 2 } }, { a: 2 }],
  [{ a: 1 }, { $set: { a: 1 } }, 'unchanged'],
  // Another type of the same number is a change.
  [{ a: 1 }, { $set: { a: new Double(1) } }, { a: new Double(1) }],
  [{}, { $set: { 'a.b.c': 1 } }, { a: { b: { c: 1 } } }],
  [{ a: [1] }, { $set: { 'a.3': 4 } }, { a: [1, null, null, 4] }],
  [{ a: {} }, { $set: { 'a.0': 1 } }, { a: { 0: 1 } }],
  // New fields come in the order of their names, indexes in that of numbers.
  [{ z: 0 }, { $set: { c: 1, a: 2 }, $inc: { b: 3 } }, { z: 0, a: 2, b: 3, c: 1 }],
  [{ a: [] }, { $set: { 'a.10': 1, 'a.9': 2 } }, { a: [null, null, null, null, null, null, null, null, null, 2, 1] }],
  [{ a: 1, b: 2 }, { $unset: { a: '', c: '' } }, { b: 2 }],
  [{ a: [1, 2] }, { $unset: { 'a.0': 1 } }, { a: [null, 2] }],
  [{ a: 1 }, { $unset: { 'a.b': 1 } }, 'unchanged'],
  [{ a: 1 }, { $setOnInsert: { b: 1 } }, 'unchanged'],
  [{ a: 5 }, { $min: { a: 3, b: 1 }, $max: { c: 2 } }, { a: 3, b: 1, c: 2 }],
  [{ a: 5 }, { $max: { a: 3 } }, 'unchanged'],
  // Between types the order of BSON decides.
  [{ a: 5 }, { $max: { a: 'x' } }, { a: 'x' }],
  // Arrays.
  [{ a: [1] }, { $push: { a: 2, b: 3 } }, { a: [1, 2], b: [3] }],
  [{ a: [1] }, { $push: { a: [2] } }, { a: [1, [2]] }],
  [{ a: [1, 4] }, { $push: { a: { $each: [2, 3], $position: 1 } } }, { a: [1, 2, 3, 4] }],
  [{ a: [1, 4] }, { $push: { a: { $each: [3], $position: -1 } } }, { a: [1, 3, 4] }],
  [{ a: [1, 2] }, { $push: { a: { $each: [], $slice: 0 } } }, { a: [] }],
  [{ a: [3, 1] }, { $push: { a: { $each: [2], $position: 0, $slice: 2 } } }, { a: [2, 3] }],
  [{ a: [3, 1] }, { $push: { a: { $each: [2], $slice: -2 } } }, { a: [1, 2] }],
  [{ a: [1, { b: 1 }] }, { $addToSet: { a: { $each: [new Double(1), { b: 1 }, 2, 2] } } }, { a: [1, { b: 1 }, 2] }],
  [{ a: [1] }, { $addToSet: { a: 1 } }, 'unchanged'],
  [{ a: [1] }, { $addToSet: { a: [1] } }, { a: [1, [1]] }],
  [{ a: [1, 2, 3] }, { $pop: { a: 1 } }, { a: [1, 2] }],
  [{ a: [1, 2, 3] }, { $pop: { a: -1 } }, { a: [2, 3] }],
  [{ a: [] }, { $pop: { a: 1 } }, 'unchanged'],
  [{ a: [1, 5, 'x', 2] }, { $pull: { a: { $gte: 2 } } }, { a: [1, 'x'] }],
  [{ a: [{ b: 1, c: 2 }, { b: 1 }, { b: 2 }] }, { $pull: { a: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { b: 2 }] }],
  [{ a: [{ b: [1, 9] }, { b: [2] }] }, { $pull: { a: { b: { $elemMatch: { $gt: 5 } } } } }, { a: [{ b: [2] }] }],
  [{ a: [{ b: 1 }, { b: 2 }, 1] }, { $pull: { a: { $or: [{ b: 1 }, { b: 9 }] } } }, { a: [{ b: 2 }, 1] }],
  [{ a: [1, [1, 2], 2] }, { $pull: { a: [1, 2] } }, { a: [1, 2] }],
  [{ a: [1, 2, { b: 1 }, 1] }, { $pullAll: { a: [1, { b: 1 }] } }, { a: [2] }],
  [{}, { $pull: { a: 1 } }, 'unchanged'],
  // Replacement: _id stays and comes first.
  [{ _id: 1, a: 1 }, { b: 2 }, { _id: 1, b: 2 }],
  [
    { _id: 1, a: 1 },
    { b: 2, _id: 1 },
    { _id: 1, b: 2 },
  ],
  [{ _id: 1, a: 1 }, {}, { _id: 1 }],
  [{ _id: 1 }, { a: { $b: 1 }, 'c.d': 2 }, { _id: 1, a: { $b: 1 }, 'c.d': 2 }],
  // Pipelines.
  [{ _id: 1, a: 1 }, [{ $set: { b: { $add: ['$a', 1] } } }, { $unset: 'a' }], { _id: 1, b: 2 }],
  [{ _id: 1, a: 1 }, [{ $replaceWith: { c: '$a' } }], { _id: 1, c: 1 }],
  [
    { _id: 1, foo: {} },
    [{ $replaceWith: { $setField: { field: { $literal: '$a' }, value: 1, input: '$$ROOT' } } }],
    { _id: 1, foo: {}, $a: 1 },
  ],
];

describe('updates', () => {
  it.each(TABLE)('%j by %j', (before, update, after) => {
    const frozen = canonical(before);
    const { document, modified } = apply(before, update);
    expect(canonical(document)).toEqual(canonical(after === 'unchanged' ? before : after));
    expect(Object.keys(document)).toEqual(Object.keys(after === 'unchanged' ? before : after));
    expect(modified).toBe(after !== 'unchanged');
    expect(canonical(before), 'the document given is left alone').toEqual(frozen);
  });
});

const INT_MAX = 2147483647;
const LONG_MAX = Long.fromString('9223372036854775807');
const decimal = (text: string) => Decimal128.fromString(text);

describe('arithmetic of updates', () => {
  it.each<readonly [unknown, string, unknown, unknown]>([
    [new Int32(1), '$inc', new Int32(2), { $numberInt: '3' }],
    [new Int32(INT_MAX), '$inc', new Int32(1), { $numberLong: '2147483648' }],
    [new Int32(1), '$inc', Long.fromNumber(1), { $numberLong: '2' }],
    [new Int32(1), '$inc', new Double(1), { $numberDouble: '2.0' }],
    [LONG_MAX, '$inc', new Double(1), { $numberDouble: '9.223372036854775807E18' }],
    [new Double(0.1), '$inc', decimal('0.2'), { $numberDecimal: '0.300000000000000' }],
    [new Int32(3), '$mul', new Int32(-4), { $numberInt: '-12' }],
    [new Int32(INT_MAX), '$mul', new Int32(2), { $numberLong: '4294967294' }],
    [undefined, '$inc', new Double(1.5), { $numberDouble: '1.5' }],
    [undefined, '$mul', Long.fromNumber(7), { $numberLong: '0' }],
    [undefined, '$mul', decimal('7'), { $numberDecimal: '0' }],
  ])('%j %s %j', (current, operator, operand, expected) => {
    const { document } = apply(current === undefined ? {} : { a: current }, { [operator]: { a: operand } });
    const actual = canonical(document.a) as Document;
    if ('$numberDouble' in actual)
      expect(Number(actual.$numberDouble)).toBe(Number((expected as Document).$numberDouble));
    else expect(actual).toEqual(expected);
  });
});

describe('positional updates', () => {
  it.each<readonly [Document, Document, Document, UpdateOptions, Document]>([
    [{ a: [1, 2, 3] }, { a: 2 }, { $set: { 'a.$': 9 } }, {}, { a: [1, 9, 3] }],
    [{ a: [{ b: 1 }, { b: 2 }] }, { 'a.b': 2 }, { $inc: { 'a.$.b': 1 } }, {}, { a: [{ b: 1 }, { b: 3 }] }],
    [{ a: [1, 2] }, {}, { $inc: { 'a.$[]': 1 } }, {}, { a: [2, 3] }],
    [{ a: [1, 5, 7] }, {}, { $set: { 'a.$[x]': 0 } }, { arrayFilters: [{ x: { $gte: 5 } }] }, { a: [1, 0, 0] }],
    [
      { a: [{ b: [1, 2] }, { b: [3] }] },
      {},
      { $set: { 'a.$[].b.$[y]': 0 } },
      { arrayFilters: [{ y: { $gt: 1 } }] },
      { a: [{ b: [1, 0] }, { b: [0] }] },
    ],
    [
      { a: [{ b: 1, c: 1 }, { b: 2 }] },
      {},
      { $unset: { 'a.$[e].c': 1 } },
      { arrayFilters: [{ $or: [{ 'e.b': 1 }, { 'e.b': 9 }] }] },
      { a: [{ b: 1 }, { b: 2 }] },
    ],
    [{ a: [1] }, {}, { $set: { 'a.$[x]': 0 } }, { arrayFilters: [{ x: 99 }] }, { a: [1] }],
  ])('%j where %j: %j %j', (before, filter, update, options, after) => {
    expect(relaxed(apply(before, update, options, filter).document)).toEqual(after);
  });
});

const FAULTS: (readonly [Document, Document | Document[], UpdateOptions, number, string])[] = [
  [
    {},
    { $foo: { a: 1 } },
    {},
    9,
    'Unknown modifier: $foo. Expected a valid update modifier or pipeline-style update specified as an array',
  ],
  [
    {},
    { $set: 1 },
    {},
    9,
    'Modifiers operate on fields but we found type int instead. For example: {$mod: {<field>: ...}} not {$set: 1}',
  ],
  [{}, { $rename: { a: 'b' } }, {}, 238, 'update operator $rename is not supported by the embedded store'],
  [{}, { $currentDate: { a: true } }, {}, 238, 'update operator $currentDate is not supported by the embedded store'],
  [{}, { $push: { a: { $each: [], $sort: 1 } } }, {}, 238, '$sort of $push is not supported by the embedded store'],
  [{}, { $set: { a: 1 }, $inc: { a: 1 } }, {}, 40, "Updating the path 'a' would create a conflict at 'a'"],
  [{}, { $set: { a: 1, 'a.b': 1 } }, {}, 40, "Updating the path 'a.b' would create a conflict at 'a'"],
  [{ a: [1] }, { $set: { 'a.$[]': 1, 'a.0': 2 } }, {}, 40, "Updating the path 'a.0' would create a conflict at 'a.0'"],
  [{}, { $set: { '': 1 } }, {}, 56, 'An empty update path is not valid.'],
  [{}, { $set: { 'a.': 1 } }, {}, 56, "The update path 'a.' contains an empty field name, which is not allowed."],
  [{}, { $set: { $a: 1 } }, {}, 52, "The dollar ($) prefixed field '$a' in '$a' is not allowed for storage."],
  [{ a: 5 }, { $set: { 'a.b': 1 } }, {}, 28, "Cannot create field 'b' in element {a: 5}"],
  [{ a: null }, { $set: { 'a.b': 1 } }, {}, 28, "Cannot create field 'b' in element {a: null}"],
  [{ a: [1] }, { $set: { 'a.b': 1 } }, {}, 28, "Cannot create field 'b' in element {a: [ 1 ]}"],
  [
    { _id: 1, a: 'x' },
    { $inc: { a: 1 } },
    {},
    14,
    "Cannot apply $inc to a value of non-numeric type. {_id: 1} has the field 'a' of non-numeric type string",
  ],
  [{}, { $inc: { a: 'x' } }, {}, 14, 'Cannot increment with non-numeric argument: {a: "x"}'],
  [{}, { $mul: { a: null } }, {}, 14, 'Cannot multiply with non-numeric argument: {a: null}'],
  [
    { _id: 1, a: LONG_MAX },
    { $inc: { a: 1 } },
    {},
    2,
    'Failed to apply $inc operations to current value (long) 9223372036854775807 for document {_id: 1}',
  ],
  [
    { _id: 1, a: 1 },
    { $push: { a: 1 } },
    {},
    2,
    "The field 'a' must be an array but is of type int in document {_id: 1}",
  ],
  [
    {},
    { $push: { a: { $each: 1 } } },
    {},
    2,
    'The argument to $each in $push must be an array but it was of type: int',
  ],
  [{}, { $push: { a: { $each: [], $foo: 1 } } }, {}, 2, 'Unrecognized clause in $push: $foo'],
  [
    { a: 1 },
    { $addToSet: { a: 1 } },
    {},
    2,
    "Cannot apply $addToSet to non-array field. Field named 'a' has non-array type int",
  ],
  [{ a: 1 }, { $pull: { a: 1 } }, {}, 2, 'Cannot apply $pull to a non-array value'],
  [{ a: 1 }, { $pop: { a: 1 } }, {}, 14, "Path 'a' contains an element of non-array type 'int'"],
  [{}, { $pop: { a: 2 } }, {}, 9, '$pop expects 1 or -1, found: 2'],
  [{}, { $pullAll: { a: 1 } }, {}, 2, '$pullAll requires an array argument but was given a int'],
  [
    { _id: 1 },
    { $set: { _id: 2 } },
    {},
    66,
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  ],
  [
    { _id: 1 },
    { $unset: { _id: 1 } },
    {},
    66,
    "Performing an update on the path '_id' would modify the immutable field '_id'",
  ],
  [
    { _id: 1 },
    { _id: 2 },
    {},
    66,
    "After applying the update, the (immutable) field '_id' was found to have been altered to _id: 2",
  ],
  [
    { _id: 1 },
    [{ $set: { _id: 2 } }],
    {},
    66,
    "After applying the update, the (immutable) field '_id' was found to have been altered to _id: 2",
  ],
  [{ a: [1] }, { $set: { 'a.$': 1 } }, {}, 2, 'The positional operator did not find the match needed from the query.'],
  [{}, { $set: { 'a.$[]': 1 } }, {}, 2, "The path 'a' must exist in the document in order to apply array updates."],
  [{ a: 1 }, { $set: { 'a.$[]': 1 } }, {}, 2, 'Cannot apply array updates to non-array element a: 1'],
  [{ a: [] }, { $set: { 'a.$[x]': 1 } }, {}, 2, "No array filter found for identifier 'x' in path 'a.$[x]'"],
  [
    {},
    { $set: { a: 1 } },
    { arrayFilters: [{ x: 1 }] },
    9,
    "The array filter for identifier 'x' was not used in the update { $set: { a: 1 } }",
  ],
  [
    {},
    { $set: { 'a.$[x]': 1 } },
    { arrayFilters: [{ x: 1 }, { x: 2 }] },
    9,
    'Found multiple array filters with the same top-level field name x',
  ],
  [
    {},
    { a: 1, $b: 1 },
    {},
    52,
    "The dollar ($) prefixed field '$b' in '$b' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.",
  ],
  [{}, [{ $match: {} }], {}, 72, '$match is not allowed to be used within an update'],
];

describe('updates that are refused', () => {
  it.each(FAULTS)('%j by %j %j', (before, update, options, code, errmsg) => {
    expect(faultOf(() => apply(before, update, options))).toEqual({ code, errmsg });
  });
});

describe('upserts', () => {
  const upsert = (filter: Document, update: Document | Document[]) =>
    upsertDocument(parseFilter(filter), compileUpdate(update));

  it.each<readonly [Document, Document | Document[], Document]>([
    [
      { _id: 1, a: 2 },
      { $set: { b: 3 }, $setOnInsert: { c: 4 } },
      { _id: 1, a: 2, b: 3, c: 4 },
    ],
    [
      { _id: 1, 'a.b': 2, $and: [{ c: { $eq: 3 } }, { d: { $gt: 1 } }] },
      { $inc: { n: 1 } },
      { _id: 1, a: { b: 2 }, c: 3, n: 1 },
    ],
    [{ _id: 1, a: 2, $or: [{ b: 1 }, { c: 1 }] }, { $set: { z: 1 } }, { _id: 1, a: 2, z: 1 }],
    [{ a: 2, _id: 1 }, { b: 3 }, { _id: 1, b: 3 }],
    [{ a: { $in: [7] }, _id: 1 }, { $set: { b: 1 } }, { _id: 1, a: 7, b: 1 }],
    [{ _id: 1, a: 2 }, [{ $set: { b: '$a' } }], { _id: 1, a: 2, b: 2 }],
  ])('%j by %j', (filter, update, expected) => {
    const document = upsert(filter, update);
    expect(relaxed(document)).toEqual(expected);
    expect(Object.keys(document)[0]).toBe('_id');
  });

  it('make an ObjectId where none is given', () => {
    expect(upsert({ a: 1 }, { $set: { b: 1 } })._id).toBeInstanceOf(ObjectId);
    expect(upsert({ _id: { $gt: 1 } }, { b: 1 })._id).toBeInstanceOf(ObjectId);
  });

  it('refuse what the filter leaves open', () => {
    expect(faultOf(() => upsert({ a: 1, $and: [{ a: 2 }] }, { $set: { b: 1 } }))).toEqual({
      code: 54,
      errmsg: "cannot infer query fields to set, path 'a' is matched twice",
    });
    expect(faultOf(() => upsert({ a: {}, 'a.b': 2 }, { $set: { c: 1 } })).code).toBe(54);
    expect(faultOf(() => upsert({ _id: 1 }, { $set: { _id: 2 } })).code).toBe(66);
    expect(faultOf(() => upsert({ _id: [1] }, { $set: { a: 2 } })).code).toBe(53);
  });
});
