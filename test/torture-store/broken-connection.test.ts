import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Connection, createConnection } from 'mongoose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runTransaction } from '../../storage/index.ts';
import { start, uriOf } from './server-process.ts';

let dataDir: string;
let server: ChildProcess;
let connection: Connection;

beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'mudan-broken-'));
  server = await start(dataDir);
  // On a busy machine the store takes a while to start again.
  connection = await createConnection(uriOf(dataDir), { serverSelectionTimeoutMS: 30_000 }).asPromise();
  await connection.collection('rows').createIndex({ pair: 1 });
});

afterEach(async () => {
  await connection.close();
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
    await runTransaction(connection, async (session) => {
      attempts++;
      const rows = connection.collection('rows');
      await rows.insertOne({ pair: 'a', side: 'left' }, { session });
      if (attempts === 1 && moment === 'before the second write') killUnnoticed();
      await rows.insertOne({ pair: 'a', side: 'right' }, { session });
      if (attempts === 1 && moment === 'before the commit') killUnnoticed();
    });
    expect(attempts).toBeGreaterThanOrEqual(2);
    const sides = await connection.collection('rows').find({ pair: 'a' }).toArray();
    expect(sides.map(({ side }) => side as string).sort()).toEqual(['left', 'right']);
  });
});
