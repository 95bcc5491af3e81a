import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type EmbeddedStore, startEmbeddedStore } from '../index.ts';
import { parseFrame } from './frames.ts';

/** An OP_MSG with `{x: <value>, $db: "t"}`, the value given as type and bytes. */
function messageWith(type: number, value: readonly number[]): Buffer {
  const element = Buffer.from([type, 0x78, 0, ...value]);
  const db = Buffer.from([2, 0x24, 0x64, 0x62, 0, 2, 0, 0, 0, 0x74, 0]);
  const body = Buffer.concat([Buffer.alloc(4), element, db, Buffer.from([0])]);
  body.writeInt32LE(body.length, 0);
  const frame = Buffer.concat([Buffer.alloc(16), Buffer.from([0, 0, 0, 0, 0]), body]);
  frame.writeInt32LE(frame.length, 0);
  frame.writeInt32LE(7, 4);
  frame.writeInt32LE(2013, 12);
  return frame;
}

const int64 = (value: bigint): number[] => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(value);
  return [...bytes];
};

describe('values which JavaScript would lose', () => {
  it.each<readonly [string, number, number[]]>([
    ['the BSON type undefined', 6, []],
    ['the BSON type symbol', 14, [2, 0, 0, 0, 0x61, 0]],
    ['the BSON type dbPointer', 12, [2, 0, 0, 0, 0x61, 0, ...Array(12).fill(0)]],
    ['a date of 8640000000000001 ms', 9, int64(8_640_000_000_000_001n)],
    ['a date of -9223372036854775808 ms', 9, int64(-(2n ** 63n))],
  ])('%s is refused by name', (what, type, value) => {
    const { refusal, requestId } = parseFrame(messageWith(type, value));
    expect(refusal).toMatchObject({ code: 238, message: `${what} is not supported by the embedded store` });
    expect(requestId).toBe(7);
  });

  it('other dates pass', () => {
    expect(parseFrame(messageWith(9, int64(8_640_000_000_000_000n))).refusal).toBeUndefined();
  });

  describe('over the wire', () => {
    const dir = mkdtempSync(join(tmpdir(), 'mudan-odd-'));
    let store: EmbeddedStore;
    let client: mongo.MongoClient;

    beforeAll(async () => {
      store = await startEmbeddedStore({ dataDir: dir });
      client = await new mongo.MongoClient(store.uri).connect();
    });

    afterAll(async () => {
      await client.close();
      await store.close();
      rmSync(dir, { recursive: true, force: true });
    });

    it('the connection goes on after a refusal', async () => {
      const collection = client.db('t').collection('c');
      await expect(collection.insertOne({ x: new mongo.BSONSymbol('a') })).rejects.toMatchObject({ code: 238 });
      await collection.insertOne({ x: 1 });
      expect(await collection.countDocuments()).toBe(1);
    });
  });
});
