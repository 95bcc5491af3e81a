import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Model, Schema } from 'mongoose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore } from './embedded/index.ts';
import { openStorage, type Storage } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'mudan-storage-'));
let store: EmbeddedStore;
let storage: Storage;

beforeAll(async () => {
  store = await startEmbeddedStore({ dataDir: dir });
  storage = await openStorage({ uri: process.env.MONGODB_URI ?? store.uri, dbName: `storage_suite_${process.pid}` });
});

afterAll(async () => {
  await storage.connection.dropDatabase();
  await storage.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Counter {
  _id: string;
  n?: number;
  code?: string;
}

function counters(): Model<Counter> {
  const schema = new Schema<Counter>({ _id: String, n: Number, code: { type: String, unique: true, sparse: true } });
  return (
    (storage.connection.models.Counter as Model<Counter> | undefined) ??
    storage.connection.model<Counter>('Counter', schema, 'counters')
  );
}

it('does what a mongoose model asks for', async () => {
  const model = counters();
  await model.createIndexes();
  await model.create({ _id: 'a', n: 1, code: 'x' });
  await expect(model.create({ _id: 'b', code: 'x' })).rejects.toMatchObject({ code: 11000, keyValue: { code: 'x' } });
  await model.updateOne({ _id: 'a' }, { $inc: { n: 2 } });
  expect(await model.findOne({ code: 'x' }).lean()).toMatchObject({ _id: 'a', n: 3 });
  expect(
    await model
      .find({ n: { $gt: 2 } })
      .sort({ n: -1 })
      .lean(),
  ).toHaveLength(1);
});

it('loses no update when many transactions change one document', async () => {
  const model = counters();
  await model.create({ _id: 'hot', n: 0 });
  await Promise.all(
    Array.from({ length: 40 }, () =>
      storage.transaction(
        async (session) => {
          const before = await model.findById('hot').session(session).lean();
          await model.updateOne({ _id: 'hot' }, { $set: { n: (before?.n ?? 0) + 1 } }, { session });
        },
        { maxAttempts: 500 },
      ),
    ),
  );
  expect((await model.findById('hot').lean())?.n).toBe(40);
});

it('makes the same indexes once, however many ask for them at a time', async () => {
  const model = counters();
  await model.createCollection();
  await model.collection.dropIndexes();
  await Promise.all(Array.from({ length: 8 }, () => model.syncIndexes()));
  expect((await model.collection.indexes()).map(({ name }) => name)).toEqual(['_id_', 'code_1']);
});

it('keeps nothing of a transaction whose work throws', async () => {
  const model = counters();
  const work = storage.transaction(async (session) => {
    await model.create([{ _id: 'never', n: 1 }], { session });
    throw new Error('changed my mind');
  });
  await expect(work).rejects.toThrow('changed my mind');
  expect(await model.findById('never').lean()).toBeNull();
});

it('tells in one line that a directory is in use, or cannot be written', async () => {
  await expect(startEmbeddedStore({ dataDir: dir, socketPath: join(dir, 'other.sock') })).rejects.toMatchObject({
    code: 'DIRECTORY_IN_USE',
    message: expect.stringMatching(/^the data directory \S+ is in use by another process$/),
  });
  await expect(startEmbeddedStore({ dataDir: '/dev/null/store' })).rejects.toMatchObject({
    code: 'DIRECTORY_NOT_WRITABLE',
  });
});
