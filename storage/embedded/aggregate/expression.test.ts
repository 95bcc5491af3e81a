import { describe, expect, it } from 'vitest';
import { canonical, faultOf, relaxed } from '../bson/plain.testing.ts';
import { Binary, Decimal128, type Document, Double, Int32, Long, ObjectId } from '../bson/types.ts';
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
    [{ $abs: -5 }, { $numberInt: '5' }],
    [{ $abs: new Int32(-2147483648) }, { $numberLong: '2147483648' }],
    [{ $ceil: new Double(1.2) }, { $numberDouble: '2.0' }],
    [{ $floor: new Double(-1.2) }, { $numberDouble: '-2.0' }],
    [{ $floor: decimal('-1.2') }, { $numberDecimal: '-2' }],
    [{ $round: [new Double(2.5)] }, { $numberDouble: '2.0' }],
    [{ $round: [new Double(3.5)] }, { $numberDouble: '4.0' }],
    [{ $round: [new Double(19.25), 1] }, { $numberDouble: '19.2' }],
    [{ $round: [1250, -2] }, { $numberInt: '1200' }],
    [{ $round: [decimal('2.345'), 2] }, { $numberDecimal: '2.34' }],
    [{ $trunc: [new Double(-1.99)] }, { $numberDouble: '-1.0' }],
    [{ $round: [decimal('2.5'), 2] }, { $numberDecimal: '2.50' }],
    [{ $round: [decimal('15'), -1] }, { $numberDecimal: '2E+1' }],
    [{ $trunc: [decimal('9.995'), -3] }, { $numberDecimal: '0E+3' }],
    [{ $ceil: decimal('2.00') }, { $numberDecimal: '2' }],
    [{ $ceil: decimal('Infinity') }, { $numberDecimal: 'NaN' }],
    [{ $ceil: new Double(-0.5) }, { $numberDouble: '-0.0' }],
    [{ $abs: new Double(-0) }, { $numberDouble: '0.0' }],
    [{ $trunc: [LONG_MAX, -2] }, { $numberLong: '9223372036854775800' }],
    [{ $mod: [decimal('1E+6144'), decimal('7')] }, { $numberDecimal: '1' }],
    [{ $divide: [decimal('2.50'), decimal('1.0')] }, { $numberDecimal: '2.5' }],
    [{ $multiply: [decimal('2.5'), 2] }, { $numberDecimal: '5.0' }],
    [{ $add: [decimal('2.5'), new Double(2)] }, { $numberDecimal: '4.50000000000000' }],
    [{ $sum: [decimal('2.5'), new Double(2)] }, { $numberDecimal: '4.5' }],
    [{ $toLong: decimal('9007199254740993.9') }, { $numberLong: '9007199254740993' }],
    [{ $trunc: [new Double(1.99), 1] }, { $numberDouble: '1.9' }],
    [{ $sqrt: 9 }, { $numberDouble: '3.0' }],
    [{ $pow: [2, 10] }, { $numberInt: '1024' }],
    [{ $pow: [2, 40] }, { $numberLong: '1099511627776' }],
    [{ $pow: [2, -1] }, { $numberDouble: '0.5' }],
    [{ $sum: ['$list'] }, { $numberInt: '6' }],
    [{ $sum: [new Double(0.1), new Double(0.2), new Double(0.3), new Double(0.4), 'x'] }, { $numberDouble: '1.0' }],
    [{ $sum: [INT_MAX, 1] }, { $numberLong: '2147483648' }],
    [{ $avg: '$list' }, { $numberDouble: '2.0' }],
    [{ $avg: [decimal('1'), 2] }, { $numberDecimal: '1.5' }],
    [{ $size: '$list' }, { $numberInt: '3' }],
    [{ $subtract: ['$at', new Date(at.getTime() - 5)] }, { $numberLong: '5' }],
    [{ $toInt: '12' }, { $numberInt: '12' }],
    [{ $toInt: new Double(-1.9) }, { $numberInt: '-1' }],
    [{ $toLong: '$at' }, { $numberLong: String(at.getTime()) }],
    [{ $toDouble: '1e3' }, { $numberDouble: '1000.0' }],
    [{ $toDecimal: new Double(0.1) }, { $numberDecimal: '0.100000000000000' }],
    [{ $toDecimal: '1.10' }, { $numberDecimal: '1.10' }],
    [{ $isoWeekYear: '$at' }, { $numberLong: '2026' }],
    [
      { $dateDiff: { startDate: new Date('2025-12-31T23:59:00Z'), endDate: '$at', unit: 'year' } },
      { $numberLong: '1' },
    ],
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
  [{ $let: { vars: { x: 2, y: '$i' }, in: { $multiply: ['$$x', '$$y'] } } }, 10],
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
  [
    {
      $switch: {
        branches: [
          { case: { $eq: ['$i', 4] }, [THEN]: 'a' },
          { case: true, [THEN]: 'b' },
        ],
        default: 'c',
      },
    },
    'b',
  ],
  // Null spreads.
  [{ $add: ['$i', '$n'] }, null],
  [{ $multiply: ['$missing', 2] }, null],
  [{ $abs: '$n' }, null],
  [{ $concat: ['a', '$n'] }, null],
  [{ $add: ['$at', 1000] }, { $date: '2026-03-01T17:30:16.250Z' }],
  // Strings.
  [{ $concat: ['a', 'b', '$s'] }, 'abHéllo'],
  [{ $toUpper: '$s' }, 'HéLLO'],
  [{ $toLower: '$n' }, ''],
  [{ $strLenCP: '$s' }, 5],
  [{ $strLenBytes: '$s' }, 6],
  [{ $substrCP: ['$s', 1, 2] }, 'él'],
  [{ $substrBytes: ['$s', 0, 3] }, 'Hé'],
  [{ $substr: ['$s', 3, -1] }, 'llo'],
  [{ $toUpper: '$d' }, '2.5'],
  [{ $split: ['a,b,,c', ','] }, ['a', 'b', '', 'c']],
  [{ $indexOfCP: ['$s', 'l'] }, 2],
  [{ $indexOfCP: ['$s', 'z'] }, -1],
  [{ $indexOfCP: ['$s', 'l', 3] }, 3],
  [{ $trim: { input: '  x y ' } }, 'x y'],
  [{ $ltrim: { input: 'xxay', chars: 'xy' } }, 'ay'],
  [{ $rtrim: { input: 'xxay', chars: 'xy' } }, 'xxa'],
  [{ $replaceOne: { input: 'aXbX', find: 'X', replacement: { $literal: '$&' } } }, 'a$&bX'],
  [{ $replaceAll: { input: 'aXbX', find: 'X', replacement: '-' } }, 'a-b-'],
  [{ $regexMatch: { input: '$s', regex: '^h', options: 'i' } }, true],
  [{ $regexFind: { input: 'ab12', regex: '([0-9])([a-z])?' } }, { match: '1', idx: 2, captures: ['1', null] }],
  [
    { $regexFindAll: { input: 'a1b2', regex: '[0-9]' } },
    [
      { match: '1', idx: 1, captures: [] },
      { match: '2', idx: 3, captures: [] },
    ],
  ],
  [{ $strcasecmp: ['abc', 'ABD'] }, -1],
  // Arrays.
  [{ $arrayElemAt: ['$list', -1] }, 2],
  [{ $arrayElemAt: ['$list', 9] }, undefined],
  [{ $first: '$list' }, 3],
  [{ $last: '$list' }, 2],
  [{ $concatArrays: ['$list', [[4]]] }, [3, 1, 2, [4]]],
  [{ $in: [2, '$list'] }, true],
  [{ $indexOfArray: ['$list', 1] }, 1],
  [{ $isArray: ['$list'] }, true],
  [{ $reverseArray: '$list' }, [2, 1, 3]],
  [{ $slice: ['$list', 2] }, [3, 1]],
  [{ $slice: ['$list', -2] }, [1, 2]],
  [{ $slice: ['$list', 1, 1] }, [1]],
  [{ $range: [0, 10, 4] }, [0, 4, 8]],
  [{ $range: [3, 0, -1] }, [3, 2, 1]],
  [{ $map: { input: '$list', as: 'e', in: { $add: ['$$e', '$i'] } } }, [8, 6, 7]],
  [{ $filter: { input: '$list', cond: { $gt: ['$$this', 1] } } }, [3, 2]],
  [{ $filter: { input: '$list', as: 'e', cond: true, limit: 1 } }, [3]],
  [{ $reduce: { input: '$list', initialValue: '', in: { $concat: ['$$value', { $toString: '$$this' }] } } }, '312'],
  [
    {
      $map: {
        input: [[1, 2], [3]],
        as: 'row',
        in: { $sum: { $map: { input: '$$row', as: 'x', in: { $multiply: ['$$x', { $size: '$$row' }] } } } },
      },
    },
    [6, 3],
  ],
  [{ $sortArray: { input: '$list', sortBy: -1 } }, [3, 2, 1]],
  [{ $sortArray: { input: [{ a: 2 }, { a: 1 }], sortBy: { a: 1 } } }, [{ a: 1 }, { a: 2 }]],
  [{ $max: '$list' }, 3],
  [{ $min: ['$i', 7, null] }, 5],
  // Documents and sets.
  [{ $mergeObjects: ['$sub', { k: 2, n: 1 }, null] }, { k: 2, j: 'x', n: 1 }],
  [
    { $objectToArray: '$sub' },
    [
      { k: 'k', v: 1 },
      { k: 'j', v: 'x' },
    ],
  ],
  [
    {
      $arrayToObject: [
        [
          { k: 'a', v: 1 },
          { k: 'b', v: 2 },
        ],
      ],
    },
    { a: 1, b: 2 },
  ],
  [{ $arrayToObject: { $literal: [['a', 1]] } }, { a: 1 }],
  [{ $getField: { field: 'k', input: '$sub' } }, 1],
  [{ $getField: 'i' }, 5],
  [{ $setField: { field: 'a.b', input: '$sub', value: 2 } }, { k: 1, j: 'x', 'a.b': 2 }],
  [{ $unsetField: { field: 'k', input: '$sub' } }, { j: 'x' }],
  [{ $setUnion: [[2, 1, 1], [3]] }, [1, 2, 3]],
  [
    {
      $setIntersection: [
        [1, 2],
        [new Double(2), 3],
      ],
    },
    [2],
  ],
  [{ $setDifference: [[3, 1, 1, 2], [2]] }, [3, 1]],
  [
    {
      $setEquals: [
        [1, 2, 2],
        [2, 1],
      ],
    },
    true,
  ],
  [{ $setIsSubset: [[1], [2, 1]] }, true],
  [{ $anyElementTrue: [[0, 1]] }, true],
  [{ $allElementsTrue: [[0, 1]] }, false],
  // Dates, on the wall clock of a zone.
  [{ $year: '$at' }, 2026],
  [{ $dayOfMonth: { date: '$at', timezone: 'Asia/Shanghai' } }, 2],
  [{ $hour: { date: '$at', timezone: '+08:00' } }, 1],
  [{ $month: '$at' }, 3],
  [{ $dayOfWeek: '$at' }, 1],
  [{ $isoDayOfWeek: '$at' }, 7],
  [{ $dayOfYear: '$at' }, 60],
  [{ $week: '$at' }, 9],
  [{ $isoWeek: '$at' }, 9],
  [{ $isoWeek: new Date('2027-01-01') }, 53],
  [{ $dateToString: { date: '$at' } }, '2026-03-01T17:30:15.250Z'],
  [
    { $dateToString: { date: '$at', format: '%Y-%m-%d %H:%M %z', timezone: 'Asia/Shanghai' } },
    '2026-03-02 01:30 +0800',
  ],
  [{ $dateToString: { date: '$n', onNull: '?' } }, '?'],
  [{ $dateTrunc: { date: '$at', unit: 'day', timezone: 'Asia/Shanghai' } }, { $date: '2026-03-01T16:00:00Z' }],
  [{ $dateTrunc: { date: '$at', unit: 'week', startOfWeek: 'monday' } }, { $date: '2026-02-23T00:00:00Z' }],
  [{ $dateTrunc: { date: '$at', unit: 'quarter' } }, { $date: '2026-01-01T00:00:00Z' }],
  [{ $dateTrunc: { date: '$at', unit: 'minute', binSize: 15 } }, { $date: '2026-03-01T17:30:00Z' }],
  [{ $dateAdd: { startDate: new Date('2026-01-31'), unit: 'month', amount: 1 } }, { $date: '2026-02-28T00:00:00Z' }],
  [{ $dateSubtract: { startDate: '$at', unit: 'day', amount: 1 } }, { $date: '2026-02-28T17:30:15.250Z' }],
  // A day is a day of the wall clock: 23 hours when summer time begins.
  [
    { $dateAdd: { startDate: new Date('2026-03-07T17:00:00Z'), unit: 'day', amount: 1, timezone: 'America/New_York' } },
    { $date: '2026-03-08T16:00:00Z' },
  ],
  [
    {
      $dateAdd: { startDate: new Date('2026-03-07T17:00:00Z'), unit: 'hour', amount: 24, timezone: 'America/New_York' },
    },
    { $date: '2026-03-08T17:00:00Z' },
  ],
  [
    {
      $dateDiff: {
        startDate: new Date('2026-02-28T16:30:00Z'),
        endDate: '$at',
        unit: 'day',
        timezone: 'Asia/Shanghai',
      },
    },
    1,
  ],
  [{ $dateDiff: { startDate: new Date('2026-02-28'), endDate: new Date('2026-03-01'), unit: 'week' } }, 1],
  [{ $dateFromParts: { year: 2026, month: 14, day: 1, timezone: 'Asia/Shanghai' } }, { $date: '2027-01-31T16:00:00Z' }],
  // The clocks jump from two to three: the offset behind the jump counts.
  [
    { $dateFromParts: { year: 2026, month: 3, day: 8, hour: 3, minute: 30, timezone: 'America/New_York' } },
    { $date: '2026-03-08T07:30:00Z' },
  ],
  // Types and conversions.
  [{ $type: '$missing' }, 'missing'],
  [{ $type: '$l' }, 'long'],
  [{ $isNumber: '$m' }, true],
  [{ $toString: '$d' }, '2.5'],
  [{ $toString: new Double(3) }, '3'],
  [{ $toString: { $add: [new Double(0.1), new Double(0.2)] } }, '0.3'],
  [{ $toString: new Double(1234567) }, '1.23457e+06'],
  [{ $toString: new Double(123456) }, '123456'],
  [{ $toString: new Double(-0.000123456789) }, '-0.000123457'],
  [{ $toString: { $literal: new Binary(Buffer.from('zz')) } }, 'eno='],
  [{ $toDate: ' 2026-03-01T17:30:15.2509999Z' }, { $date: '2026-03-01T17:30:15.250Z' }],
  [{ $toDate: '2026-03' }, { $date: '2026-03-01T00:00:00Z' }],
  [{ $toBool: decimal('1E-400') }, true],
  [{ $convert: { input: 1, to: 'minKey', onError: 'no' } }, 'no'],
  [{ $convert: { input: null, to: null, onNull: 'none' } }, 'none'],
  [{ $toString: new Double(1e20) }, '1e+20'],
  [{ $toString: new Double(1.5e-7) }, '1.5e-07'],
  [{ $toString: new Double(0.0001) }, '0.0001'],
  [{ $toString: '$id' }, '65a000000000000000000001'],
  [{ $toString: '$at' }, '2026-03-01T17:30:15.250Z'],
  [{ $toObjectId: '65a000000000000000000001' }, { $oid: '65a000000000000000000001' }],
  [{ $toBool: 'false' }, true],
  [{ $toDate: '2026-03-02T01:30:15.25+08:00' }, { $date: '2026-03-01T17:30:15.250Z' }],
  [{ $toDate: '2026-03-02' }, { $date: '2026-03-02T00:00:00Z' }],
  [{ $toInt: '$n' }, null],
  [{ $convert: { input: 'x', to: 'int', onError: -1 } }, -1],
  [{ $convert: { input: '$missing', to: 'int', onNull: 0 } }, 0],
  [{ $convert: { input: '7', to: 16 } }, 7],
];

describe('expressions', () => {
  it.each(TABLE)('%j gives %j', (expression, expected) => {
    const value = evaluate(expression);
    expect(value === undefined ? undefined : relaxed(value)).toEqual(expected);
  });

  it('can be run again and again', () => {
    const sum = compileExpression({ $reduce: { input: '$a', initialValue: 0, in: { $add: ['$$value', '$$this'] } } });
    expect([[1, 2], [3], []].map((a) => relaxed(sum({ a })))).toEqual([3, 3, 0]);
  });
});

const FAULTS: (readonly [unknown, number, string])[] = [
  [{ $foo: 1 }, 168, "Unrecognized expression '$foo'"],
  [
    { $function: { body: 'x', args: [], lang: 'js' } },
    238,
    'expression $function is not supported by the embedded store',
  ],
  [{ $zip: {} }, 238, 'expression $zip is not supported by the embedded store'],
  ['$$nobody', 17276, 'Use of undefined variable: nobody'],
  ['$', 16872, "'$' by itself is not a valid FieldPath"],
  ['$a..b', 15998, 'FieldPath field names may not be empty strings.'],
  [{ $divide: [1] }, 16020, 'Expression $divide takes exactly 2 arguments. 1 were passed in.'],
  [{ $slice: [[1]] }, 28667, 'Expression $slice takes at least 2 arguments, and at most 3, but 1 were passed in.'],
  [{ $add: [1, 'x'] }, 14, '$add only supports numeric or date types, not string'],
  [{ $add: ['$at', '$at'] }, 16612, 'only one date allowed in an $add expression'],
  [{ $multiply: ['x', 1] }, 14, '$multiply only supports numeric types, not string'],
  [{ $divide: [1, 0] }, 2, "can't $divide by zero"],
  [{ $mod: [1, 0] }, 16610, "can't $mod by zero"],
  [{ $toLower: '$list' }, 16007, "can't convert from BSON type array to String"],
  [{ $substrCP: ['abc', 'x', 1] }, 34450, '$substrCP: starting index must be a numeric type (is BSON type string)'],
  [{ $indexOfCP: ['abc', 'c', 'x'] }, 40096, '$indexOfCP: starting index must be a numeric type (is BSON type string)'],
  [
    { $substrBytes: ['é', 1, 1] },
    28656,
    '$substrBytes:  Invalid range, starting or ending index is in the middle of a UTF-8 character.',
  ],
  [{ $map: { input: [1], as: 5, in: 1 } }, 10065, 'invalid parameter: expected a string (as)'],
  [{ $mod: [decimal('2.5'), 0] }, 5733415, "can't $mod by zero"],
  [{ $toInt: '' }, 241, "Failed to parse number '' in $convert with no onError value: No digits"],
  [{ $toInt: '2147483648' }, 241, "Failed to parse number '2147483648' in $convert with no onError value: Overflow"],
  [{ $toInt: [1, 2] }, 50723, '$toInt requires a single argument, got 2'],
  [
    { $toLong: decimal('Infinity') },
    241,
    'Attempt to convert infinity value to integer type in $convert with no onError value',
  ],
  [{ $toDate: 1 }, 241, 'Unsupported conversion from int to date in $convert with no onError value'],
  [{ $add: ['$at', new Double(1e300)] }, 238, 'a date of 1e+300 ms is not supported by the embedded store'],
  [
    { $round: [LONG_MAX, -1] },
    51080,
    'invalid conversion from Decimal128 result in $round resulting from arguments: [9223372036854775807,-1]',
  ],
  [{ $dateToString: { date: '$at', format: '%' } }, 18535, "Unmatched '%' at end of format string"],
  [{ $abs: 'x' }, 28765, '$abs only supports numeric types, not string'],
  [{ $concat: ['a', 1] }, 16702, '$concat only supports strings, not int'],
  [{ $size: '$n' }, 17124, 'The argument to $size must be an array, but was of type: null'],
  [{ $in: [1, 2] }, 40081, '$in requires an array as a second argument, found: int'],
  [
    { $switch: { branches: [{ case: false, [THEN]: 1 }] } },
    40066,
    '$switch could not find a matching branch for an input, and no default was specified.',
  ],
  [
    { $toInt: 'x1' },
    241,
    "Failed to parse number 'x1' in $convert with no onError value: Did not consume whole string.",
  ],
  [{ $toInt: new Double(3e10) }, 241, 'Conversion would overflow target type in $convert with no onError value: 3e+10'],
  [{ $toObjectId: 5 }, 241, 'Unsupported conversion from int to objectId in $convert with no onError value'],
  [{ $year: 'x' }, 16006, "can't convert from BSON type string to Date"],
  [{ $year: { date: '$at', timezone: 'Mars/Olympus' } }, 40485, 'unrecognized time zone identifier: "Mars/Olympus"'],
  [{ $dateTrunc: { date: '$at', unit: 'eon' } }, 9, 'unknown time unit value: eon'],
  [{ $let: { vars: { X: 1 }, in: 1 } }, 16867, "'X' starts with an invalid character for a user variable name"],
  [{ $mergeObjects: [1] }, 40400, '$mergeObjects requires object inputs, found: int'],
];

describe('expressions that are refused', () => {
  it.each(FAULTS)('%j', (expression, code, errmsg) => {
    expect(faultOf(() => evaluate(expression))).toEqual({ code, errmsg });
  });
});
