/**
 * An index changes how an answer is found, never the answer: generated documents stand in two collections, one without and one with indexes of all kinds, and generated queries must answer
 * the same from both. `SEED=…` repeats a run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import mongoose from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareValues } from './bson/compare.ts';
import { canonical } from './bson/plain.testing.ts';
import { type Document, decodeDocument, encodeDocument } from './bson/types.ts';
import { type EmbeddedStore, startEmbeddedStore } from './index.ts';
import { filters, subjects } from './query/arbitraries.testing.ts';
import { compileSort } from './query/keys.ts';

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
console.log(`index use: seed ${seed}`);

const INDEXES: [Document, Document][] = [
  [{ a: 1 }, {}],
  [{ b: -1, a: 1 }, {}],
  [{ 'a.b': 1, 'a.c': -1 }, {}],
  [{ 'a.b.c': -1, b: 1 }, {}],
  [{ b: 1 }, { sparse: true }],
  [{ 'a.c': 1, b: 1 }, { partialFilterExpression: { b: { $exists: true } } }],
];
const SORTS = fc.constantFrom<Document>(
  {},
  {},
  { a: 1 },
  { a: -1 },
  { b: 1, a: -1 },
  { b: -1 },
  { 'a.b': 1 },
  { 'a.b': -1, 'a.c': 1 },
  { 'a.b.c': 1, b: -1 },
);

const directory = mkdtempSync(join(tmpdir(), 'mudan-index-use-'));
let store: EmbeddedStore;
let connection: mongoose.Connection;

beforeAll(async () => {
  store = await startEmbeddedStore({ dataDir: directory });
  connection = await mongoose.createConnection(store.uri, { dbName: 'differential' }).asPromise();
});

afterAll(async () => {
  await connection.close();
  await store.close();
  rmSync(directory, { recursive: true });
});

type Stored = mongoose.mongo.Collection<Document>;

const READ = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const;

async function fill(run: number): Promise<{ plain: Stored; indexed: Stored }> {
  const db = connection.getClient().db('differential');
  const plain = db.collection<Document>(`plain${run}`);
  const indexed = db.collection<Document>(`indexed${run}`);
  for (const [key, options] of INDEXES) await indexed.createIndex(key as mongoose.mongo.IndexSpecification, options);
  for (const [_id, document] of fc.sample(subjects, { numRuns: 150, seed: seed + run }).entries()) {
    // Parallel arrays can't be indexed: such documents are left out.
    await indexed.insertOne({ _id, ...document } as Document).catch(() => undefined);
  }
  await change(indexed, run);
  // Read back, because the server has put the time into empty timestamps.
  await plain.insertMany((await indexed.find({}, READ).toArray()) as Document[]);
  return { plain, indexed };
}

const CHANGES = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('$set', '$push', '$max'),
      fc.constantFrom('a', 'b', 'a.b', 'a.c', 'a.0.b', 'a.b.c'),
      subjects,
    )
    .map(([name, path, { a }]) => ({ [name]: { [path]: a ?? null } })),
  fc.constantFrom<Document>({ $unset: { a: 1 } }, { $unset: { 'a.b': 1 } }, { $pop: { b: 1 } }, { $unset: { b: 1 } }),
);

/** Entries that updates and deletes have made, moved and taken away; what MongoDB refuses changes nothing. */
async function change(collection: Stored, run: number): Promise<void> {
  for (const [i, update] of fc.sample(CHANGES, { numRuns: 150, seed: seed - run }).entries()) {
    await collection.updateOne({ _id: i % 100 } as Document, update as Document).catch(() => undefined);
  }
  await collection.deleteMany({ _id: { $gte: 140 } } as Document);
}

async function ask(collection: Stored, filter: Document, sort: Document): Promise<Document[]> {
  return (await collection
    .find(filter, READ)
    .sort(sort as mongoose.mongo.Sort)
    .toArray()) as Document[];
}

const idOf = (document: Document): number => Number(String(document._id));
const wire = (document: Document): Document => decodeDocument(encodeDocument(document));

describe('queries', () => {
  it.each([0, 1, 2, 3])('answer the same with indexes and without (collection %i)', async (run) => {
    const { plain, indexed } = await fill(run);
    let usesIndex = 0;
    await fc.assert(
      fc.asyncProperty(filters, SORTS, async (filter, sort) => {
        const [expected, actual] = await Promise.all([ask(plain, filter, sort), ask(indexed, filter, sort)]);
        const byId = (documents: Document[]) => documents.toSorted((x, y) => idOf(x) - idOf(y)).map(canonical);
        expect(byId(actual)).toEqual(byId(expected));
        const order = compileSort(sort);
        const keys = (documents: Document[]) => documents.map((document) => order.keyOf(wire(document)));
        if (Object.keys(sort).length > 0) {
          keys(actual).forEach((key, i) => {
            expect(compareValues([...key], [...(keys(expected)[i] as unknown[])])).toBe(0);
          });
        }
        const { queryPlanner } = (await indexed
          .find(filter)
          .sort(sort as mongoose.mongo.Sort)
          .explain('queryPlanner')) as Document as { queryPlanner: Document };
        if (JSON.stringify(queryPlanner).includes('IXSCAN')) usesIndex += 1;
      }),
      { numRuns: 500, seed: seed + run },
    );
    expect(usesIndex, 'indexes are used often enough to mean anything').toBeGreaterThan(100);
  });
});
