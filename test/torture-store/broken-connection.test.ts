import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStorage, type Storage } from '../../storage/index.ts';
import { start, uriOf } from './server-process.ts';

let dataDir: string;
let server: ChildProcess;
let storage: Storage;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'mudan-broken-'));
  server = await start(dataDir);
  storage = await openStorage({ uri: uriOf(dataDir), dbName: 'broken' });
  await storage.connection.collection('rows').createIndex({ pair: 1 });
});

afterEach(async () => {
  await storage.close();
  server.kill('SIGKILL');
  rmSync(dataDir, { recursive: true, force: true });
});

/** Kills the store and starts it again; what this process writes in the same turn meets a socket of which it doesn't know yet that nobody is behind it. */
function killUnnoticed(): void {
  server.kill('SIGKILL');
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  void start(dataDir).then((next) => {
    server = next;
  });
}

describe('a transaction whose store is killed and started again', () => {
  it.each(['before the second write', 'before the commit'])('%s is done once and whole', async (moment) => {
    let attempts = 0;
    await storage.transaction(async (session) => {
      attempts++;
      const rows = storage.connection.collection('rows');
      await rows.insertOne({ pair: 'a', side: 'left' }, { session });
      if (attempts === 1 && moment === 'before the second write') killUnnoticed();
      await rows.insertOne({ pair: 'a', side: 'right' }, { session });
      if (attempts === 1 && moment === 'before the commit') killUnnoticed();
    });
    expect(attempts).toBe(2);
    const sides = await storage.connection.collection('rows').find({ pair: 'a' }).toArray();
    expect(sides.map(({ side }) => side as string).sort()).toEqual(['left', 'right']);
  });
});
