import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BSON } from 'bson';
import { createConnection, type mongo } from 'mongoose';
import { afterAll, expect, it } from 'vitest';
import { BackupError, backupStopped, backupStore, restoreStore } from './backup.ts';
import { exportData, importData } from './export.ts';
import { startEmbeddedStore } from './index.ts';

const dir = mkdtempSync(join(tmpdir(), 'mudan-backup-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function withStore<T>(name: string, run: (db: mongo.Db, uri: string) => Promise<T>): Promise<T> {
  const store = await startEmbeddedStore({ dataDir: join(dir, name) });
  const connection = await createConnection(store.uri, { dbName: 'city' }).asPromise();
  try {
    return await run(connection.getClient().db('city') as unknown as mongo.Db, store.uri);
  } finally {
    await connection.close();
    await store.close();
  }
}

it('backs up while writers go on, and restores to one moment of it', async () => {
  await withStore('busy', async (db, uri) => {
    const rows = db.collection<{ _id: number }>('rows');
    await rows.insertMany(Array.from({ length: 3_000 }, (_, i) => ({ _id: i, text: 'x'.repeat(200) })));
    let writing = true;
    let next = 3_000;
    const writer = (async () => {
      while (writing) await rows.insertOne({ _id: next++ });
    })();
    await backupStore(uri, join(dir, 'copy'));
    writing = false;
    await writer;
    await expect(backupStore(uri, join(dir, 'copy'))).rejects.toThrow("isn't empty");
  });
  restoreStore(join(dir, 'copy'), join(dir, 'restored'));
  await withStore('restored', async (db) => {
    const ids = (await db.collection<{ _id: number }>('rows').find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id);
    expect(ids.length).toBeGreaterThanOrEqual(3_000);
    expect(ids).toEqual(ids.map((_, i) => i));
  });
});

it('refuses to restore over data, from nothing, or from damage', async () => {
  expect(() => restoreStore(join(dir, 'copy'), join(dir, 'restored'))).toThrow(BackupError);
  expect(() => restoreStore(join(dir, 'nowhere'), join(dir, 'new'))).toThrow(/holds no backup/);
  await backupStopped(join(dir, 'restored'), join(dir, 'spoilt'));
  writeFileSync(join(dir, 'spoilt', 'store.sqlite'), 'not a database at all', { flag: 'r+' });
  expect(() => restoreStore(join(dir, 'spoilt'), join(dir, 'new'))).toThrow(/is damaged/);
});

it('moves every BSON type, indexes and options as Extended JSON', async () => {
  const { Decimal128, Double, Int32, Long, ObjectId, Timestamp, Binary, MinKey } = BSON;
  const document = {
    _id: new ObjectId(),
    int: new Int32(1),
    double: new Double(1),
    long: Long.fromNumber(1),
    decimal: Decimal128.fromString('1.10'),
    date: new Date(0),
    time: new Timestamp({ t: 1, i: 2 }),
    bytes: new Binary(Buffer.from('ab')),
    min: new MinKey(),
    nested: { list: [null, true, '文'] },
  };
  await withStore('from', async (db, uri) => {
    await db.createCollection('typed', { validator: { int: { $exists: true } } });
    await db.collection('typed').insertOne({ ...document });
    await db
      .collection('typed')
      .createIndex({ int: 1, date: -1 }, { unique: true, partialFilterExpression: { int: { $gt: 0 } } });
    expect(await exportData(uri, join(dir, 'exported'))).toEqual([{ namespace: 'city.typed', documents: 1 }]);
  });
  await withStore('to', async (db, uri) => {
    await importData(uri, join(dir, 'exported'));
    const [raw] = await db.collection('typed').find({}, { raw: true }).toArray();
    expect(Buffer.from(raw as unknown as Uint8Array)).toEqual(Buffer.from(BSON.serialize(document)));
    expect(await db.collection('typed').indexes()).toContainEqual(
      expect.objectContaining({ unique: true, partialFilterExpression: { int: { $gt: 0 } } }),
    );
    await expect(db.collection('typed').insertOne({ other: 1 })).rejects.toMatchObject({ code: 121 });
    await expect(importData(uri, join(dir, 'exported'))).rejects.toThrow('holds documents already');
  });
});
