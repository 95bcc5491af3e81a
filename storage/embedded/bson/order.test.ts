import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RUNS, values } from './arbitraries.testing.ts';
import { compareValues } from './compare.ts';
import { encodeKey } from './key.ts';
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  Double,
  decodeDocument,
  encodeDocument,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from './types.ts';

const decimal = (text: string) => Decimal128.fromString(text);
const long = (text: string) => Long.fromString(text);

/**
 * MongoDB's order over all types, smallest first; the members of a row are equal. Sources: "Comparison/Sort Order" of the manual,
 * for numbers exact comparison by value over the four types.
 */
const ORDER: unknown[][] = [
  [new MinKey()],
  [undefined],
  [null],
  [new Double(NaN), decimal('NaN')],
  [new Double(-Infinity), decimal('-Infinity')],
  [decimal('-1E+400')],
  [new Double(-(2 ** 63)), long('-9223372036854775808'), decimal('-9223372036854775808')],
  [new Double(-1.5), decimal('-1.5'), decimal('-1.50')],
  [new Int32(-1), new Double(-1), long('-1'), decimal('-1'), decimal('-1.0')],
  [new Double(-5e-324)],
  [decimal('-1E-400')],
  [new Int32(0), new Double(0), new Double(-0), long('0'), decimal('0'), decimal('-0'), decimal('0E+10')],
  [decimal('1E-400')],
  [new Double(5e-324)],
  [decimal('0.1')],
  // The double nearest to 0.1 is a little more than a tenth.
  [decimal('0.1000000000000000055511151231257827')],
  [new Double(0.1)],
  [decimal('0.1000000000000000055511151231257828')],
  [new Int32(1), 1, new Double(1), long('1'), decimal('1'), decimal('1.000')],
  [new Double(2 ** 53), long('9007199254740992'), decimal('9007199254740992')],
  [long('9007199254740993'), decimal('9007199254740993')],
  [decimal('9007199254740993.5')],
  [new Double(2 ** 53 + 2), long('9007199254740994')],
  [long('9223372036854775807')],
  [new Double(2 ** 63), decimal('9223372036854775808')],
  [new Double(Number.MAX_VALUE)],
  [decimal('1E+400')],
  [new Double(Infinity), decimal('Infinity')],
  [''],
  ['\0'],
  ['A'],
  ['a'],
  ['a\0'],
  ['a\0b'],
  ['ab'],
  ['é'],
  ['中'],
  ['\uFFFD'],
  // Above U+FFFF: by code point, although the first UTF-16 unit is smaller.
  ['\u{1F600}'],
  [{}],
  [{ a: null }],
  [{ a: new Int32(1) }, { a: new Double(1) }],
  [{ a: new Int32(1), b: new Int32(1) }],
  [{ a: new Int32(2) }],
  [{ b: new Int32(0) }],
  // The type of the first field counts before its name.
  [{ a: 'x' }],
  [[]],
  [[null]],
  [[new Int32(1)], [new Double(1)]],
  [[new Int32(1), new Int32(2)]],
  [[new Int32(2)]],
  [['a']],
  [new Binary(Buffer.from([]), 0)],
  [new Binary(Buffer.from([1]), 0)],
  [new Binary(Buffer.from([2]), 0)],
  [new Binary(Buffer.from([1]), 4)],
  [new Binary(Buffer.from([0, 0]), 0)],
  [new ObjectId('000000000000000000000000')],
  [new ObjectId('ffffffffffffffffffffffff')],
  [false],
  [true],
  [new Date(-1)],
  [new Date(0)],
  [new Date(1_700_000_000_000)],
  [new Timestamp({ t: 1, i: 2 })],
  [new Timestamp({ t: 2, i: 1 })],
  [new Timestamp({ t: 0xffffffff, i: 0 })],
  [new BSONRegExp('a', '')],
  [new BSONRegExp('a', 'i')],
  [new BSONRegExp('b', '')],
  [new Code('a')],
  [new Code('b')],
  [new Code('a', { x: 1 })],
  [new MaxKey()],
];

const flat = ORDER.flatMap((row, rank) => row.map((value) => ({ value, rank })));
const keyOrder = (a: unknown, b: unknown, direction: 1 | -1 = 1) =>
  Math.sign(Buffer.compare(encodeKey([a], [direction]), encodeKey([b], [direction]))) + 0;

describe('the order of BSON values', () => {
  it('is the written one, in compareValues and in the keys', () => {
    for (const a of flat) {
      for (const b of flat) {
        const expected = Math.sign(a.rank - b.rank) + 0;
        const where = `${JSON.stringify(a.value)} against ${JSON.stringify(b.value)}`;
        expect(Math.sign(compareValues(a.value, b.value)) + 0, where).toBe(expected);
        expect(keyOrder(a.value, b.value), `key: ${where}`).toBe(expected);
        expect(keyOrder(a.value, b.value, -1), `descending key: ${where}`).toBe(-expected + 0);
      }
    }
  });

  it('is the same in the keys for generated values, and no key begins another', () => {
    fc.assert(
      fc.property(values(), values(), (a, b) => {
        const expected = Math.sign(compareValues(a, b)) + 0;
        expect(keyOrder(a, b)).toBe(expected);
        expect(keyOrder(a, b, -1)).toBe(-expected + 0);
        const [x, y] = [Buffer.from(encodeKey([a])), Buffer.from(encodeKey([b]))];
        if (expected !== 0) expect(x.subarray(0, y.length).equals(y)).toBe(false);
      }),
      { numRuns: RUNS },
    );
  });

  it('orders tuples by their first difference, each component in its direction', () => {
    const tuples = fc.tuple(values(1), values(1));
    const directions = fc.tuple(fc.constantFrom(1 as const, -1 as const), fc.constantFrom(1 as const, -1 as const));
    fc.assert(
      fc.property(tuples, tuples, directions, (a, b, [d, e]) => {
        const expected = Math.sign(compareValues(a[0], b[0]) * d || compareValues(a[1], b[1]) * e) + 0;
        expect(Math.sign(Buffer.compare(encodeKey(a, [d, e]), encodeKey(b, [d, e]))) + 0).toBe(expected);
      }),
      { numRuns: RUNS },
    );
  });

  it('is transitive and antisymmetric', () => {
    fc.assert(
      fc.property(values(1), values(1), values(1), (a, b, c) => {
        expect(Math.sign(compareValues(a, b)) + 0).toBe(-Math.sign(compareValues(b, a)) + 0);
        if (compareValues(a, b) <= 0 && compareValues(b, c) <= 0) expect(compareValues(a, c)).toBeLessThanOrEqual(0);
      }),
      { numRuns: RUNS },
    );
  });

  it('survives BSON and back', () => {
    fc.assert(
      fc.property(values(), (value) => {
        const { v } = decodeDocument(encodeDocument({ v: value }));
        expect(compareValues(v, value)).toBe(0);
      }),
      { numRuns: RUNS },
    );
  });
});
