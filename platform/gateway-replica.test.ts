import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { composeSupergraph, type SubgraphSource } from '../gateway/compose.ts';
import { createGatewayServer } from '../gateway/front-server.ts';
import { PlatformGateway } from '../gateway/platform-gateway.ts';
import { LastGood } from '../gateway/registry/last-good.ts';
import { MemoryRegistryStore } from '../gateway/registry/memory-store.ts';
import { Registry } from '../gateway/registry/registry.ts';
import { createLogger } from '../gateway/telemetry/logger.ts';
import { createGatewayMetrics } from '../gateway/telemetry/metrics.ts';
import { remoteTransport } from '../gateway/transport-remote.ts';
import { addressesOf, followRegistry, startingPoint } from './gateway-replica.ts';

const head = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const own: SubgraphSource = { name: 'own', sdl: `${head} type Query { own: Int }` };
const directory = mkdtempSync(join(tmpdir(), 'mudan-gateway-replica-'));
let subgraphs: Server;
let origin: string;

beforeAll(async () => {
  subgraphs = createServer((request, response) => {
    request.resume();
    response.end(request.url === '/own' ? '{"data":{"own":1}}' : '{"data":{"tides":2}}');
  });
  await new Promise<void>((resolve) => subgraphs.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(subgraphs.address() as AddressInfo).port}`;
});
afterAll(() => {
  subgraphs.closeAllConnections();
  subgraphs.close();
  rmSync(directory, { recursive: true, force: true });
});

function fileSource() {
  const composed = composeSupergraph([{ ...own, url: `${origin}/own` }]);
  if (!composed.ok) throw new Error(composed.errors.join());
  return { supergraphSdl: composed.supergraphSdl, services: [own] };
}

/** A gateway as `mudan gateway` runs it. */
async function start(store: MemoryRegistryStore) {
  const file = fileSource();
  const parts = {
    store,
    lastGood: new LastGood(join(directory, 'last-good')),
    addresses: addressesOf(file.supergraphSdl),
  };
  const { number, ...source } = await startingPoint(parts, file);
  const metrics = createGatewayMetrics();
  const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
  const transports = ({ name, url }: { name: string; url: string | undefined }) =>
    remoteTransport({ name, url: url ?? '' });
  const gateway = new PlatformGateway({ ...source, transports, logger: quiet });
  await gateway.load();
  const replica = followRegistry(gateway, parts, number, metrics);
  const limits = { maxEventLoopDelayMs: 60_000, maxRssBytes: 64 * 2 ** 30 };
  const authenticate = async () => ({ key: 'test', scopes: new Set<string>(), anonymous: true, claims: null });
  const server = await createGatewayServer({
    gateway,
    authenticate,
    metrics,
    limits,
    port: 0,
    logger: createLogger({ level: 'silent' }),
  });
  const ask = async (query: string) => {
    const response = await fetch(server.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query }),
    });
    return response.json();
  };
  const close = async () => {
    await replica.stop();
    await server.close(100);
    await gateway.stop();
  };
  return { ask, close };
}

it('follows the registry of a platform, and serves its last generation when that is gone', async () => {
  const store = new MemoryRegistryStore();
  const registry = new Registry({ store });
  const first = await start(store);
  const { supergraphSdl, services } = fileSource();
  expect(await registry.adopt({ supergraphSdl, services, hints: [] }, 'platform', 'own')).toMatchObject({
    outcome: 'active',
  });
  const tides = {
    name: 'tides',
    sdl: `${head} type Query { tides: Int }`,
    url: `${origin}/tides`,
    origin: 'partner' as const,
  };
  expect(await registry.apply({ kind: 'put', subgraph: tides, by: 'test' })).toMatchObject({ outcome: 'active' });
  expect(await first.ask('{ own tides }')).toEqual({ data: { own: 1, tides: 2 } });
  await first.close();

  const down = new Proxy(store, { get: () => () => Promise.reject(new Error('no database')) });
  const second = await start(down);
  expect(await second.ask('{ own tides }')).toEqual({ data: { own: 1, tides: 2 } });
  await second.close();
});

it('does not load a generation whose subgraphs it cannot reach', async () => {
  const store = new MemoryRegistryStore();
  const registry = new Registry({ store });
  const replica = await start(store);
  const other = { ...own, name: 'elsewhere', sdl: `${head} type Query { other: Int }` };
  const composed = composeSupergraph([own, other]);
  if (!composed.ok) throw new Error(composed.errors.join());
  const result = await registry.adopt(
    { supergraphSdl: composed.supergraphSdl, services: [own, other], hints: [] },
    'platform',
    'more',
  );
  expect(result).toMatchObject({
    outcome: 'rolled-back',
    reason: expect.stringContaining('No HTTP address is given for the subgraph elsewhere'),
  });
  expect(await replica.ask('{ own }')).toEqual({ data: { own: 1 } });
  await replica.close();
});
