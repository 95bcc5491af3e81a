import { parse } from 'graphql';
import { expect, it } from 'vitest';
import { composeSupergraph, type SubgraphSource } from './compose.ts';
import { PlatformGateway } from './platform-gateway.ts';
import { ANONYMOUS } from './testing.ts';
import type { TransportFactory } from './types.ts';

const head = 'extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])\n';
const sourceOf = (...services: SubgraphSource[]) => {
  const composed = composeSupergraph(services);
  if (!composed.ok) throw new Error(composed.errors.join());
  return { supergraphSdl: composed.supergraphSdl, services };
};
const tides = { name: 'tides', sdl: `${head} type Query { height: Int }` };
const boats = { name: 'boats', sdl: `${head} type Query { boats: Int }` };
const logger = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const transports: TransportFactory = ({ name }) => {
  if (name !== 'tides') throw new Error(`no way to ${name}`);
  return { execute: async () => ({ data: { height: 1 } }), close: async () => {} };
};

it('does not start on a supergraph that it has no way to serve', async () => {
  const gateway = new PlatformGateway({ ...sourceOf(boats), transports, logger });
  await expect(gateway.load()).rejects.toThrow('no way to boats');
  await gateway.stop();
});

it('does not switch to one, and says so', async () => {
  const gateway = new PlatformGateway({ ...sourceOf(tides), transports, logger });
  await gateway.load();
  const before = gateway.currentGeneration();
  await expect(gateway.hotSwap(sourceOf(tides, boats))).rejects.toThrow('no way to boats');
  expect(gateway.currentGeneration()).toBe(before);
  await gateway.stop();
});

it('plans after going back to a supergraph that was being retired', async () => {
  const other = { name: 'tides', sdl: `${head} type Query { height: Int speed: Int }` };
  const gateway = new PlatformGateway({ ...sourceOf(tides), transports, logger, retireAfterMs: 20 });
  await gateway.load();
  await gateway.hotSwap(sourceOf(other));
  await gateway.hotSwap(sourceOf(tides));
  await gateway.canLoad(sourceOf(other));
  await new Promise((resolve) => setTimeout(resolve, 500));
  const source = '{ height }';
  const context = {
    identity: ANONYMOUS,
    correlationId: 'load-test',
    locale: 'en' as const,
    headers: {},
    signal: new AbortController().signal,
    deadline: performance.now() + 10_000,
  };
  const prepared = await gateway.prepare({ source, document: parse(source), operationName: undefined });
  expect((await prepared.execute({}, context)).text).toBe('{"data":{"height":1}}');
  await gateway.stop();
});

it.each([true, false])(
  'refuses what is no supergraph, whether it validates (%s) or trusts that it was composed',
  async (validateSupergraph) => {
    const supergraphSdl = 'type Query { height: Int }';
    const gateway = new PlatformGateway({ supergraphSdl, services: [], transports, logger, validateSupergraph });
    await expect(gateway.load()).rejects.toThrow();
    await gateway.stop();
  },
);
