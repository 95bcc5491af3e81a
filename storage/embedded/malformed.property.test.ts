import fc from 'fast-check';
import { describe, it } from 'vitest';
import { OPERATORS } from './aggregate/operators.ts';
import { runPipeline } from './aggregate/run.testing.ts';
import { STAGES } from './aggregate/stages.ts';
import { documents, RUNS, scalars } from './bson/arbitraries.testing.ts';
import { type Document, encodeDocument } from './bson/types.ts';
import { MongoServerFault } from './errors.ts';
import { compileMatcher } from './query/match.ts';
import { compileProjection } from './query/project.ts';
import { compileUpdate } from './update/compile.ts';
import { UPDATE_OPERATORS } from './update/operators.ts';
import { upsertDocument } from './update/upsert.ts';

/** Whatever a client sends, the answer is a result or one of MongoDB's faults, never a crash of ours. */

const QUERY = [
  '$eq',
  '$gt',
  '$in',
  '$nin',
  '$all',
  '$not',
  '$elemMatch',
  '$size',
  '$type',
  '$regex',
  '$options',
  '$exists',
  '$and',
  '$or',
  '$nor',
  '$expr',
  '$ne',
  '$comment',
];
const WORDS = [
  'a',
  'b',
  'a.b',
  'a.0',
  'a.$',
  'a.$[]',
  'a.$[x]',
  '_id',
  '$a',
  '$$a',
  '$$ROOT.a',
  '',
  '$',
  '.',
  'x',
  'input',
  'in',
  'as',
  'path',
  'from',
  'pipeline',
  'let',
  'localField',
  'foreignField',
  'coll',
  'into',
  'on',
  'whenMatched',
  'newRoot',
  'size',
  'field',
  'value',
  '$each',
  '$slice',
  '$sort',
  '$position',
  '$type',
];

/** The arguments that operators and stages take by name, so that generated ones get past the first check. */
const NAMED: Record<string, string[]> = {
  $cond: ['if', 'then', 'else'],
  $setField: ['field', 'input', 'value'],
  $lookup: ['from', 'localField', 'foreignField', 'as', 'let', 'pipeline'],
  $unwind: ['path', 'includeArrayIndex', 'preserveNullAndEmptyArrays'],
  $merge: ['into', 'on', 'whenMatched', 'whenNotMatched', 'let'],
  $group: ['_id', 'n', 'all'],
  $replaceRoot: ['newRoot'],
};

const leaves = fc.oneof(
  { weight: 3, arbitrary: scalars },
  {
    weight: 2,
    arbitrary: fc.constantFrom<unknown>(
      '$a',
      '$b',
      '$a.b',
      '$$this',
      '$$NOW',
      'int',
      'string',
      'date',
      'merge',
      [],
      {},
      1,
      2,
    ),
  },
  { weight: 1, arbitrary: fc.array(scalars, { maxLength: 3 }) },
  { weight: 1, arbitrary: documents(1) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>({ $sum: '$a' }, { $push: '$$ROOT' }, { $add: ['$a', 1] }, [{ $match: {} }], {
      x: '$a',
    }),
  },
);

/** An operator or stage with arguments of the right shape and any type. */
function shaped(names: readonly string[]): fc.Arbitrary<Document> {
  return fc.constantFrom(...names).chain((name) => {
    const list = fc.oneof(leaves, fc.array(leaves, { minLength: 1, maxLength: 3 }));
    const keys = NAMED[name];
    const named =
      keys === undefined
        ? list
        : fc.record(Object.fromEntries(keys.map((key) => [key, leaves])), { requiredKeys: keys.slice(0, 1) });
    return fc
      .oneof({ weight: 3, arbitrary: named }, { weight: 1, arbitrary: list })
      .map((operand) => ({ [name]: operand }));
  });
}

function operands(names: readonly string[]): fc.Arbitrary<unknown> {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, depthSize: 'small' },
      fc.oneof(scalars, fc.constantFrom<unknown>(...WORDS, 1, 0, -1, 2, [], {}, null, true)),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom(...names, ...WORDS), tie('tree'), { maxKeys: 3, noNullPrototype: true }),
      fc.tuple(fc.constantFrom(...names), tie('tree')).map(([name, value]) => ({ [name]: value })),
    ),
  }));
  return tree;
}

/** Only what BSON can carry reaches the store. */
function isSendable(value: unknown): value is Document {
  try {
    encodeDocument({ value });
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

function attempt(work: () => unknown): void {
  try {
    work();
  } catch (error) {
    if (!(error instanceof MongoServerFault)) throw error;
  }
}

const plainObject = (value: unknown): value is Document =>
  isSendable(value) && Object.getPrototypeOf(value) === Object.prototype;

describe('malformed input', () => {
  it('in filters', () => {
    fc.assert(
      fc.property(operands(QUERY).filter(plainObject), documents(2), (filter, document) => {
        attempt(() => compileMatcher(filter).locate(document));
      }),
      { numRuns: RUNS },
    );
  });

  it('in projections', () => {
    fc.assert(
      fc.property(
        operands([...Object.keys(OPERATORS), '$slice', '$elemMatch']).filter(plainObject),
        documents(2),
        (projection, document) => {
          attempt(() => compileProjection(projection, {})(document));
        },
      ),
      { numRuns: RUNS },
    );
  });

  it('in expressions', () => {
    const expressions = fc.tuple(fc.constantFrom(...Object.keys(OPERATORS)), operands(Object.keys(OPERATORS)));
    fc.assert(
      fc.property(expressions, documents(2), ([name, operand], document) => {
        attempt(() => [...runPipeline([{ $addFields: { x: { [name]: operand } } }], [document])]);
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it('of the right shape in expressions', () => {
    fc.assert(
      fc.property(shaped(Object.keys(OPERATORS)), documents(2), (expression, document) => {
        attempt(() => [...runPipeline([{ $addFields: { x: expression } }], [document])]);
      }),
      { numRuns: RUNS * 3 },
    );
  });

  it('of the right shape in pipelines', () => {
    const stages = fc.array(shaped([...Object.keys(STAGES), '$merge']), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(stages, fc.array(documents(2), { maxLength: 3 }), (pipeline, source) => {
        attempt(() => [...runPipeline(pipeline, source, { read: () => source })]);
      }),
      { numRuns: RUNS * 2 },
    );
  });

  it('in updates', () => {
    const names = [...Object.keys(UPDATE_OPERATORS), '$set', '$push'];
    const fields = fc.dictionary(
      fc.constantFrom(...WORDS),
      operands(['$each', '$slice', '$position', '$gt', '$in', '$type']),
      { minKeys: 1, maxKeys: 2, noNullPrototype: true },
    );
    const updates = fc.tuple(
      fc.constantFrom(...names),
      fc.oneof({ weight: 6, arbitrary: fields }, { weight: 1, arbitrary: scalars }),
    );
    fc.assert(
      fc.property(updates, documents(2), operands(QUERY).filter(plainObject), ([name, operand], document, filter) => {
        const options = { arrayFilters: [filter] };
        attempt(() => compileUpdate({ [name]: operand }).apply(document, { matchedIndex: 0 }));
        attempt(() => compileUpdate({ [name]: operand }, options).apply(document));
        attempt(() => upsertDocument(compileMatcher(filter).predicate, compileUpdate({ [name]: operand })));
      }),
      { numRuns: RUNS },
    );
  });

  it('in pipelines', () => {
    const stages = fc.tuple(
      fc.constantFrom(...Object.keys(STAGES), '$out', '$merge', '$documents'),
      operands(['$sum', '$add', '$match', '$group', '$push', ...Object.keys(STAGES)]),
    );
    fc.assert(
      fc.property(fc.array(stages, { maxLength: 2 }), fc.array(documents(2), { maxLength: 3 }), (list, source) => {
        const pipeline = list.map(([name, operand]) => ({ [name]: operand }));
        attempt(() => [...runPipeline(pipeline, source, { read: () => source })]);
      }),
      { numRuns: RUNS * 2 },
    );
  });
});
