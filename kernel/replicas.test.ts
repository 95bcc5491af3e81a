import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Storage } from '../storage/index.ts';
import { MDJ, openTestStorage, testLog } from '../test/harness/kernel.ts';
import { systemCaller } from './caller.ts';
import { createKernel } from './create-kernel.ts';
import type { Kernel } from './types.ts';

let folder: string;
let storage: Storage;
const replicas: Kernel[] = [];
const handled: string[] = [];
const caller = systemCaller('mdj', 'test');

const replica = async (name: string): Promise<Kernel> => {
  const kernel = await createKernel({
    platform: MDJ,
    storage,
    dataDir: join(folder, name),
    log: testLog,
    scheduledJobs: false,
  });
  kernel.consume({
    name: 'test.once',
    types: ['note.*'],
    handle: async (event) => void handled.push(`${event.recordId} at ${name}`),
  });
  await kernel.start();
  replicas.push(kernel);
  return kernel;
};
const write = (kernel: Kernel, recordId: string) =>
  kernel.transact(caller, async (tx) => {
    tx.emit({ type: 'note.written', recordId, version: 1, payload: {} });
    tx.audit({ action: 'write', recordId });
    tx.count('visits', 1);
    tx.index({
      id: `mdj:note:${recordId}`,
      kind: 'note',
      title: `记录 ${recordId}`,
      text: '',
      home: 'mdj',
      sharing: 'CITY',
    });
  });
const titles = async (kernel: Kernel) => {
  const { hits } = await kernel.search({ text: '记录', scope: 'OWN', first: 50 });
  return hits.map((hit) => hit.entry.title).toSorted();
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mudan-replicas-'));
  storage = await openTestStorage(folder, 'mdj');
});
afterAll(async () => {
  for (const kernel of replicas) await kernel.close();
  await storage.close();
  await rm(folder, { recursive: true, force: true });
});

test('two replicas on one database: each event takes effect once, each index has everything, and the second takes over', async () => {
  const first = await replica('first');
  const second = await replica('second');
  await Promise.all(Array.from({ length: 20 }, (_, index) => write(index % 2 ? first : second, `r${index}`)));
  await first.settled();
  await second.settled();
  expect(handled).toHaveLength(20);
  expect(handled.every((one) => one.endsWith('at first'))).toBe(true);
  expect(await titles(first)).toHaveLength(20);
  expect(await titles(second)).toEqual(await titles(first));

  await first.close();
  replicas.shift();
  await write(second, 'r20');
  await second.settled();
  expect(handled.at(-1)).toBe('r20 at second');
  expect(handled).toHaveLength(21);
  expect(await second.audit.verify()).toEqual({ rows: 21, brokenAt: null });
  expect(await second.counted({ unitId: null })).toMatchObject([{ amount: 21 }]);
});
