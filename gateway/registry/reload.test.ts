import { afterAll, beforeAll, expect, it } from 'vitest';
import { ANONYMOUS } from '../testing.ts';
import { type Stack, type StackSubgraph, startStack } from '../testing-stack.ts';
import { MemoryRegistryStore } from './memory-store.ts';
import { Registry } from './registry.ts';
import { RegistryReplica } from './replica.ts';

const head = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const tides = (fields: string): StackSubgraph => ({
  name: 'tides',
  sdl: `${head} type Query { ${fields} }`,
  resolvers: { Query: { height: () => 3, ...(fields.includes('speed') ? { speed: () => 7 } : {}) } },
});

const store = new MemoryRegistryStore();
const registry = new Registry({ store });
let stacks: Stack[] = [];
let replicas: RegistryReplica[] = [];

beforeAll(async () => {
  const limits = { maxEventLoopDelayMs: 60_000, maxRssBytes: 64 * 2 ** 30, ratePoints: 10_000_000 };
  const start = () => startStack([tides('height: Int')], { authenticate: async () => ANONYMOUS, limits });
  stacks = await Promise.all([start(), start()]);
  replicas = stacks.map(({ gateway, compose }, index) => {
    const loader = {
      check: (source: { supergraphSdl: string; services: readonly StackSubgraph[] }) => gateway.canLoad(source),
      activate: async (source: { supergraphSdl: string; services: readonly StackSubgraph[] }) => {
        compose([tides(source.supergraphSdl.includes('speed') ? 'height: Int speed: Int' : 'height: Int')]);
        await gateway.hotSwap(source);
      },
    };
    return new RegistryReplica({ id: `replica ${index}`, store, loader, pollMs: 20 });
  });
  for (const replica of replicas) replica.start(undefined);
  await registry.adopt(
    { ...(stacks[0]?.compose([tides('height: Int')]) ?? { supergraphSdl: '', services: [] }), hints: [] },
    'test',
    'start',
  );
});
afterAll(async () => {
  await Promise.all(replicas.map((replica) => replica.stop()));
  await Promise.all(stacks.map((stack) => stack.close()));
});

it('changes the graph of two running gateways without a wrong or lost answer', async () => {
  let done = false;
  const wrong: string[] = [];
  let asked = 0;
  const client = async (stack: Stack) => {
    while (!done) {
      const response = await fetch(stack.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ height }"}',
      });
      const text = await response.text();
      asked++;
      if (text !== '{"data":{"height":3}}') wrong.push(text);
    }
  };
  const clients = stacks.flatMap((stack) => [client(stack), client(stack)]);
  for (let round = 0; round < 3; round++) {
    const { name, sdl } = tides('height: Int speed: Int');
    expect(await registry.apply({ kind: 'put', subgraph: { name, sdl }, by: 'test' })).toMatchObject({
      outcome: 'active',
    });
    for (const { url } of stacks) {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ speed }"}',
      });
      expect(await response.json()).toEqual({ data: { speed: 7 } });
    }
    const before = (await registry.active())?.number ?? 0;
    expect(await registry.rollBack(before - 1, 'test')).toMatchObject({ outcome: 'active' });
  }
  done = true;
  await Promise.all(clients);
  expect([wrong, asked > 0]).toEqual([[], true]);
});
