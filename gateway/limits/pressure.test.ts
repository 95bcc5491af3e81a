import { afterEach, describe, expect, it } from 'vitest';
import { ColdLane } from './cold-lane.ts';
import { HeavyLanes } from './heavy-lane.ts';
import { Pressure, type ShedReason } from './pressure.ts';
import { Turns } from './turns.ts';

let pressure: Pressure;
let shed: ShedReason[] = [];

function start(
  limits: Partial<{ maxInFlight: number; maxEventLoopDelayMs: number; maxRssBytes: number }>,
  onMemoryPressure?: () => void,
): void {
  shed = [];
  pressure = new Pressure({
    limits: { maxInFlight: 1_000, maxEventLoopDelayMs: 60_000, maxRssBytes: 64 * 2 ** 30, ...limits },
    onShed: (reason) => shed.push(reason),
    ...(onMemoryPressure === undefined ? {} : { onMemoryPressure }),
  });
}

/** Keeps the event loop from turning. */
function block(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 1));

afterEach(() => pressure.stop());

describe('pressure', () => {
  it('turns requests away while the event loop runs late, documents to be read first', async () => {
    start({ maxEventLoopDelayMs: 200 });
    await turn();
    block(900);
    await expect.poll(() => pressure.delayMs, { interval: 1 }).toBeGreaterThan(100);
    expect(() => pressure.admitCold()).toThrow(
      expect.objectContaining({ code: 'OVERLOADED', options: expect.objectContaining({ retryAfterSeconds: 2 }) }),
    );
    block(900);
    block(900);
    await expect.poll(() => pressure.delayMs, { interval: 1 }).toBeGreaterThan(200);
    expect(() => pressure.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    expect(shed).toEqual(['event-loop', 'event-loop']);
    await expect.poll(() => pressure.delayMs, { timeout: 20_000 }).toBeLessThan(100);
    pressure.enter();
    pressure.leave();
  });

  it('empties caches near the memory ceiling and turns requests away above it', async () => {
    let emptied = 0;
    start({ maxRssBytes: 1_000_000 }, () => emptied++);
    await expect.poll(() => emptied).toBeGreaterThan(0);
    expect(() => pressure.enter()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    expect(() => pressure.admitCold()).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
    expect(shed).toEqual(['memory', 'memory']);
  });

  it('lets fewer in at once while what is in makes it late, and more again after', async () => {
    // A busy machine makes the loop late by itself, though hardly by a second.
    start({ maxInFlight: 500, maxEventLoopDelayMs: 2_000 });
    await turn();
    for (let count = 0; count < 200; count++) pressure.enter();
    block(2_500);
    await expect.poll(() => pressure.inFlightLimit, { interval: 1 }).toBeLessThan(200);
    expect(() => pressure.enter()).toThrow();
    for (let count = 0; count < 200; count++) pressure.leave();
    await expect.poll(() => pressure.inFlightLimit, { timeout: 20_000 }).toBe(500);
  });

  it('counts in and out', () => {
    start({ maxInFlight: 1 });
    pressure.enter();
    expect(() => pressure.enter()).toThrow();
    pressure.leave();
    pressure.enter();
    expect([pressure.inFlight, shed]).toEqual([1, ['in-flight']]);
  });
});

describe('the cold lane', () => {
  it('lets one document in per turn of the event loop, in order', async () => {
    start({});
    const lane = new ColdLane({ maxColdQueue: 10, maxColdWaitMs: 60_000 }, pressure, new Turns(pressure));
    const order: string[] = [];
    const entered = [1, 2, 3].map((number) => lane.enter().then(() => order.push(`document ${number}`)));
    const between = (async () => {
      for (let turns = 0; turns < 3; turns++) {
        await new Promise((resolve) => setImmediate(resolve));
        order.push('others');
      }
    })();
    await Promise.all([...entered, between]);
    expect(order.filter((entry) => entry !== 'others')).toEqual(['document 1', 'document 2', 'document 3']);
    expect(order.indexOf('others')).toBeLessThan(order.indexOf('document 3'));
  });

  it('turns away those who would wait behind too many', async () => {
    start({});
    const lane = new ColdLane({ maxColdQueue: 2, maxColdWaitMs: 60_000 }, pressure, new Turns(pressure));
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => lane.enter()));
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(2);
    expect(shed).toEqual(['cold-queue', 'cold-queue']);
    await lane.enter();
  });

  it('turns away those whose turn does not come in time', async () => {
    start({});
    const lane = new ColdLane({ maxColdQueue: 10, maxColdWaitMs: 1 }, pressure, new Turns(pressure));
    await turn();
    block(500);
    await expect.poll(() => pressure.delayMs, { interval: 1 }).toBeGreaterThan(50);
    const first = lane.enter();
    const second = lane.enter();
    // The first takes long while the loop is late already: the pause after it is longer than the second may wait.
    block(200);
    await expect(second).rejects.toMatchObject({ code: 'OVERLOADED' });
    await first;
    expect(shed).toEqual(['cold-queue']);
  });
});

describe('the heavy lane', () => {
  const limits = { maxHeavy: 2, maxHeavyQueue: 2, maxHeavyWaitMs: 60_000 };

  it('lets so many run at once, the next when one has ended, and turns away those beyond its queue', async () => {
    start({});
    const lane = new HeavyLanes(limits, pressure);
    const running: number[] = [];
    const leaves = [1, 2, 3, 4, 5].map(async (number) => {
      const leave = await lane.enter('wang');
      running.push(number);
      return leave;
    });
    const others = await lane.enter('li');
    others();
    await expect(leaves[4]).rejects.toMatchObject({ code: 'OVERLOADED' });
    expect([running, shed]).toEqual([[1, 2], ['heavy-queue']]);
    (await leaves[0])?.();
    await leaves[2];
    expect(running).toEqual([1, 2, 3]);
    for (const leave of leaves.slice(1, 3)) (await leave)?.();
    (await leaves[3])?.();
    (await lane.enter('wang'))();
    expect(running).toEqual([1, 2, 3, 4]);
    await expect.poll(() => lane.size).toBe(0);
  });

  it('gives the place of one that only waits for a subgraph to the next', async () => {
    start({});
    const lane = new HeavyLanes({ ...limits, maxHeavy: 1 }, pressure);
    const slow = await lane.enter('wang');
    const next = await lane.enter('wang');
    slow();
    const waiting = lane.enter('wang');
    next();
    (await waiting)();
  });

  it('turns away those whose turn does not come in time', async () => {
    start({});
    const lane = new HeavyLanes({ ...limits, maxHeavy: 1, maxHeavyWaitMs: 1 }, pressure);
    const leave = await lane.enter('wang');
    await expect(lane.enter('wang')).rejects.toMatchObject({ code: 'OVERLOADED' });
    leave();
  });
});
