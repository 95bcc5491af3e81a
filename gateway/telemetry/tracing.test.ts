import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { describe, expect, it } from 'vitest';
import { GatewayError } from '../errors.ts';
import { ANONYMOUS } from '../testing.ts';
import type { SubgraphRequest } from '../types.ts';
import { createTracing } from './tracing.ts';

const INBOUND = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

function start(trustInbound: boolean) {
  const exporter = new InMemorySpanExporter();
  return { exporter, tracing: createTracing({ processors: [new SimpleSpanProcessor(exporter)], trustInbound }) };
}

function fetchOf(headers: Readonly<Record<string, string>>): SubgraphRequest {
  const context = {
    identity: ANONYMOUS,
    correlationId: 'c',
    locale: 'zh' as const,
    headers,
    signal: new AbortController().signal,
    deadline: 1,
  };
  return { subgraph: 'reviews', query: '{ secretDocument }', kind: 'query', variables: { name: 'Zhang San' }, context };
}

describe('traces', () => {
  it('go through to the subgraphs', async () => {
    const { exporter, tracing } = start(true);
    const request = tracing.startRequest({ traceparent: INBOUND });
    let received: string | undefined;
    const factory = tracing.transports(() => ({
      execute: async ({ context }) => {
        received = context.headers.traceparent;
        return { data: {} };
      },
      close: async () => {},
    }));
    await factory({ name: 'reviews', url: undefined }).execute(fetchOf(request.headers));
    request.end({ 'mudan.path': 'hot' }, false);
    const [fetch, whole] = exporter.getFinishedSpans();
    expect([fetch?.name, whole?.name]).toEqual(['graphql.fetch', 'graphql.request']);
    expect(whole?.spanContext().traceId).toBe('0af7651916cd43dd8448eb211c80319c');
    expect(fetch?.parentSpanContext?.spanId).toBe(whole?.spanContext().spanId);
    expect(received).toBe(`00-${whole?.spanContext().traceId}-${fetch?.spanContext().spanId}-01`);
    expect(JSON.stringify(exporter.getFinishedSpans().map(({ attributes }) => attributes))).not.toMatch(
      /secretDocument|Zhang San/,
    );
    await tracing.shutdown();
  });

  it('start anew unless the caller is trusted, and for what is no traceparent', async () => {
    const untrusting = start(false);
    expect(untrusting.tracing.startRequest({ traceparent: INBOUND }).headers.traceparent).not.toContain(
      '0af7651916cd43dd8448eb211c80319c',
    );
    const trusting = start(true);
    expect(trusting.tracing.startRequest({ traceparent: 'nonsense\r\nx: y' }).headers.traceparent).toMatch(
      /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/,
    );
  });

  it('show failed fetches by code', async () => {
    const { exporter, tracing } = start(false);
    const factory = tracing.transports(() => ({
      execute: () => Promise.reject(new GatewayError('SUBGRAPH_TIMEOUT', { params: { subgraph: 'reviews' } })),
      close: async () => {},
    }));
    await expect(factory({ name: 'reviews', url: undefined }).execute(fetchOf({}))).rejects.toThrow();
    expect(exporter.getFinishedSpans()[0]?.attributes).toMatchObject({
      'error.type': 'SUBGRAPH_TIMEOUT',
      'mudan.subgraph': 'reviews',
    });
  });
});
