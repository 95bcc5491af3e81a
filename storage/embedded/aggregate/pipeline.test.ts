import { describe, expect, it } from 'vitest';
import { parseCollation } from '../bson/collation.ts';
import { canonical, faultOf, relaxed } from '../bson/plain.testing.ts';
import { Decimal128, type Document, Double, Long } from '../bson/types.ts';
import { compileMatcher } from '../query/match.ts';
import { compilePipeline } from './pipeline.ts';
import { runPipeline } from './run.testing.ts';
import type { PipelineOptions } from './stage.ts';

const ORDERS: Document[] = [
  { _id: 1, who: 'ann', n: 2, tags: ['x', 'y'], item: 'a' },
  { _id: 2, who: 'bob', n: 5, tags: [], item: 'b' },
  { _id: 3, who: 'ann', n: 1, tags: ['x'], item: null },
  { _id: 4, who: 'Bob', n: new Double(4.5) },
];
const ITEMS: Document[] = [
  { _id: 10, sku: 'a', price: 3 },
  { _id: 11, sku: 'b', price: 4 },
  { _id: 12, price: 5 },
];

const OPTIONS: PipelineOptions = {
  read: (from, { filter, skip = 0, limit }, options) =>
    (from.coll === 'items' ? ITEMS : from.coll === 'orders' ? ORDERS : [])
      .filter(compileMatcher(filter, options))
      .slice(skip, limit === undefined ? undefined : skip + limit),
};
const run = (stages: Document[], options: PipelineOptions = {}, source: Iterable<Document> = ORDERS) =>
  [...runPipeline(stages, source, { ...OPTIONS, ...options })].map(relaxed);

const TABLE: (readonly [Document[], unknown[]])[] = [
  [
    [{ $match: { n: { $gt: 4 } } }, { $project: { n: 1 } }],
    [
      { _id: 2, n: 5 },
      { _id: 4, n: 4.5 },
    ],
  ],
  [
    [{ $sort: { who: 1, n: -1 } }, { $project: { _id: 1 } }],
    [{ _id: 4 }, { _id: 1 }, { _id: 3 }, { _id: 2 }],
  ],
  [
    [{ $sort: { n: -1 } }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 4 }],
  ],
  // An array sorts by its smallest element upwards and by its largest downwards; missing as null, empty before null.
  [
    [{ $sort: { tags: 1, _id: 1 } }, { $project: { _id: 1 } }],
    [{ _id: 2 }, { _id: 4 }, { _id: 1 }, { _id: 3 }],
  ],
  [
    [{ $sort: { tags: -1 } }, { $project: { _id: 1 } }, { $limit: 2 }],
    [{ _id: 1 }, { _id: 3 }],
  ],
  [[{ $skip: 1 }, { $limit: 1 }, { $unset: ['tags', 'item', 'who'] }], [{ _id: 2, n: 5 }]],
  [[{ $count: 'total' }], [{ total: 4 }]],
  [[{ $match: { n: 99 } }, { $count: 'total' }], []],
  [
    [
      {
        $group: {
          _id: '$who',
          sum: { $sum: '$n' },
          avg: { $avg: '$n' },
          max: { $max: '$n' },
          first: { $first: '$_id' },
          last: { $last: '$_id' },
          all: { $push: '$n' },
        },
      },
    ],
    [
      { _id: 'ann', sum: 3, avg: 1.5, max: 2, first: 1, last: 3, all: [2, 1] },
      { _id: 'bob', sum: 5, avg: 5, max: 5, first: 2, last: 2, all: [5] },
      { _id: 'Bob', sum: 4.5, avg: 4.5, max: 4.5, first: 4, last: 4, all: [4.5] },
    ],
  ],
  [
    [{ $group: { _id: null, n: { $count: {} }, who: { $addToSet: '$who' }, item: { $push: '$item' } } }],
    [{ _id: null, n: 4, who: ['ann', 'bob', 'Bob'], item: ['a', 'b', null] }],
  ],
  // Missing and null are one group.
  [[{ $group: { _id: '$item', n: { $sum: 1 } } }, { $match: { _id: null } }], [{ _id: null, n: 2 }]],
  [
    [{ $unwind: '$tags' }, { $project: { tags: 1 } }],
    [
      { _id: 1, tags: 'x' },
      { _id: 1, tags: 'y' },
      { _id: 3, tags: 'x' },
    ],
  ],
  [
    [{ $unwind: { path: '$tags', preserveNullAndEmptyArrays: true } }, { $project: { tags: 1 } }],
    [{ _id: 1, tags: 'x' }, { _id: 1, tags: 'y' }, { _id: 2 }, { _id: 3, tags: 'x' }, { _id: 4 }],
  ],
  [[{ $unwind: '$who' }, { $count: 'n' }], [{ n: 4 }]],
  [[{ $limit: 1 }, { $replaceRoot: { newRoot: { $mergeObjects: [{ z: 1 }, { n: '$n' }] } } }], [{ z: 1, n: 2 }]],
  [[{ $limit: 1 }, { $set: { m: { $multiply: ['$n', 2] } } }, { $project: { m: 1, _id: 0 } }], [{ m: 4 }]],
  // Null and missing join with null and missing.
  [
    [
      { $lookup: { from: 'items', localField: 'item', foreignField: 'sku', as: 'found' } },
      { $project: { found: '$found.price' } },
    ],
    [
      { _id: 1, found: [3] },
      { _id: 2, found: [4] },
      { _id: 3, found: [5] },
      { _id: 4, found: [5] },
    ],
  ],
  [
    [
      { $limit: 1 },
      {
        $lookup: {
          from: 'items',
          let: { at: '$n' },
          pipeline: [
            { $match: { $expr: { $gt: ['$price', '$$at'] } } },
            { $sort: { price: -1 } },
            { $limit: 2 },
            { $project: { price: 1, _id: 0, at: '$$at' } },
          ],
          as: 'more',
        },
      },
      { $project: { more: 1 } },
    ],
    [
      {
        _id: 1,
        more: [
          { price: 3, at: 2 },
          { price: 4, at: 2 },
        ],
      },
    ],
  ],
  [
    [
      {
        $lookup: {
          from: 'items',
          localField: 'item',
          foreignField: 'sku',
          let: { n: '$n' },
          pipeline: [{ $match: { $expr: { $gt: ['$price', '$$n'] } } }],
          as: 'f',
        },
      },
      { $project: { n: { $size: '$f' } } },
    ],
    [
      { _id: 1, n: 1 },
      { _id: 2, n: 0 },
      { _id: 3, n: 1 },
      { _id: 4, n: 1 },
    ],
  ],
  // A pipeline inside a pipeline still knows the outer variables.
  [
    [
      { $limit: 1 },
      {
        $lookup: {
          from: 'items',
          let: { a: '$n' },
          pipeline: [
            { $limit: 1 },
            {
              $lookup: {
                from: 'items',
                let: { b: '$price' },
                pipeline: [{ $limit: 1 }, { $project: { _id: 0, sum: { $add: ['$$a', '$$b'] } } }],
                as: 'in',
              },
            },
            { $project: { _id: 0, in: 1 } },
          ],
          as: 'out',
        },
      },
      { $project: { out: 1, _id: 0 } },
    ],
    [{ out: [{ in: [{ sum: 5 }] }] }],
  ],
  [[{ $documents: [{ a: 1 }, { a: { $add: [1, 1] } }] }, { $match: { a: 2 } }], [{ a: 2 }]],
];

describe('pipelines', () => {
  it.each(TABLE)('%j', (stages, expected) => {
    expect(run(stages)).toEqual(expected);
  });

  it('give the same with nothing pushed down', () => {
    for (const [stages, expected] of TABLE) {
      if (stages[0]?.$documents === undefined) expect(run([{ $skip: 0 }, ...stages])).toEqual(expected);
    }
  });

  it('push down only what a find does in the same order', () => {
    const pushed = (stages: Document[]) => compilePipeline(stages, OPTIONS).pushdown;
    expect(
      pushed([{ $match: { a: 1 } }, { $match: { b: 1 } }, { $sort: { a: 1 } }, { $skip: 2 }, { $limit: 3 }]),
    ).toEqual({ filter: { $and: [{ a: 1 }, { b: 1 }] }, sort: { a: 1 }, skip: 2, limit: 3 });
    expect(pushed([{ $limit: 3 }, { $skip: 2 }])).toEqual({ filter: {}, sort: undefined, skip: undefined, limit: 3 });
    expect(pushed([{ $project: { a: 1 } }, { $match: { a: 1 } }])).toEqual({
      filter: {},
      sort: undefined,
      skip: undefined,
      limit: undefined,
    });
  });

  it('group and sort under a collation', () => {
    const collation = parseCollation({ locale: 'en', strength: 2 });
    expect(run([{ $group: { _id: '$who', n: { $sum: 1 } } }], { collation })).toEqual([
      { _id: 'ann', n: 2 },
      { _id: 'bob', n: 2 },
    ]);
    const pinyin = parseCollation({ locale: 'zh' });
    const source = ['中', '阿', '北', 'b'].map((name) => ({ name }));
    // CLDR puts Han before Latin in Chinese.
    expect(run([{ $sort: { name: 1 } }], { collation: pinyin }, source)).toEqual(
      ['阿', '北', '中', 'b'].map((name) => ({ name })),
    );
  });

  it('stream: only as much is read as is asked for', () => {
    let read = 0;
    const endless = function* (): Generator<Document> {
      for (;;) yield { n: read++ };
    };
    const stages = [{ $addFields: { m: 1 } }, { $match: { n: { $gt: 1 } } }, { $limit: 2 }];
    expect(run(stages, {}, endless())).toEqual([
      { n: 2, m: 1 },
      { n: 3, m: 1 },
    ]);
    expect(read).toBe(4);
  });

  it('sort with a limit as without', () => {
    const source = Array.from({ length: 5000 }, (_, i) => ({ _id: i, n: (i * 7919) % 1009 }));
    const sort = [{ $skip: 0 }, { $sort: { n: -1, _id: 1 } }];
    expect(run([...sort, { $limit: 7 }], {}, source)).toEqual(run(sort, {}, source).slice(0, 7));
  });

  it('keep to their memory', () => {
    const source = Array.from({ length: 100 }, (_, i) => ({ _id: i, text: 'x'.repeat(100) }));
    for (const stage of [{ $sort: { text: 1 } }, { $group: { _id: null, all: { $push: '$$ROOT' } } }]) {
      expect(faultOf(() => run([{ $skip: 0 }, stage], { memoryLimit: 5000 }, source)).code).toBe(292);
    }
    expect(run([{ $skip: 0 }, { $sort: { text: 1 } }, { $limit: 3 }], { memoryLimit: 5000 }, source)).toHaveLength(3);
  });
});

describe('sums', () => {
  const decimal = Decimal128.fromString;
  it.each<readonly [unknown[], Document, Document]>([
    [[3, 1, 2], { $numberInt: '6' }, { $numberDouble: '2.0' }],
    [[2147483647, 1], { $numberLong: '2147483648' }, { $numberDouble: '1073741824.0' }],
    [
      [new Double(0.1), new Double(0.2), new Double(0.3), new Double(0.4), 'x'],
      { $numberDouble: '1.0' },
      { $numberDouble: '0.25' },
    ],
    // Here a double counts with all its digits, not with 15 of them as in `$add`.
    [[decimal('2.5'), new Double(2)], { $numberDecimal: '4.5' }, { $numberDecimal: '2.25' }],
    [[decimal('1'), 2], { $numberDecimal: '3' }, { $numberDecimal: '1.5' }],
    [
      [Long.fromString('9223372036854775807'), 1],
      { $numberDouble: '9223372036854775808.0' },
      { $numberDouble: '4611686018427387904.0' },
    ],
  ])('of %j', (values, sum, average) => {
    const stages = [{ $group: { _id: null, sum: { $sum: '$n' }, average: { $avg: '$n' } } }];
    const [result] = [
      ...runPipeline(
        stages,
        values.map((n) => ({ n })),
      ),
    ];
    expect(canonical(result?.sum)).toEqual(sum);
    expect(canonical(result?.average)).toEqual(average);
  });
});

describe('output stages', () => {
  const output = (stages: Document[]) => compilePipeline(stages, OPTIONS).output;

  it('are read, not run', () => {
    expect(output([{ $out: 'x' }])).toEqual({ kind: 'out', into: { coll: 'x' } });
    expect(output([{ $out: { db: 'd', coll: 'x' } }])).toEqual({ kind: 'out', into: { db: 'd', coll: 'x' } });
    expect(output([{ $merge: { into: 'x', on: ['_id'], whenMatched: 'fail', whenNotMatched: 'fail' } }])).toEqual({
      kind: 'merge',
      into: { coll: 'x' },
      combine: 'fail',
      whenNotMatched: 'fail',
    });
  });

  it('combine documents as whenMatched says', () => {
    const combine = (whenMatched: unknown) => {
      const merge = output([{ $merge: { into: 'x', whenMatched } }]);
      if (merge?.kind !== 'merge' || merge.combine === 'fail') throw new Error('not a $merge that combines');
      return merge.combine({ _id: 1, a: 1 }, { _id: 1, b: 2 });
    };
    expect(combine('replace')).toEqual({ _id: 1, b: 2 });
    expect(combine('merge')).toEqual({ _id: 1, a: 1, b: 2 });
    expect(combine('keepExisting')).toBeUndefined();
  });
});

describe('pipelines that are refused', () => {
  it.each<readonly [Document[], number, string]>([
    [[{ $foo: 1 }], 40324, "Unrecognized pipeline stage name: '$foo'"],
    [[{ $graphLookup: {} }], 238, 'aggregation stage $graphLookup is not supported by the embedded store'],
    [[{ $setWindowFields: {} }], 238, 'aggregation stage $setWindowFields is not supported by the embedded store'],
    [[{ $facet: {} }], 238, 'aggregation stage $facet is not supported by the embedded store'],
    [[{ $merge: { into: 'x', on: 'a' } }], 238, '$merge on "a" is not supported by the embedded store'],
    [
      [{ $merge: { into: 'x', whenMatched: [] } }],
      238,
      '$merge with a pipeline is not supported by the embedded store',
    ],
    [[{ $match: 1 } as Document], 15959, 'the match filter must be an expression in an object'],
    [[{ $match: {}, $limit: 1 }], 40323, 'A pipeline stage specification object must contain exactly one field.'],
    [[{ $limit: 0 }], 15958, 'the limit must be positive'],
    [[{ $limit: 'x' }], 5107201, 'invalid argument to $limit stage: Expected a number in: $limit: "x"'],
    [[{ $skip: -1 }], 5107200, 'invalid argument to $skip stage: Expected a non-negative number in: $skip: -1'],
    [[{ $sort: {} }], 15976, '$sort stage must have at least one sort key'],
    [[{ $sort: { a: 2 } }], 15975, '$sort key ordering must be 1 (for ascending) or -1 (for descending)'],
    [[{ $group: { n: { $sum: 1 } } }], 15955, 'a group specification must include an _id'],
    [[{ $group: { _id: 1, n: 1 } }], 40234, "The field 'n' must be an accumulator object"],
    [[{ $group: { _id: 1, n: { $foo: 1 } } }], 15952, "unknown group operator '$foo'"],
    [
      [{ $group: { _id: 1, n: { $stdDevPop: 1 } } }],
      238,
      'accumulator $stdDevPop is not supported by the embedded store',
    ],
    [[{ $group: { _id: 1, 'a.b': { $sum: 1 } } }], 40235, "The field name 'a.b' cannot contain '.'"],
    [
      [{ $unwind: { path: '$a', includeArrayIndex: 'i' } }],
      238,
      '$unwind with includeArrayIndex is not supported by the embedded store',
    ],
    [[{ $unwind: 'a' }], 28818, "path option to $unwind stage should be prefixed with a '$': a"],
    [
      [{ $project: {} }],
      51272,
      'Invalid $project :: caused by :: projection specification must have at least one field',
    ],
    [[{ $out: 'x' }, { $match: {} }], 40601, '$out can only be the final stage in the pipeline'],
    [
      [{ $lookup: { from: 'x', as: 'y' } }],
      9,
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    ],
    [
      [{ $merge: { into: 'x', whenMatched: 'foo' } }],
      2,
      "Enumeration value 'foo' for field '$merge.whenMatched' is not a valid value.",
    ],
  ])('%j', (stages, code, errmsg) => {
    expect(faultOf(() => run(stages))).toEqual({ code, errmsg });
  });

  it('at the document where a value is wrong', () => {
    expect(faultOf(() => run([{ $sort: { x: 1, y: 1 } }], {}, [{ x: [1], y: [2] }, {}]))).toEqual({
      code: 2,
      errmsg: 'cannot sort with keys that are parallel arrays',
    });
    expect(faultOf(() => run([{ $replaceWith: '$who' }])).code).toBe(40228);
  });
});
