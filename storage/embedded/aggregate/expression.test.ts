import { describe, expect, it } from 'vitest';
import { canonical, faultOf, relaxed } from '../bson/plain.testing.ts';
import { Decimal128, type Document, Double, Int32, Long, ObjectId } from '../bson/types.ts';
import { compileExpression } from './expression.ts';

/** Computed, because a literal `then` makes an object look like a promise to the linter. */
const THEN = 'then';

const at = new Date('2026-03-01T17:30:15.250Z');
const DOCUMENT: Document = {
  i: 5,
  d: new Double(2.5),
  l: Long.fromNumber(7),
  m: Decimal128.fromString('1.10'),
  s: 'Héllo',
  n: null,
  b: true,
  at,
  list: [3, 1, 2],
  docs: [{ x: 1, y: { z: 1 } }, { x: 2 }, 5],
  sub: { k: 1, j: 'x' },
  id: new ObjectId('65a000000000000000000001'),
};

const evaluate = (expression: unknown, document = DOCUMENT) =>
  compileExpression(expression, { now: at, letVariables: { given: 9 } })(document);

const INT_MAX = 2147483647;
const LONG_MAX = Long.fromString('9223372036854775807');
const decimal = (text: string) => Decimal128.fromString(text);

describe('number types of results', () => {
  it.each<readonly [unknown, Document]>([
    [{ $add: [1, 2] }, { $numberInt: '3' }],
    [{ $add: [INT_MAX, 1] }, { $numberLong: '2147483648' }],
    [{ $add: [LONG_MAX, 1] }, { $numberDouble: '9223372036854775808.0' }],
    [{ $add: ['$i', '$l'] }, { $numberLong: '12' }],
    [{ $add: ['$i', '$d'] }, { $numberDouble: '7.5' }],
    [{ $add: ['$d', '$m'] }, { $numberDecimal: '3.60000000000000' }],
    [{ $add: [] }, { $numberInt: '0' }],
    [{ $subtract: [1, 2] }, { $numberInt: '-1' }],
    [{ $subtract: [new Int32(-2147483648), 1] }, { $numberLong: '-2147483649' }],
    [{ $subtract: [decimal('1.10'), decimal('0.1')] }, { $numberDecimal: '1.00' }],
    [{ $multiply: [3, new Double(1.5)] }, { $numberDouble: '4.5' }],
    [{ $multiply: [65536, 65536] }, { $numberLong: '4294967296' }],
    [{ $divide: [6, 3] }, { $numberDouble: '2.0' }],
    [{ $divide: [decimal('1'), 3] }, { $numberDecimal: '0.3333333333333333333333333333333333' }],
    [{ $divide: [decimal('6'), 3] }, { $numberDecimal: '2' }],
    // Behind the 34 digits stand 5, zeros and a remainder: more than a half.
    [{ $divide: [decimal('1'), 8573] }, { $numberDecimal: '0.0001166452816983553015280531902484545' }],
    [{ $mod: [-7, 3] }, { $numberInt: '-1' }],
    [{ $mod: [new Double(5.5), 2] }, { $numberDouble: '1.5' }],
    [{ $mod: [decimal('5.5'), 2] }, { $numberDecimal: '1.5' }],
    [{ $mod: [decimal('1E+6144'), decimal('7')] }, { $numberDecimal: '1' }],
    [{ $divide: [decimal('2.50'), decimal('1.0')] }, { $numberDecimal: '2.5' }],
    [{ $multiply: [decimal('2.5'), 2] }, { $numberDecimal: '5.0' }],
    [{ $add: [decimal('2.5'), new Double(2)] }, { $numberDecimal: '4.50000000000000' }],
    [{ $size: '$list' }, { $numberInt: '3' }],
    [{ $subtract: ['$at', new Date(at.getTime() - 5)] }, { $numberLong: '5' }],
  ])('%j', (expression, expected) => {
    expect(canonical(evaluate(expression))).toEqual(expected);
  });
});

/** Expression and what it gives, in relaxed Extended JSON; `undefined` for missing. */
const TABLE: (readonly [unknown, unknown])[] = [
  // Paths, literals, variables.
  ['$i', 5],
  ['$missing', undefined],
  ['$docs.x', [1, 2]],
  ['$docs.y.z', [1]],
  ['$list.0', []],
  [{ $literal: '$i' }, '$i'],
  ['$$ROOT.sub.k', 1],
  ['$$CURRENT.i', 5],
  ['$$REMOVE', undefined],
  ['$$NOW', { $date: '2026-03-01T17:30:15.250Z' }],
  ['$$given', 9],
  [
    { a: '$i', b: '$missing', c: ['$missing', 1] },
    { a: 5, c: [null, 1] },
  ],
  // Comparison goes over all types.
  [{ $eq: [1, new Double(1)] }, true],
  [{ $gt: ['a', 5] }, true],
  [{ $lt: ['$missing', null] }, true],
  [{ $cmp: [{ a: 1 }, { a: 2 }] }, -1],
  [{ $ne: ['$n', '$missing'] }, true],
  // Truth: zero, null and missing are false, everything else true.
  [{ $and: ['$b', 1, 'x', []] }, true],
  [{ $and: [] }, true],
  [{ $or: [0, null, '$missing', false] }, false],
  [{ $not: [0] }, true],
  // Conditions.
  [{ $cond: [{ $gt: ['$i', 3] }, 'big', 'small'] }, 'big'],
  [{ $cond: { if: false, [THEN]: 1, else: 2 } }, 2],
  [{ $ifNull: ['$n', '$missing', 3] }, 3],
  // Null spreads.
  [{ $add: ['$i', '$n'] }, null],
  [{ $multiply: ['$missing', 2] }, null],
  [{ $concat: ['a', '$n'] }, null],
  [{ $add: ['$at', 1000] }, { $date: '2026-03-01T17:30:16.250Z' }],
  // Strings.
  [{ $concat: ['a', 'b', '$s'] }, 'abHéllo'],
  [{ $in: [2, '$list'] }, true],
  [{ $isArray: ['$list'] }, true],
  // Documents.
  [{ $mergeObjects: ['$sub', { k: 2, n: 1 }, null] }, { k: 2, j: 'x', n: 1 }],
  [{ $setField: { field: 'a.b', input: '$sub', value: 2 } }, { k: 1, j: 'x', 'a.b': 2 }],
  [{ $setField: { field: 'k', input: '$sub', value: '$$REMOVE' } }, { j: 'x' }],
  [{ $setField: { field: 'k', input: '$n', value: 1 } }, null],
  // Types.
  [{ $type: '$missing' }, 'missing'],
  [{ $type: '$l' }, 'long'],
  [{ $isNumber: '$m' }, true],
];

describe('expressions', () => {
  it.each(TABLE)('%j gives %j', (expression, expected) => {
    const value = evaluate(expression);
    expect(value === undefined ? undefined : relaxed(value)).toEqual(expected);
  });

  it('can be run again and again', () => {
    const sum = compileExpression({ $add: ['$a', 1] });
    expect([1, 2, 0].map((a) => relaxed(sum({ a })))).toEqual([2, 3, 1]);
  });
});

const FAULTS: (readonly [unknown, number, string])[] = [
  [{ $foo: 1 }, 168, "Unrecognized expression '$foo'"],
  [
    { $function: { body: 'x', args: [], lang: 'js' } },
    238,
    'expression $function is not supported by the embedded store',
  ],
  [{ $dateToString: {} }, 238, 'expression $dateToString is not supported by the embedded store'],
  ['$$nobody', 17276, 'Use of undefined variable: nobody'],
  ['$', 16872, "'$' by itself is not a valid FieldPath"],
  ['$a..b', 15998, 'FieldPath field names may not be empty strings.'],
  [{ $divide: [1] }, 16020, 'Expression $divide takes exactly 2 arguments. 1 were passed in.'],
  [{ $add: [1, 'x'] }, 14, '$add only supports numeric or date types, not string'],
  [{ $add: ['$at', '$at'] }, 16612, 'only one date allowed in an $add expression'],
  [{ $multiply: ['x', 1] }, 14, '$multiply only supports numeric types, not string'],
  [{ $divide: [1, 0] }, 2, "can't $divide by zero"],
  [{ $mod: [1, 0] }, 16610, "can't $mod by zero"],
  [{ $mod: [decimal('2.5'), 0] }, 5733415, "can't $mod by zero"],
  [{ $add: ['$at', new Double(1e300)] }, 238, 'a date of 1e+300 ms is not supported by the embedded store'],
  [{ $concat: ['a', 1] }, 16702, '$concat only supports strings, not int'],
  [{ $size: '$n' }, 17124, 'The argument to $size must be an array, but was of type: null'],
  [{ $in: [1, 2] }, 40081, '$in requires an array as a second argument, found: int'],
  [{ $setField: { field: 'a', input: {} } }, 9, "Missing 'value' parameter to $setField"],
  [{ $setField: { field: 'a', input: {}, value: 1, x: 1 } }, 9, 'Unrecognized parameter to $setField: x'],
  [{ $setField: 1 }, 9, '$setField only supports an object as its argument'],
  [{ $mod: ['x', 1] }, 14, '$mod only supports numeric types, not string and int'],
  [{ $mergeObjects: [1] }, 40400, '$mergeObjects requires object inputs, found: int'],
];

describe('expressions that are refused', () => {
  it.each(FAULTS)('%j', (expression, code, errmsg) => {
    expect(faultOf(() => evaluate(expression))).toEqual({ code, errmsg });
  });
});
