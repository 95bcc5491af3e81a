import fc from 'fast-check';
import { documents, scalars, values } from '../bson/arbitraries.testing.ts';
import { BSONRegExp, Decimal128, type Document, Double, Int32, Long, ObjectId } from '../bson/types.ts';

/** Generated filters over the fields that `documents` has. */

const paths = fc.constantFrom('a', 'a', 'a', 'a', 'b', 'b', 'a.b', 'a.b', 'a.b', 'a.c', 'a.b.c', 'a.0', 'a.0.b', 'a.1');

/** Few values, in documents and filters alike, so that equality and boundaries are met all the time. */
const common = fc.constantFrom<unknown>(
  new Int32(0),
  new Int32(1),
  new Double(1),
  new Double(1.5),
  new Double(Number.NaN),
  Long.fromNumber(1),
  Decimal128.fromString('1.0'),
  new Int32(2),
  'a',
  'ab',
  'b',
  null,
  true,
  new Date(0),
  new ObjectId('000000000000000000000001'),
);
const items = fc.oneof({ weight: 8, arbitrary: common }, { weight: 1, arbitrary: scalars });
const containers = fc.oneof(fc.array(items, { maxLength: 2 }), fc.record({ b: items }), values(1));
const operands = fc.oneof({ weight: 6, arbitrary: items }, { weight: 1, arbitrary: containers }).filter(isPlain);

/** Regular expressions and documents that look like operators are other operands; missing isn't one. */
function isPlain(value: unknown): boolean {
  return !(value instanceof BSONRegExp) && value !== undefined;
}

const patterns = fc.constantFrom(
  new BSONRegExp('^a', ''),
  new BSONRegExp('b', 'i'),
  new BSONRegExp('^ab?$', ''),
  new BSONRegExp('^(?:a|b)', ''),
  new BSONRegExp('a|^b', ''),
);
const field = <T>(name: string, value: fc.Arbitrary<T>): fc.Arbitrary<Document> =>
  value.map((item) => ({ [name]: item }));

const leafOperators: fc.Arbitrary<Document> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.constantFrom('$eq', '$gt', '$gte', '$lt', '$lte', '$ne'), operands)
      .map(([name, value]) => ({ [name]: value })),
  },
  { weight: 3, arbitrary: fc.tuple(operands, operands).map(([low, high]) => ({ $gte: low, $lte: high })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('$in', '$nin'),
        fc.array(fc.oneof({ weight: 5, arbitrary: operands }, patterns), { maxLength: 3 }),
      )
      .map(([name, list]) => ({ [name]: list })),
  },
  field('$exists', fc.boolean()),
  field(
    '$type',
    fc.constantFrom<unknown>('string', 'number', 'array', 'object', 'null', 'bool', 'date', new Int32(16), [
      'int',
      'string',
    ]),
  ),
  field(
    '$size',
    fc.nat(3).map((n) => new Int32(n)),
  ),
  field('$regex', patterns),
  field('$all', fc.array(operands, { maxLength: 2 })),
);

const operators: fc.Arbitrary<Document> = fc.oneof(
  { weight: 6, arbitrary: leafOperators },
  { weight: 1, arbitrary: field('$not', leafOperators) },
  { weight: 1, arbitrary: field('$elemMatch', leafOperators) },
  {
    weight: 1,
    arbitrary: field(
      '$elemMatch',
      fc.tuple(fc.constantFrom('b', 'c', 'b.c'), leafOperators).map(([name, test]) => ({ [name]: test })),
    ),
  },
);

const conditions: fc.Arbitrary<Document> = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(paths, operators).map(([path, test]) => ({ [path]: test })) },
  { weight: 1, arbitrary: fc.tuple(paths, operands).map(([path, value]) => ({ [path]: value })) },
  { weight: 1, arbitrary: fc.tuple(paths, patterns).map(([path, value]) => ({ [path]: value })) },
);

export const filters: fc.Arbitrary<Document> = fc.oneof(
  { weight: 4, arbitrary: conditions },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom('$and', '$or', '$nor'), fc.array(conditions, { minLength: 1, maxLength: 3 }))
      .map(([name, list]) => ({ [name]: list })),
  },
  { weight: 1, arbitrary: fc.tuple(conditions, conditions).map(([x, y]) => ({ ...x, ...y })) },
);

/** Documents under which paths of one and more parts, arrays and arrays of documents are common. */
const below = fc.record(
  { b: fc.oneof(items, fc.array(items, { maxLength: 2 }), fc.record({ c: items })), c: items },
  { requiredKeys: [] },
);
export const subjects: fc.Arbitrary<Document> = fc.oneof(
  { weight: 1, arbitrary: documents(2) },
  {
    weight: 6,
    arbitrary: fc.record(
      {
        a: fc.oneof(
          items,
          below,
          fc.array(fc.oneof(items, below), { maxLength: 3 }),
          fc.array(fc.array(items, { maxLength: 2 }), { maxLength: 2 }),
        ),
        b: fc.oneof(items, fc.array(items, { maxLength: 3 })),
      },
      { requiredKeys: [] },
    ),
  },
);
