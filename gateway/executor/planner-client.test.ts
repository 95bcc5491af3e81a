import { afterEach, describe, expect, it } from 'vitest';
import { composeSupergraph } from '../compose.ts';
import { PlannerClient, type PlannerOptions } from './planner-client.ts';
import { sourcesOf } from './test-gateway.ts';

const composition = composeSupergraph(sourcesOf({ one: { sdl: 'type Query { a: A } type A { next: A id: ID }' } }));
const supergraphSdl = composition.ok ? composition.supergraphSdl : '';

describe('the planner process', () => {
  const open: PlannerClient[] = [];
  const start = async (options?: PlannerOptions): Promise<PlannerClient> => {
    const planner = new PlannerClient(options);
    open.push(planner);
    await planner.load('g', supergraphSdl);
    return planner;
  };
  afterEach(async () => {
    await Promise.all(open.splice(0).map((planner) => planner.close()));
  });

  it('plans', async () => {
    const planner = await start();
    const { plan, planner: by } = await planner.plan('g', '{a{id}}');
    expect(by).toBe('native');
    expect(JSON.parse(plan)).toMatchObject({ node: { kind: 'Fetch', serviceName: 'one' } });
  });

  it('dies of a document that crashes it, and plans the next one all the same', async () => {
    const planner = await start();
    const first = planner.pid;
    const cycle = 'query{...A} fragment A on Query{...B} fragment B on Query{...A}';
    const [crashed, next] = await Promise.allSettled([planner.plan('g', cycle), planner.plan('g', '{a{id}}')]);
    expect(crashed).toMatchObject({ status: 'rejected' });
    expect(next).toMatchObject({ status: 'fulfilled' });
    expect(first).toBeTypeOf('number');
  });

  it('is replaced when it is killed, with its supergraphs', async () => {
    const planner = await start();
    process.kill(planner.pid as number, 'SIGKILL');
    expect(await planner.plan('g', '{a{id}}')).toMatchObject({ planner: 'native' });
  });

  it('is replaced when it takes too long, and only the document that did is refused', async () => {
    const planner = await start({ timeoutMs: 300 });
    const levels = Array.from(
      { length: 24 },
      (_, level) => `fragment F${level} on A{x:next{...F${level + 1}} y:next{...F${level + 1}}}`,
    );
    const bomb = `{a{...F0}} ${levels.join(' ')} fragment F24 on A{id}`;
    const [slow, next] = await Promise.allSettled([planner.plan('g', bomb), planner.plan('g', '{a{id}}')]);
    expect(slow).toMatchObject({
      status: 'rejected',
      reason: { reason: expect.stringMatching(/timeout|crash|failed/) },
    });
    expect(next).toMatchObject({ status: 'fulfilled' });
  });

  it('falls back to the other planner, except where there is no way to a field', async () => {
    const planner = await start();
    const deep = `{${'a{next{'.slice(0, 2)}${'next{'.repeat(60)}id${'}'.repeat(60)}}}`;
    expect(await planner.plan('g', deep)).toMatchObject({ planner: 'apollo' });
    await expect(planner.plan('g', '{nowhere}')).rejects.toMatchObject({
      reason: expect.stringMatching(/failed|no-plan/),
    });
  });

  it('refuses a supergraph that is none, and says so', async () => {
    const planner = await start();
    await expect(planner.load('bad', 'no SDL {')).rejects.toMatchObject({ name: 'PlannerError' });
    expect(await planner.plan('g', '{a{id}}')).toMatchObject({ planner: 'native' });
  });

  it('ends when it has nothing to do, and is back when it has', async () => {
    const planner = await start({ idleMs: 20 });
    const before = planner.pid;
    while (planner.pid !== undefined) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(await planner.plan('g', '{a{id}}')).toMatchObject({ planner: 'native' });
    expect(planner.pid).not.toBe(before);
  });

  it('refuses what waits when it is closed', async () => {
    const planner = await start();
    await planner.close();
    await expect(planner.plan('g', '{a{id}}')).rejects.toMatchObject({ reason: 'closed' });
  });
});
