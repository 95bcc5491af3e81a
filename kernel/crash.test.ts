import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testKernel } from '../test/harness/kernel.ts';

let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'mudan-crash-'));
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

const script = new URL('../test/harness/crash-child.ts', import.meta.url).pathname;

/** Lets a process acknowledge so many commands, kills it in the middle of the next ones, and gives the last number that it printed. */
async function killAfter(first: number, count: number): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, [script, dataDir, String(first)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let last = first - 1;
  for await (const line of createInterface({ input: child.stdout! })) {
    last = Number(line);
    if (last - first + 1 === count) child.kill('SIGKILL');
  }
  return last;
}

test('what was acknowledged before kill -9 is delivered, chained and counted once, in order per record', async () => {
  let last = -1;
  for (const count of [15, 25]) last = await killAfter(last + 1, count);
  expect(last).toBeGreaterThanOrEqual(39);

  const { kernel, close } = await testKernel({ dataDir });
  const seen: { recordId: string; number: number }[] = [];
  kernel.consume({
    name: 'crash.after',
    types: ['crash.*'],
    handle: async ({ recordId, payload }) => void seen.push({ recordId, number: Number(payload.number) }),
  });
  await kernel.settled();
  const numbers = seen.map((event) => event.number).toSorted((a, b) => a - b);
  const written = numbers.at(-1)!;
  expect(numbers).toEqual(Array.from({ length: written + 1 }, (_, index) => index));
  expect(written).toBeGreaterThanOrEqual(last);
  for (const events of Map.groupBy(seen, (event) => event.recordId).values())
    expect(events.map((event) => event.number)).toEqual(events.map((event) => event.number).toSorted((a, b) => a - b));
  expect(await kernel.audit.verify()).toEqual({ rows: written + 1, brokenAt: null });
  expect(await kernel.counted({ unitId: null })).toMatchObject([{ counter: 'visits', amount: written + 1 }]);
  await close();
});
