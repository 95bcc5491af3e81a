import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { HLJ, MDJ } from '../test/harness/kernel.ts';
import { startLinked } from '../test/harness/linked.ts';

/** A full collection first: what is measured is what is kept, not when the engine happened to collect. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
function liveBytes(): number {
  collect();
  return process.memoryUsage().heapUsed;
}

const RECORDS = 100_000;
const BATCH = 1_000;

test('100,000 records are harvested at flat memory, once, and nothing is asked for twice', async () => {
  const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: console.error };
  const [mdj, hlj] = await Promise.all([startLinked(MDJ, { log }), startLinked(HLJ, { log })]);
  await mdj.pin(hlj);
  await hlj.pin(mdj);
  let applied = 0;
  let highest = 0;
  const owner = {
    apply: async () => {
      applied += 1;
      if (applied % 5_000 !== 0) return;
      highest = Math.max(highest, liveBytes());
    },
    all: async function* () {},
  };
  for (const platform of [mdj, hlj]) platform.kernel.catalogueKind('instrument', owner);
  for (let from = 0; from < RECORDS; from += BATCH) {
    await hlj.kernel.transact(systemCaller('hlj', 'test'), async (tx) => {
      for (let index = from; index < from + BATCH; index += 1) {
        const document = { name: `仪器 ${index}`, text: 'x'.repeat(400) };
        tx.publish({
          id: `hlj:instrument:${index}`,
          kind: 'instrument',
          version: 1,
          title: `仪器 ${index}`,
          sharing: 'NATION',
          grade: 'OPEN',
          document,
        });
      }
    });
  }
  await hlj.kernel.settled();
  const before = liveBytes();
  await mdj.kernel.jobs.run('link.harvest');
  expect(applied).toBe(RECORDS);
  // 100,000 documents are some 60 MB of JSON: had they been kept, the heap would show it.
  expect((highest - before) / 1_048_576).toBeLessThan(60);
  await mdj.kernel.jobs.run('link.harvest');
  expect(applied).toBe(RECORDS);
  await Promise.all([mdj.close(), hlj.close()]);
});
