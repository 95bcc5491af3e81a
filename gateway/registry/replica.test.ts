import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { composeSupergraph, type SubgraphSource } from '../compose.ts';
import { fetchSdl } from './fetch-sdl.ts';
import { LastGood } from './last-good.ts';
import { MemoryRegistryStore } from './memory-store.ts';
import { Registry } from './registry.ts';
import { type GenerationLoader, initialGeneration, RegistryReplica } from './replica.ts';

const head = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const tides = (fields: string): SubgraphSource => ({
  name: 'tides',
  sdl: `${head} type Query { ${fields} }`,
  origin: 'core',
});
const put = (subgraph: SubgraphSource) => ({ kind: 'put', subgraph, by: 'wang' }) as const;

class TestLoader implements GenerationLoader {
  serving: string | undefined;
  refuse: 'nothing' | 'check' | 'activate' = 'nothing';
  switches = 0;

  async check(): Promise<void> {
    if (this.refuse === 'check') throw new Error('out of memory');
  }

  async activate({ supergraphSdl }: { supergraphSdl: string }): Promise<void> {
    if (this.refuse === 'activate') throw new Error('planner crashed');
    this.serving = supergraphSdl;
    this.switches++;
  }
}

let store: MemoryRegistryStore;
let registry: Registry;
let replicas: RegistryReplica[];
let directory: string;

beforeEach(async () => {
  store = new MemoryRegistryStore();
  registry = new Registry({ store, timeoutMs: 5_000 });
  replicas = [];
  directory = await mkdtemp(join(tmpdir(), 'mudan-registry-'));
});
afterEach(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await rm(directory, { recursive: true });
});

async function startReplica(id: string, loader: GenerationLoader, lastGood?: LastGood): Promise<void> {
  const replica = new RegistryReplica({ id, store, loader, lastGood, pollMs: 10, goneAfterMs: 2_000 });
  replicas.push(replica);
  await store.beat(id, new Date());
  replica.start(undefined);
}

describe('a change', () => {
  it('is served by every replica when apply returns', async () => {
    const loaders = [new TestLoader(), new TestLoader(), new TestLoader()];
    await Promise.all(loaders.map((loader, index) => startReplica(`r${index}`, loader)));
    const result = await registry.apply(put(tides('height: Int')));
    expect(result).toMatchObject({
      outcome: 'active',
      generation: { number: 1, change: 'add tides', createdBy: 'wang' },
    });
    for (const loader of loaders) expect(loader.serving).toContain('height');
    expect(await registry.apply(put(tides('height: Int speed: Int')))).toMatchObject({
      outcome: 'active',
      generation: { number: 2, change: 'update tides' },
    });
    expect((await registry.history()).map(({ number, status }) => [number, status])).toEqual([
      [2, 'active'],
      [1, 'superseded'],
    ]);
  });

  it('that one replica can’t load is served by none', async () => {
    const good = new TestLoader();
    const bad = new TestLoader();
    await Promise.all([startReplica('good', good), startReplica('bad', bad)]);
    await registry.apply(put(tides('height: Int')));
    bad.refuse = 'check';
    const result = await registry.apply(put(tides('height: Int speed: Int')));
    expect(result).toMatchObject({
      outcome: 'rolled-back',
      reason: 'bad: out of memory',
      generation: { status: 'failed' },
    });
    for (const { serving, switches } of [good, bad]) expect([serving?.includes('speed'), switches]).toEqual([false, 1]);
  });

  it('that fails while switching is undone everywhere', async () => {
    const good = new TestLoader();
    const bad = new TestLoader();
    await Promise.all([startReplica('good', good), startReplica('bad', bad)]);
    await registry.apply(put(tides('height: Int')));
    bad.refuse = 'activate';
    const result = await registry.apply(put(tides('height: Int speed: Int')));
    expect(result).toMatchObject({ outcome: 'rolled-back', reason: 'bad: planner crashed' });
    await expect.poll(() => good.serving?.includes('speed')).toBe(false);
    expect((await registry.active())?.number).toBe(1);
  });

  it('that a replica which serves nothing yet can’t serve is not called done', async () => {
    const bad = new TestLoader();
    bad.refuse = 'activate';
    await startReplica('bad', bad);
    expect(await registry.apply(put(tides('height: Int')))).toMatchObject({
      outcome: 'incomplete',
      reason: 'bad: planner crashed',
    });
  });

  it('waits for no replica that is gone', async () => {
    await store.beat('gone', new Date(Date.now() - 60_000));
    await startReplica('here', new TestLoader());
    expect(await registry.apply(put(tides('height: Int')))).toMatchObject({ outcome: 'active' });
  });

  it('is given up when no replica answers', async () => {
    const impatient = new Registry({ store, timeoutMs: 120 });
    expect(await impatient.apply(put(tides('height: Int')))).toMatchObject({
      outcome: 'rolled-back',
      reason: 'the replicas did not answer in time',
    });
    expect(await store.staged()).toBeUndefined();
  });

  it('that was left staged by somebody who is gone is given up', async () => {
    const old = {
      supergraphSdl: '',
      services: [],
      createdAt: new Date(Date.now() - 3_600_000),
      createdBy: 'gone',
      change: 'old',
      hints: [],
    };
    await store.stage(old, undefined);
    await startReplica('r', new TestLoader());
    await expect.poll(() => store.staged()).toBeUndefined();
    expect(await registry.apply(put(tides('height: Int')))).toMatchObject({
      outcome: 'active',
      generation: { number: 2 },
    });
  });

  it('is one at a time', async () => {
    await startReplica('r', new TestLoader());
    const results = await Promise.all([registry.apply(put(tides('a: Int'))), registry.apply(put(tides('b: Int')))]);
    expect(results.map(({ outcome }) => outcome).sort()).toEqual(['active', 'busy']);
  });

  it('that composes to nothing new changes nothing', async () => {
    await startReplica('r', new TestLoader());
    await registry.apply(put(tides('height: Int')));
    expect(await registry.apply(put(tides('height: Int')))).toMatchObject({ outcome: 'accepted' });
    expect(await registry.history()).toHaveLength(1);
  });

  it('that is refused changes nothing', async () => {
    const loader = new TestLoader();
    await startReplica('r', loader);
    await registry.apply(put(tides('height: Int')));
    expect(await registry.apply(put({ name: 'other', sdl: `${head} type Query { height: Int }` }))).toMatchObject({
      outcome: 'refused',
      problems: [{ check: 'composition' }],
    });
    expect(await registry.apply({ kind: 'remove', name: 'nothing', by: 'wang' })).toEqual({
      outcome: 'unknown',
      what: 'nothing',
    });
    expect([(await registry.history()).length, loader.switches]).toEqual([1, 1]);
  });

  it('can be taken back', async () => {
    const loader = new TestLoader();
    await startReplica('r', loader);
    await registry.apply(put(tides('height: Int')));
    await registry.apply(put(tides('height: Int speed: Int')));
    expect(await registry.rollBack(1, 'li')).toMatchObject({
      outcome: 'active',
      generation: { number: 3, change: 'roll back to 1', createdBy: 'li' },
    });
    expect(loader.serving).not.toContain('speed');
    expect(await registry.rollBack(99, 'li')).toEqual({ outcome: 'unknown', what: '99' });
  });
});

describe('a breaking change', () => {
  const seen = (text: string, daysAgo: number) => ({
    hash: text,
    text,
    name: 'Today',
    lastSeen: new Date(Date.now() - daysAgo * 86_400_000),
    count: 7,
  });
  const both = tides('height: Int! speed(unit: String): Int');

  beforeEach(async () => {
    await startReplica('r', new TestLoader());
    await registry.apply(put(both));
  });

  it.each([
    ['removes a field in use', 'height: Int!', 'speed'],
    ['makes an argument required', 'height: Int! speed(unit: String!): Int', 'unit'],
    ['makes a field nullable that is read', 'height: Int speed(unit: String): Int', 'height'],
  ])('that %s is refused', async (_, fields, mentions) => {
    await store.recordOperations([seen('query Today { height speed }', 29)]);
    const result = await registry.check(put(tides(fields)));
    expect(result).toMatchObject({
      outcome: 'refused',
      problems: expect.arrayContaining([expect.objectContaining({ check: 'breaking', severity: 'error' })]),
    });
    expect(JSON.stringify(result)).toMatch(new RegExp(`Today \\(seen 7 times.*${mentions}`));
  });

  it('that nobody would notice is allowed and said', async () => {
    await store.recordOperations([
      seen('query Today { height }', 1),
      seen('query Old { speed }', 31),
      seen('query Wrong { never }', 1),
    ]);
    const result = await registry.check(put(tides('height: Int!')));
    expect(result).toMatchObject({
      outcome: 'accepted',
      problems: [{ check: 'breaking', severity: 'warning', coordinate: 'Query.speed' }],
    });
  });
});

describe('a replica that restarts while everything else is down', () => {
  it('serves what it served last', async () => {
    const file = join(directory, 'deep', 'last-good');
    await startReplica('r', new TestLoader(), new LastGood(file));
    await registry.apply(put(tides('height: Int')));
    const down = new Proxy(store, { get: () => () => Promise.reject(new Error('no database')) });
    const initial = await initialGeneration(down, new LastGood(file));
    expect(initial).toMatchObject({ number: 1, services: [{ name: 'tides' }] });
    expect(composeSupergraph(initial?.services ?? [])).toMatchObject({ ok: true });
  });

  it('does not serve half a file', async () => {
    const file = join(directory, 'last-good');
    await new LastGood(file).write({ number: 1, supergraphSdl: 'x'.repeat(1_000), services: [] });
    const whole = await readFile(file, 'utf8');
    await writeFile(file, whole.slice(0, 500));
    await expect(new LastGood(file).read()).rejects.toThrow('is damaged');
    expect(await new LastGood(join(directory, 'none')).read()).toBeUndefined();
  });

  it('serves on and catches up when the store comes back', async () => {
    const loader = new TestLoader();
    let down = false;
    const flaky = new Proxy(store, {
      get(target, name: keyof MemoryRegistryStore) {
        const method = target[name] as (...args: unknown[]) => unknown;
        return (...args: unknown[]) => (down ? Promise.reject(new Error('no database')) : method.apply(target, args));
      },
    });
    const replica = new RegistryReplica({ id: 'r', store: flaky, loader, pollMs: 10 });
    replicas.push(replica);
    replica.start(undefined);
    await registry.apply(put(tides('height: Int')));
    down = true;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(loader.serving).toContain('height');
    down = false;
    expect(await registry.apply(put(tides('height: Int speed: Int')))).toMatchObject({ outcome: 'active' });
  });
});

describe('fetching an SDL', () => {
  const serve = async (body: string, status = 200, headers: Record<string, string> = {}) => {
    const server = createServer((_request, response) => response.writeHead(status, headers).end(body));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
  };

  it.each([
    ['its SDL', '{"data":{"_service":{"sdl":"type Query { a: Int }"}}}', 200, 'type Query { a: Int }'],
    ['no redirect', '', 307, 'status 307'],
    ['no HTML', '<html>', 200, 'did not answer with JSON'],
    ['no other JSON', '{"data":null}', 200, 'is it a federation subgraph'],
  ])('takes %s', async (_, body, status, expected) => {
    const { url, close } = await serve(body, status, { location: 'http://169.254.169.254/' });
    const outcome = await fetchSdl(url).catch((error: Error) => error.message);
    expect(outcome).toContain(expected);
    close();
  });

  it('takes no other kind of URL', async () => {
    await expect(fetchSdl('file:///etc/passwd')).rejects.toThrow('http or https');
    await expect(fetchSdl('http://127.0.0.1:1/')).rejects.toThrow('did not answer');
  });
});
