import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { serialize } from 'bson';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore } from '../index.ts';

const dir = mkdtempSync(join(tmpdir(), 'mudan-hostile-'));
let store: EmbeddedStore;
let client: mongo.MongoClient;

beforeAll(async () => {
  store = await startEmbeddedStore({ dataDir: dir, port: 0 });
  client = await new mongo.MongoClient(store.uri).connect();
});

afterAll(async () => {
  await client.close();
  await store.close();
  rmSync(dir, { recursive: true, force: true });
});

function frame(opCode: number, body: Uint8Array, length?: number): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(length ?? 16 + body.length, 0);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, body]);
}

function message(document: Uint8Array, flags = 0, kind = 0): Buffer {
  const start = Buffer.alloc(5);
  start.writeUInt32LE(flags, 0);
  start[4] = kind;
  return frame(2013, Buffer.concat([start, document]));
}

const ping = Buffer.from(serialize({ ping: 1, $db: 'admin' }));

function corrupted(at: number, value: number): Buffer {
  const copy = Buffer.from(ping);
  copy.writeInt32LE(value, at);
  return copy;
}

function nested(depth: number): Buffer {
  let document: Buffer = Buffer.from([5, 0, 0, 0, 0]);
  for (let i = 0; i < depth; i++) {
    const size = document.length + 8;
    const outer = Buffer.alloc(size);
    outer.writeInt32LE(size, 0);
    outer[4] = 3;
    outer[5] = 97;
    document.copy(outer, 7);
    document = outer;
  }
  return document;
}

const HOSTILE: [string, Buffer][] = [
  ['a length below the header', frame(2013, Buffer.alloc(0), 3)],
  ['a negative length', frame(2013, Buffer.alloc(0), -1)],
  ['a length of a gigabyte', frame(2013, Buffer.alloc(0), 1 << 30)],
  ['an unknown op code', frame(4711, ping)],
  ['a compressed message, which was never agreed', frame(2012, ping)],
  ['an unknown required flag', message(ping, 1 << 5)],
  ['an unknown section', message(ping, 0, 7)],
  ['a message without a body', frame(2013, Buffer.alloc(4))],
  ['a document longer than its frame', message(corrupted(0, 100_000))],
  ['a document shorter than a document', message(corrupted(0, 3))],
  ['an element that runs past the end', message(corrupted(9, 0x7fffffff))],
  ['a document without its end', message(ping.subarray(0, ping.length - 1))],
  ['10,000 levels of nesting', message(nested(10_000))],
  ['a document sequence that overruns', frame(2013, Buffer.from([0, 0, 0, 0, 1, 0xff, 0xff, 0, 0, 97, 0]))],
  ['an HTTP request', Buffer.from('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
];

describe('a hostile frame closes its own connection and no other', () => {
  it.each(HOSTILE)('%s', async (_what, bytes) => {
    const socket = connect(store.socketPath);
    await once(socket, 'connect');
    socket.on('error', () => undefined);
    socket.write(bytes);
    await once(socket, 'close');
    expect(await client.db('admin').command({ ping: 1 })).toMatchObject({ ok: 1 });
  });
});

it('understands a frame that arrives byte by byte', async () => {
  const socket = connect(store.socketPath);
  await once(socket, 'connect');
  for (const byte of message(ping)) socket.write(Buffer.of(byte));
  expect(await nextReply(socket)).toMatch(/ok/);
  socket.destroy();
});

it('goes on serving others while a client floods and never reads', async () => {
  const rows = client.db('x').collection('rows');
  await rows.insertMany(Array.from({ length: 200 }, () => ({ text: 'y'.repeat(10_000) })));
  const greedy = connect(store.socketPath);
  greedy.on('error', () => undefined);
  greedy.pause();
  const find = message(serialize({ find: 'rows', filter: {}, batchSize: 200, $db: 'x' }));
  for (let i = 0; i < 500; i++) greedy.write(find);
  for (let i = 0; i < 50; i++) await rows.insertOne({ i });
  expect(await rows.countDocuments({ i: { $exists: true } })).toBe(50);
  greedy.destroy();
});

it('is open to its owner only, and to the loopback address', async () => {
  expect(statSync(store.socketPath).mode & 0o777).toBe(0o600);
  const overTcp = await new mongo.MongoClient(`mongodb://127.0.0.1:${store.port}/?directConnection=true`).connect();
  await expect(overTcp.db('admin').command({ storeBackup: 1, directory: join(dir, 'copy') })).rejects.toMatchObject({
    code: 13,
  });
  await overTcp.close();
});

it('refuses by name what it does not have', async () => {
  const db = client.db('x');
  await expect(db.command({ mapReduce: 'rows' })).rejects.toMatchObject({ code: 238, message: /mapReduce/ });
  await expect(db.command({ shutDownEverything: 1 })).rejects.toMatchObject({ code: 59 });
  await expect(db.command({ find: 'rows', filtre: {} })).rejects.toMatchObject({ code: 40415, message: /find.filtre/ });
  await expect(db.collection('rows').find({ $where: 'true' }).toArray()).rejects.toMatchObject({ code: 238 });
  await expect(db.collection('rows').createIndex({ text: 'text' })).rejects.toMatchObject({ code: 238 });
  await expect(
    db.collection('rows').createIndex({ text: 1 }, { collation: { locale: 'en', strength: 2 } }),
  ).rejects.toMatchObject({ code: 238 });
  await expect(db.collection('rows').watch().next()).rejects.toMatchObject({ code: 238 });
  await expect(db.createCollection('capped', { capped: true, size: 100 })).rejects.toMatchObject({ code: 238 });
});

async function nextReply(socket: Socket): Promise<string> {
  const [chunk] = (await once(socket, 'data')) as [Buffer];
  return chunk.toString('latin1');
}
