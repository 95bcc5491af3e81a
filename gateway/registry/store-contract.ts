import { expect, it } from 'vitest';
import type { NewGeneration, RegistryStore } from './types.ts';

/** What every registry store must do; run by the tests of each. */
export function itKeepsTheRegistryContract(open: () => RegistryStore): void {
  const generation = (change: string): NewGeneration => ({
    supergraphSdl: `# ${change}`,
    services: [{ name: 'tides', sdl: 'type Query { a: Int }', url: 'http://tides.example/', origin: 'partner' }],
    createdAt: new Date('2026-03-01T00:00:00Z'),
    createdBy: 'wang',
    change,
    hints: [{ code: 'H', message: 'hint', coordinate: undefined }],
  });

  it('goes from staged to active to superseded, one staged at a time', async () => {
    const store = open();
    expect([await store.active(), await store.staged(), await store.history(10)]).toEqual([undefined, undefined, []]);
    const first = await store.stage(generation('first'), undefined);
    expect(first).toMatchObject({
      number: 1,
      status: 'staged',
      change: 'first',
      services: [{ name: 'tides', origin: 'partner' }],
      acknowledgements: [],
      reason: undefined,
    });
    expect(first?.createdAt).toEqual(new Date('2026-03-01T00:00:00Z'));
    expect(await store.heads()).toEqual({ active: undefined, staged: 1 });
    expect(await store.stage(generation('meanwhile'), undefined)).toBeUndefined();
    expect([await store.activate(1), await store.activate(1)]).toEqual([true, false]);
    expect(await store.stage(generation('stale base'), undefined)).toBeUndefined();
    expect(await store.stage(generation('second'), 1)).toMatchObject({ number: 2 });
    expect([await store.activate(2), await store.fail(2, 'late')]).toEqual([true, false]);
    expect((await store.history(10)).map(({ number, status }) => [number, status])).toEqual([
      [2, 'active'],
      [1, 'superseded'],
    ]);
    expect((await store.history(1)).length).toBe(1);
  });

  it('fails and rolls back with a reason', async () => {
    const store = open();
    const base = (await store.active())?.number;
    const next = await store.stage(generation('third'), base);
    expect(await store.fail(next?.number ?? 0, 'r1: no')).toBe(true);
    expect(await store.get(next?.number ?? 0)).toMatchObject({ status: 'failed', reason: 'r1: no' });
    const again = await store.stage(generation('fourth'), base);
    await store.activate(again?.number ?? 0);
    expect(await store.rollBack(again?.number ?? 0, base ?? 0, 'r2: crashed')).toBe(true);
    expect(await store.rollBack(again?.number ?? 0, base ?? 0, 'twice')).toBe(false);
    expect(await store.active()).toMatchObject({ number: base, status: 'active' });
    expect(await store.get(again?.number ?? 0)).toMatchObject({ status: 'rolled-back', reason: 'r2: crashed' });
  });

  it('lets one of many stage', async () => {
    const store = open();
    const base = (await store.active())?.number;
    const staged = await Promise.all(
      Array.from({ length: 8 }, (_, index) => store.stage(generation(`race ${index}`), base)),
    );
    expect(staged.filter((record) => record !== undefined)).toHaveLength(1);
    await store.fail((await store.staged())?.number ?? 0, 'race over');
  });

  it('keeps the last word of each replica', async () => {
    const store = open();
    const number = (await store.active())?.number ?? 0;
    await store.acknowledge(number, { replica: 'host.a:1', state: 'loadable', reason: undefined });
    await store.acknowledge(number, { replica: 'host.a:1', state: 'serving', reason: undefined });
    await store.acknowledge(number, { replica: 'b', state: 'failed', reason: 'no memory' });
    const acknowledgements = [...((await store.get(number))?.acknowledgements ?? [])].sort((a, b) =>
      a.replica < b.replica ? -1 : 1,
    );
    expect(acknowledgements).toEqual([
      { replica: 'b', state: 'failed', reason: 'no memory' },
      { replica: 'host.a:1', state: 'serving', reason: undefined },
    ]);
  });

  it('knows who lives', async () => {
    const store = open();
    await store.beat('a', new Date(1_000));
    await store.beat('b', new Date(1_000));
    await store.beat('b', new Date(5_000));
    expect([await store.replicasSince(new Date(500)), await store.replicasSince(new Date(5_000))]).toEqual([
      ['a', 'b'],
      ['b'],
    ]);
    await store.forget('b');
    expect(await store.replicasSince(new Date(2_000))).toEqual([]);
  });

  it('adds up what was seen, and keeps documents once', async () => {
    const store = open();
    const seen = (hash: string, at: number, count: number) => ({
      hash,
      text: `{ ${hash} }`,
      name: undefined,
      lastSeen: new Date(at),
      count,
    });
    await store.recordOperations([seen('a', 1_000, 2), seen('b', 9_000, 1)]);
    await store.recordOperations([seen('a', 8_000, 3)]);
    expect([...(await store.operationsSince(new Date(2_000)))].sort((x, y) => (x.hash < y.hash ? -1 : 1))).toEqual([
      seen('a', 8_000, 5),
      seen('b', 9_000, 1),
    ]);
    expect(await store.operationsSince(new Date(8_500))).toHaveLength(1);
    expect([
      await store.addDocuments({ h1: '{ a }', h2: '{ b }' }, 'portal'),
      await store.addDocuments({ h2: '{ b }', h3: '{ c }' }, 'portal'),
    ]).toEqual([2, 1]);
    expect(await store.documents()).toEqual({ h1: '{ a }', h2: '{ b }', h3: '{ c }' });
  });
}
