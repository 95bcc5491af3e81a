import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { HLJ, MDJ } from '../test/harness/kernel.ts';
import { type LinkedPlatform, startLinked } from '../test/harness/linked.ts';

let mdj: LinkedPlatform;
let hlj: LinkedPlatform;

beforeEach(async () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };
  [mdj, hlj] = await Promise.all([startLinked(MDJ, { log }), startLinked(HLJ, { log })]);
  await mdj.pin(hlj);
  await hlj.pin(mdj);
});
afterEach(async () => {
  await mdj.close();
  await hlj.close();
});

async function count(step: number, visits: number, at: string): Promise<void> {
  await mdj.kernel.transact(systemCaller('mdj', `count-${step}`), async (tx) =>
    tx.count('visits', visits, { at: new Date(at) }),
  );
  await mdj.kernel.settled();
}

async function tell(): Promise<void> {
  await mdj.kernel.jobs.run('link.figures');
  await mdj.link.settle();
  await hlj.kernel.settled();
}

test('the province knows what its city counted in each month, as it told last', async () => {
  await count(1, 3, '2011-07-10T00:00:00Z');
  await count(2, 4, '2011-08-10T00:00:00Z');
  await tell();
  expect(await hlj.link.figures?.()).toEqual([
    { platform: 'mdj', month: '2011-07', figures: { visits: 3 } },
    { platform: 'mdj', month: '2011-08', figures: { visits: 4 } },
  ]);
  await count(3, 5, '2011-08-11T00:00:00Z');
  await tell();
  expect((await hlj.link.figures?.())?.find(({ month }) => month === '2011-08')?.figures).toEqual({ visits: 9 });
});

test('what has not changed is not told again, and nothing goes down', async () => {
  await count(1, 3, '2011-07-10T00:00:00Z');
  await tell();
  const sent = (): Promise<number> => mdj.kernel.connection.collection('link_outbox').countDocuments();
  const before = await sent();
  await tell();
  expect(await sent()).toBe(before);
  expect(await mdj.link.figures?.()).toEqual([]);
});
