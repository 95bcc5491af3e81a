import {
  type Attributes,
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-node';
import { GatewayError } from '../errors.ts';
import type { SubgraphRequest, SubgraphTransport, TransportFactory } from '../types.ts';

export interface TracingOptions {
  /** OTLP over HTTP, such as `http://collector:4318/v1/traces`. Undefined: nothing leaves the process unless `processors` do. */
  readonly endpoint?: string | undefined;
  readonly serviceName?: string | undefined;
  /** Go on with the trace of a caller that sends `traceparent`. Off by default: anybody may send one. */
  readonly trustInbound?: boolean | undefined;
  /** Where spans go instead, such as to memory in tests. */
  readonly processors?: readonly SpanProcessor[] | undefined;
}

type Headers = Readonly<Record<string, string>>;

export interface RequestSpan {
  /** What the request's context forwards, so that fetches find their parent. */
  readonly headers: Headers;
  end(attributes: Attributes, failed: boolean): void;
}

/** Traces of requests through to subgraphs. Spans tell kinds, names and codes; never documents, variables, identities or addresses. */
export interface Tracing {
  startRequest(inbound: Readonly<Record<string, string | string[] | undefined>>): RequestSpan;
  /** One span per fetch; the subgraph gets it as `traceparent`. */
  transports(factory: TransportFactory): TransportFactory;
  shutdown(): Promise<void>;
}

/** W3C Trace Context: version, trace id, parent id, flags. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/** Starts tracing with a provider of its own: two gateways in one process don't mix their spans. Costs some 10 µs per span. */
export function createTracing(options: TracingOptions): Tracing {
  const exporters =
    options.endpoint === undefined ? [] : [new BatchSpanProcessor(new OTLPTraceExporter({ url: options.endpoint }))];
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': options.serviceName ?? 'mudan-gateway' }),
    spanProcessors: [...exporters, ...(options.processors ?? [])],
  });
  return new ProviderTracing(provider, options.trustInbound ?? false, () => provider.shutdown());
}

class ProviderTracing implements Tracing {
  readonly #tracer: Tracer;
  readonly #trustInbound: boolean;
  readonly shutdown: () => Promise<void>;

  constructor(provider: TracerProvider, trustInbound: boolean, shutdown: () => Promise<void>) {
    this.#tracer = provider.getTracer('mudan-gateway');
    this.#trustInbound = trustInbound;
    this.shutdown = shutdown;
  }

  startRequest(inbound: Readonly<Record<string, string | string[] | undefined>>): RequestSpan {
    const parent = this.#trustInbound ? parentOf(inbound.traceparent) : ROOT_CONTEXT;
    const span = this.#tracer.startSpan('graphql.request', { kind: SpanKind.SERVER }, parent);
    return { headers: headersOf(span), end: (attributes, failed) => end(span, attributes, failed) };
  }

  transports(factory: TransportFactory): TransportFactory {
    return (subgraph) => {
      const transport = factory(subgraph);
      return { execute: (request) => this.#fetch(transport, request), close: () => transport.close() };
    };
  }

  async #fetch(transport: SubgraphTransport, request: SubgraphRequest) {
    const { context, subgraph, kind } = request;
    const parent = parentOf(context.headers.traceparent);
    const span = this.#tracer.startSpan(
      'graphql.fetch',
      { kind: SpanKind.CLIENT, attributes: { 'mudan.subgraph': subgraph, 'graphql.operation.type': kind } },
      parent,
    );
    try {
      const headers = { ...context.headers, ...headersOf(span) };
      const response = await transport.execute({ ...request, context: { ...context, headers } });
      end(span, { 'mudan.errors': response.errors?.length ?? 0 }, false);
      return response;
    } catch (error) {
      end(span, { 'error.type': GatewayError.from(error).code }, true);
      throw error;
    }
  }
}

function parentOf(traceparent: unknown): Context {
  const match = typeof traceparent === 'string' ? TRACEPARENT.exec(traceparent) : null;
  const [, traceId, spanId, flags] = match ?? [];
  if (traceId === undefined || spanId === undefined || flags === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  });
}

function headersOf(span: Span): Headers {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return { traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}` };
}

function end(span: Span, attributes: Attributes, failed: boolean): void {
  span.setAttributes(attributes);
  if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}
