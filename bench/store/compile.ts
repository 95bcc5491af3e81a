import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePipeline } from '../../storage/embedded/aggregate/pipeline.ts';
import { type Document, decodeDocument, encodeDocument, ObjectId } from '../../storage/embedded/bson/types.ts';
import { runCommand } from '../../storage/embedded/in-process.testing.ts';
import { compileMatcher } from '../../storage/embedded/query/match.ts';
import { compileProjection } from '../../storage/embedded/query/project.ts';
import { Store } from '../../storage/embedded/store.ts';
import { compileUpdate } from '../../storage/embedded/update/compile.ts';

/**
 * What it costs to compile a command's parts, beside what a cache of them would cost: a key that tells two filters apart must hold every value with its type, which is
 * the filter encoded again. Prints microseconds, each the best of five rounds of 20,000. `node bench/store/compile.ts`.
 */
const ROUNDS = 5;
const TIMES = 20_000;

function microseconds(run: () => unknown): string {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    for (let i = 0; i < TIMES; i++) run();
    best = Math.min(best, performance.now() - began);
  }
  return ((best / TIMES) * 1000).toFixed(2).padStart(8);
}

/** As a command brings it: decoded from bytes. */
function received<T>(value: T): T {
  return decodeDocument(encodeDocument({ value })).value as T;
}

const day = { $gte: new Date('2026-05-04'), $lt: new Date('2026-05-05') };
const filter = (spec: Document) => ({ spec, compile: (given: Document) => compileMatcher(given) });
const PARTS: Readonly<Record<string, { spec: Document | Document[]; compile: (given: never) => unknown }>> = {
  'filter: one _id': filter({ _id: new ObjectId() }),
  'filter: state, unit': filter({ state: 'open', unit: 'u1' }),
  'filter: and a day': filter({ state: 'open', unit: 'u1', at: day }),
  'filter: $or, $in, $ne': filter({
    unit: 'u1',
    $or: [{ state: { $in: ['open', 'held', 'done'] } }, { at: day }],
    kind: { $ne: 'x' },
  }),
  'filter: $regex': filter({ name: { $regex: '^abc', $options: 'i' } }),
  'projection: 3 fields': {
    spec: { _id: 1, name: 1, 'owner.name': 1 },
    compile: (given: Document) => compileProjection(given, {}),
  },
  'update: $set, $inc, $push': {
    spec: { $set: { state: 'open', at: new Date(5) }, $inc: { version: 1 }, $push: { log: { at: new Date(5) } } },
    compile: (given: Document) => compileUpdate(given),
  },
  'pipeline: $match, $group, $sort': {
    spec: [
      { $match: { unit: 'u1', at: day } },
      { $group: { _id: '$kind', n: { $sum: 1 }, minutes: { $sum: '$minutes' } } },
      { $sort: { n: -1 } },
    ],
    compile: (given: Document[]) => compilePipeline(given),
  },
};

console.log(`${'µs'.padEnd(34)} compile      key`);
for (const [name, { spec, compile }] of Object.entries(PARTS)) {
  const given = received(spec);
  console.log(
    `${name.padEnd(34)}${microseconds(() => compile(given as never))} ${microseconds(() => encodeDocument({ given }))}`,
  );
}

const dataDir = mkdtempSync(join(tmpdir(), 'mudan-compile-'));
const store = new Store(dataDir);
try {
  const documents = Array.from({ length: 1000 }, (_, i) => ({ _id: i, state: 'open', unit: `u${i % 200}` }));
  runCommand(store, { createIndexes: 'rows', indexes: [{ key: { unit: 1 }, name: 'unit' }], $db: 'city' });
  runCommand(store, { insert: 'rows', documents, $db: 'city' });
  const find = received({ find: 'rows', filter: { state: 'open', unit: 'u1' }, $db: 'city' });
  console.log(`${'a whole find of 5 by an index'.padEnd(34)}${microseconds(() => runCommand(store, find))}`);
} finally {
  store.close();
  rmSync(dataDir, { recursive: true, force: true });
}
