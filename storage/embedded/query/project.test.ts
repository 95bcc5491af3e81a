import { describe, expect, it } from 'vitest';
import { faultOf, relaxed } from '../bson/plain.testing.ts';
import type { Document } from '../bson/types.ts';
import { compileAddFields, compileProjection } from './project.ts';

const project = (projection: Document, document: Document) => compileProjection(projection, {})(document);

const DOCUMENT: Document = { _id: 1, a: 1, b: { x: 1, y: 2 }, c: [{ x: 1, y: 2 }, { y: 3 }, 4], d: [1, 2, 3, 4] };

/** Of `find` and `$project` alike. */
const TABLE: (readonly [Document, Document])[] = [
  [{ a: 1 }, { _id: 1, a: 1 }],
  [{ a: 1, _id: 0 }, { a: 1 }],
  [{ _id: 1 }, { _id: 1 }],
  [
    { a: true, d: 1 },
    { _id: 1, a: 1, d: [1, 2, 3, 4] },
  ],
  [
    { a: 0, c: 0, d: 0 },
    { _id: 1, b: { x: 1, y: 2 } },
  ],
  [{ _id: 0, b: 0, c: 0, d: 0 }, { a: 1 }],
  [{ 'b.x': 1 }, { _id: 1, b: { x: 1 } }],
  [{ b: { x: 1 } }, { _id: 1, b: { x: 1 } }],
  [{ 'c.x': 1 }, { _id: 1, c: [{ x: 1 }, {}] }],
  [
    { 'c.x': 0, a: 0, b: 0, d: 0 },
    { _id: 1, c: [{ y: 2 }, { y: 3 }, 4] },
  ],
  [{ 'a.z': 1 }, { _id: 1 }],
  [{ missing: 1 }, { _id: 1 }],
  // The order is the document's; computed fields follow in the projection's.
  [
    { d: 1, a: 1 },
    { _id: 1, a: 1, d: [1, 2, 3, 4] },
  ],
  [
    { z: { $add: ['$a', 1] }, a: 1 },
    { _id: 1, a: 1, z: 2 },
  ],
  [{ a: '$b.y' }, { _id: 1, a: 2 }],
  [
    { s: 'text', n: null },
    { _id: 1, s: 'text', n: null },
  ],
  [{ 'b.z': '$a', _id: 0 }, { b: { z: 1 } }],
  [{ 'c.z': '$a', _id: 0 }, { c: [{ z: 1 }, { z: 1 }, { z: 1 }] }],
  [{ gone: '$missing' }, { _id: 1 }],
  [{ l: ['$a', '$missing'], _id: 0 }, { l: [1, null] }],
];

describe('projections', () => {
  it.each(TABLE)('%j', (projection, expected) => {
    const result = project(projection, DOCUMENT);
    expect(relaxed(result)).toEqual(expected);
    expect(Object.keys(result)).toEqual(Object.keys(expected));
  });

  it('of nothing is everything', () => {
    expect(project({}, DOCUMENT)).toEqual(DOCUMENT);
  });
});

describe('$addFields', () => {
  it.each<readonly [Document, Document, Document]>([
    [
      { b: 2, a: 3 },
      { a: 1, z: 0 },
      { a: 3, z: 0, b: 2 },
    ],
    [{ 'a.x': 1 }, { a: { y: 2 } }, { a: { y: 2, x: 1 } }],
    [{ 'a.x': 1 }, { a: [{ y: 2 }, 5] }, { a: [{ y: 2, x: 1 }, { x: 1 }] }],
    [{ a: { x: 1, y: '$b' } }, { b: 2 }, { b: 2, a: { x: 1, y: 2 } }],
    [{ a: '$$REMOVE' }, { a: 1, b: 2 }, { b: 2 }],
    // All values are of the document as it came.
    [
      { a: '$b', b: '$a' },
      { a: 1, b: 2 },
      { a: 2, b: 1 },
    ],
  ])('%j on %j', (spec, document, expected) => {
    const result = compileAddFields(spec, {})(document);
    expect(relaxed(result)).toEqual(expected);
    expect(Object.keys(result)).toEqual(Object.keys(expected));
  });
});

describe('projections that are refused', () => {
  it.each<readonly [Document, number, string]>([
    [{ a: 1, b: 0 }, 31254, 'Cannot do exclusion on field b in inclusion projection'],
    [{ a: 0, b: 1 }, 31253, 'Cannot do inclusion on field b in exclusion projection'],
    [{ a: 0, b: '$c' }, 31310, 'Cannot use an expression b: "$c" in an exclusion projection'],
    [{ a: 1, 'a.b': 1 }, 31249, 'Path collision at a.b remaining portion b'],
    [{ 'a.b': 1, a: 1 }, 31250, 'Path collision at a'],
    [{ a: {} }, 51270, 'Invalid empty sub-projection: a'],
    [{ a: { $foo: 1 } }, 31325, 'Unknown expression $foo'],
    [{ a: { $add: [{ $foo: 1 }] } }, 168, "Unrecognized expression '$foo'"],
    [{ a: 0, b: { $add: [1] } }, 31252, 'Cannot use expression other than $meta in exclusion projection'],
    [{ 'a..b': 1 }, 15998, 'FieldPath field names may not be empty strings.'],
    [{ 'a.$': 1 }, 238, 'the positional projection is not supported by the embedded store'],
    [{ a: { $slice: 1 } }, 238, 'expression $slice is not supported by the embedded store'],
    [{ a: { $elemMatch: { b: 1 } } }, 238, 'projection by $elemMatch is not supported by the embedded store'],
    [{ score: { $meta: 'textScore' } }, 238, 'expression $meta is not supported by the embedded store'],
    [{ $a: 1 }, 16410, "FieldPath field names may not start with '$'. Consider using $getField or $setField."],
  ])('%j', (projection, code, errmsg) => {
    expect(faultOf(() => project(projection, DOCUMENT))).toEqual({ code, errmsg });
  });
});
