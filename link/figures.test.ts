import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemCaller } from '../kernel/caller.ts';
import { HLJ, MDJ } from '../test/harness/kernel.ts';
import { type LinkedPlatform, startLinked } from '../test/harness/linked.ts';
import { MOST_PARTS } from './figures-parts.ts';

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
  const whole = (visits: number) => {
    const parts = [{ key: null, figures: { visits } }];
    return { figures: { visits }, units: parts, categories: parts };
  };
  expect(await hlj.link.figures?.()).toEqual([
    { platform: 'mdj', month: '2011-07', ...whole(3) },
    { platform: 'mdj', month: '2011-08', ...whole(4) },
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

const UNIT = 'mdj:unit:1';
const hours = (unitId: string, category: string | null, minutes: number) => ({ unitId, category, minutes });

test('by unit and by category each adds up to the month, on both sides', async () => {
  const used = [
    hours(UNIT, '分析仪器', 90),
    hours(UNIT, '物理性能测试仪器', 30),
    hours('mdj:unit:2', '分析仪器', 45),
    hours('mdj:unit:2', null, 15),
    hours('hlj:unit:guest', null, 5),
  ];
  await mdj.kernel.transact(systemCaller('mdj', 'use'), async (tx) => {
    for (const { unitId, category, minutes } of used)
      tx.count('machineMinutes', minutes, {
        unitId,
        ...(category ? { category } : {}),
        at: new Date('2011-07-10T00:00:00Z'),
      });
    tx.count('visits', 7, { at: new Date('2011-07-10T00:00:00Z') });
  });
  await mdj.kernel.settled();
  await tell();
  const [month] = (await hlj.link.figures?.()) ?? [];
  expect(month?.figures).toEqual({ visits: 7, machineMinutes: 185 });
  expect(month?.units).toEqual([
    { key: null, figures: { visits: 7, machineMinutes: 5 } },
    { key: UNIT, figures: { machineMinutes: 120 } },
    { key: 'mdj:unit:2', figures: { machineMinutes: 60 } },
  ]);
  expect(month?.categories).toEqual([
    { key: null, figures: { visits: 7, machineMinutes: 20 } },
    { key: '分析仪器', figures: { machineMinutes: 135 } },
    { key: '物理性能测试仪器', figures: { machineMinutes: 30 } },
  ]);
});

test('of too many units the largest are named and the others told together', async () => {
  await mdj.kernel.transact(systemCaller('mdj', 'many'), async (tx) => {
    for (let unit = 1; unit <= MOST_PARTS.units + 20; unit += 1)
      tx.count('machineMinutes', unit, { unitId: `mdj:unit:${unit}`, at: new Date('2011-07-10T00:00:00Z') });
  });
  await mdj.kernel.settled();
  await tell();
  const [month] = (await hlj.link.figures?.()) ?? [];
  expect(month?.units).toHaveLength(MOST_PARTS.units + 1);
  expect(month?.units?.[0]).toEqual({ key: null, figures: { machineMinutes: (20 * 21) / 2 } });
});

/** An event of mdj's as software of its own might send it. */
async function told(version: number, payload: Readonly<Record<string, unknown>>): Promise<void> {
  await mdj.kernel.transact(systemCaller('mdj', `told-${version}`), (tx) =>
    mdj.link.deliver(tx, 'hlj', {
      type: 'statistics.counted',
      recordId: 'mdj:statistics:2011-09',
      version,
      payload: { month: '2011-09', version, ...payload },
    }),
  );
  await mdj.link.settle();
  await hlj.kernel.settled();
}

test('an older platform tells months only; parts that are not its own or do not add up are left out, what is no figure as a whole', async () => {
  const figures = { machineMinutes: 60 };
  const kept = { platform: 'mdj', month: '2011-09', figures };
  const part = (key: string | null, machineMinutes = 60) => [{ key, figures: { machineMinutes } }];
  await told(1, { figures });
  expect(await hlj.link.figures?.()).toEqual([kept]);
  const categories = part('分析仪器');
  const wrong = [
    { units: part(UNIT, 59), categories },
    { units: part('hlj:unit:1'), categories },
    { units: [...part(UNIT, 30), ...part(UNIT, 30)], categories },
    { units: part(UNIT), categories: part('x'.repeat(201)) },
    { units: [{ key: UNIT, figures: { machineMinutes: '60' } }], categories },
    { units: part(UNIT) },
  ];
  for (const [index, parts] of wrong.entries()) {
    await told(index + 2, { figures, ...parts });
    expect(await hlj.link.figures?.(), JSON.stringify(parts)).toEqual([kept]);
  }
  await told(20, { figures, units: part(UNIT), categories });
  expect(await hlj.link.figures?.()).toEqual([{ ...kept, units: part(UNIT), categories }]);
  await told(21, { figures: { machineMinutes: 1.5 } });
  await told(22, { figures: null });
  await told(23, { figures, month: '2011-13' });
  expect(await hlj.link.figures?.()).toHaveLength(1);
});
