import fc from 'fast-check';
import {
  Binary,
  BSONRegExp,
  Code,
  Decimal128,
  type Document,
  Double,
  Int32,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  Timestamp,
} from './types.ts';

/** Generated BSON values, for the property tests of this store. Small ranges, so that equal and neighbouring values are common. */

const edgeDoubles = [
  0,
  -0,
  0.1,
  0.5,
  -0.5,
  1,
  1.5,
  2 ** 31,
  2 ** 53,
  2 ** 53 + 2,
  2 ** 63,
  -(2 ** 63),
  1e308,
  5e-324,
  -5e-324,
  Infinity,
  -Infinity,
  NaN,
];
const edgeLongs = ['0', '1', '-1', '2147483648', '9007199254740993', '9223372036854775807', '-9223372036854775808'];
const edgeDecimals = [
  '0',
  '-0',
  '0.1',
  '0.10',
  '1',
  '1.5',
  '-1',
  '1E+400',
  '-1E+400',
  '1E-400',
  '9007199254740993',
  '9223372036854775807',
  '9223372036854775808',
  '0.1000000000000000055511151231257827',
  'NaN',
  'Infinity',
  '-Infinity',
  '9.999999999999999999999999999999999E+6144',
  '1E-6176',
];

export const numbers: fc.Arbitrary<unknown> = fc.oneof(
  fc.integer({ min: -3, max: 3 }).map((n) => new Int32(n)),
  fc.integer().map((n) => new Int32(n)),
  fc.constantFrom(...edgeDoubles).map((n) => new Double(n)),
  fc.double().map((n) => new Double(n)),
  fc.constantFrom(...edgeLongs).map((text) => Long.fromString(text)),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map((n) => Long.fromBigInt(n)),
  fc.constantFrom(...edgeDecimals).map((text) => Decimal128.fromString(text)),
  fc
    .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.integer({ min: -40, max: 40 }))
    .map(([c, e]) => Decimal128.fromString(`${c}E${e}`)),
);

export const strings: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('', 'a', 'A', 'ab', 'b', 'a\0', 'a\0b', '中', '\u{1F600}', '\uFFFD', 'é', 'z'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
);

export const scalars: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: numbers },
  { weight: 3, arbitrary: strings },
  { weight: 2, arbitrary: fc.constant(null) },
  fc.boolean(),
  fc.constantFrom(0, 1, -1, 1_700_000_000_000, -8.64e15).map((ms) => new Date(ms)),
  fc
    .constantFrom('000000000000000000000000', 'ffffffffffffffffffffffff', '65a0000000000000000000aa')
    .map((hex) => new ObjectId(hex)),
  fc
    .tuple(fc.uint8Array({ maxLength: 3 }), fc.constantFrom(0, 4, 128))
    .map(([bytes, subtype]) => new Binary(bytes, subtype)),
  fc.tuple(fc.integer({ min: 1, max: 3 }), fc.nat(3)).map(([t, i]) => new Timestamp({ t, i })),
  fc.tuple(fc.constantFrom('a', 'b', '^a'), fc.constantFrom('', 'i')).map(([p, o]) => new BSONRegExp(p, o)),
  fc.constantFrom(new MinKey(), new MaxKey()),
  fc.constantFrom('a', 'b').map((code) => new Code(code)),
);

const names = fc.constantFrom('a', 'b', 'c');

/** Documents and arrays nest to `depth`. */
export function values(depth = 2): fc.Arbitrary<unknown> {
  if (depth === 0) return scalars;
  return fc.oneof(
    { weight: 4, arbitrary: scalars },
    { weight: 2, arbitrary: fc.array(values(depth - 1), { maxLength: 3 }) },
    { weight: 2, arbitrary: documents(depth - 1) },
  );
}

export function documents(depth = 2): fc.Arbitrary<Document> {
  return fc
    .uniqueArray(fc.tuple(names, values(depth)), { selector: ([name]) => name, maxLength: 3 })
    .map((fields) => Object.fromEntries(fields));
}

/** Runs of a property: few in `npm test`, `VERIFY_RUNS` (10,000) in `npm run verify`. fast-check prints the seed of a failure. */
export const RUNS = Number(process.env.VERIFY_RUNS ?? 300);
