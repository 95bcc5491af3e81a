import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createGatewayMetrics } from '../telemetry/metrics.ts';
import { ANONYMOUS } from '../testing.ts';
import { remoteTransport } from '../transport-remote.ts';
import type { SubgraphRequest, SubgraphTransport } from '../types.ts';
import { type Limits, limitsFrom } from './defaults.ts';
import { withResilience } from './resilience.ts';

let server: Server;
let transport: SubgraphTransport;
let calls = 0;

/** A real subgraph over a real socket that behaves as told. */
async function subgraph(behave: RequestListener, overrides: Partial<Limits> = {}) {
  calls = 0;
  server = createServer((request, response) => {
    calls++;
    behave(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const metrics = createGatewayMetrics();
  const make = withResilience(({ name }) => remoteTransport({ name, url }), {
    limits: limitsFrom({ subgraphTimeoutMs: 300, ...overrides }),
    metrics,
  });
  transport = make({ name: 'reviews', url });
  return metrics;
}

function fetchOf(kind: 'query' | 'mutation' = 'query', withinMs = 10_000): SubgraphRequest {
  const deadline = performance.now() + withinMs;
  const context = {
    identity: ANONYMOUS,
    correlationId: 'test-1234',
    locale: 'en' as const,
    headers: {},
    signal: new AbortController().signal,
    deadline,
  };
  return { subgraph: 'reviews', query: '{ a }', kind, variables: {}, context };
}

const answer: RequestListener = (_request, response) => response.end('{"data":{"a":1}}');
const reset: RequestListener = (request) => request.socket.destroy();

afterEach(async () => {
  await transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('a subgraph in trouble', () => {
  it('is tried again once when a query got no answer', async () => {
    const metrics = await subgraph((request, response) =>
      calls === 1 ? reset(request, response) : answer(request, response),
    );
    expect(await transport.execute(fetchOf())).toEqual({ data: { a: 1 } });
    expect(calls).toBe(2);
    expect(await metrics.registry.metrics()).toContain('mudan_gateway_subgraph_retries_total{subgraph="reviews"} 1');
  });

  it('never gets a mutation twice', async () => {
    await subgraph(reset);
    await expect(transport.execute(fetchOf('mutation'))).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(calls).toBe(1);
  });

  it('is not asked again because it is slow', async () => {
    const metrics = await subgraph(() => {});
    await expect(transport.execute(fetchOf())).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    expect(calls).toBe(1);
    expect(await metrics.registry.metrics()).toContain(
      'mudan_gateway_subgraph_failures_total{subgraph="reviews",code="SUBGRAPH_TIMEOUT"} 1',
    );
  });

  it('runs out of retries when everything fails', async () => {
    await subgraph(reset, { breakerMinimumRps: 1_000 });
    for (let count = 0; count < 20; count++) await transport.execute(fetchOf()).catch(() => {});
    expect(calls).toBeLessThan(20 + 8);
  });

  it('is left alone by the breaker, then tried, then used again', async () => {
    let broken = true;
    const metrics = await subgraph(
      (request, response) => (broken ? reset(request, response) : answer(request, response)),
      { breakerOpenMs: 150, subgraphRetries: 0 },
    );
    for (let count = 0; count < 30; count++) await transport.execute(fetchOf()).catch(() => {});
    const before = calls;
    expect(before).toBeLessThan(30);
    await expect(transport.execute(fetchOf())).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
    expect(calls).toBe(before);
    expect(await metrics.registry.metrics()).toContain('mudan_gateway_breaker_state{subgraph="reviews"} 2');
    broken = false;
    await expect
      .poll(() => transport.execute(fetchOf()).catch(() => undefined), { timeout: 5_000 })
      .toEqual({ data: { a: 1 } });
    expect(await metrics.registry.metrics()).toContain('mudan_gateway_breaker_state{subgraph="reviews"} 0');
  });

  it('is found out when it hangs, however well it answered before', async () => {
    let hangs = false;
    await subgraph((request, response) => (hangs ? undefined : answer(request, response)), {
      subgraphTimeoutMs: 500,
      breakerTimeouts: 3,
    });
    for (let count = 0; count < 30; count++) await transport.execute(fetchOf());
    hangs = true;
    const codes: unknown[] = [];
    for (let count = 0; count < 5; count++)
      await transport.execute(fetchOf()).catch(({ code }: { code: string }) => codes.push(code));
    const timeouts = ['SUBGRAPH_TIMEOUT', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_TIMEOUT'];
    expect(codes).toEqual([...timeouts, 'SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_UNAVAILABLE']);
    expect(calls).toBe(33);
  });

  it('is not blamed for requests that had no time left', async () => {
    await subgraph(() => {}, { breakerTimeouts: 1 });
    for (let count = 0; count < 3; count++)
      await expect(transport.execute(fetchOf('query', 10))).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    await expect(transport.execute(fetchOf())).rejects.toMatchObject({ code: 'SUBGRAPH_TIMEOUT' });
    await expect(transport.execute(fetchOf())).rejects.toMatchObject({ code: 'SUBGRAPH_UNAVAILABLE' });
  });

  it('is not opened by answers that carry errors', async () => {
    await subgraph((_request, response) => response.writeHead(200).end('{"errors":[{"message":"no"}]}'));
    for (let count = 0; count < 30; count++) await transport.execute(fetchOf());
    expect(calls).toBe(30);
  });

  it('takes so many at once and queues so many', async () => {
    const held: (() => void)[] = [];
    await subgraph((request, response) => held.push(() => answer(request, response)), {
      bulkheadConcurrent: 2,
      bulkheadQueue: 1,
      subgraphTimeoutMs: 5_000,
    });
    const running = [fetchOf(), fetchOf(), fetchOf()].map((request) => transport.execute(request));
    await expect(transport.execute(fetchOf())).rejects.toMatchObject({ code: 'SUBGRAPH_BUSY' });
    await expect.poll(() => held.length).toBe(2);
    for (let released = 0; released < 3; released++) {
      await expect.poll(() => held.length).toBeGreaterThan(released);
      held[released]?.();
    }
    expect(await Promise.all(running)).toHaveLength(3);
  });
});
