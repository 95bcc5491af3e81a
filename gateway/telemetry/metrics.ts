import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** The gateway's Prometheus metrics. One instance per process and registry; docs/gateway-limits.md says which limit moves which. */
export interface GatewayMetrics {
  readonly registry: Registry;
  readonly requests: Counter<'path' | 'status'>;
  readonly duration: Histogram<'path'>;
  readonly refusals: Counter<'code'>;
  readonly errors: Counter<'code'>;
  readonly shed: Counter<'reason'>;
  readonly operationCost: Histogram;
  readonly untrusted: Counter;
  readonly subgraphDuration: Histogram<'subgraph'>;
  readonly subgraphFailures: Counter<'subgraph' | 'code'>;
  readonly subgraphRetries: Counter<'subgraph'>;
  readonly breakerState: Gauge<'subgraph'>;
  readonly generationLoads: Counter<'result'>;
}

/** What is read when somebody asks for the metrics, rather than counted. */
export interface GaugeSources {
  readonly inFlight: () => number;
  readonly inFlightLimit: () => number;
  readonly eventLoopDelayMs: () => number;
  readonly hotDocuments: () => number;
  /** Operations that the engine keeps prepared, their estimated memory, and executions under way. */
  readonly engine: () => { readonly operations: number; readonly operationBytes: number; readonly active: number };
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const POINTS = [1, 3, 10, 30, 100, 300, 1_000, 3_000, 10_000];

export function createGatewayMetrics(registry = new Registry()): GatewayMetrics {
  const registers = [registry];
  if (registry.getSingleMetric('process_cpu_user_seconds_total') === undefined)
    collectDefaultMetrics({ register: registry });
  const counter = <T extends string>(name: string, help: string, labelNames: readonly T[] = []) =>
    new Counter<T>({ name: `mudan_gateway_${name}`, help, labelNames, registers });
  const histogram = <T extends string>(name: string, help: string, buckets: number[], labelNames: readonly T[] = []) =>
    new Histogram<T>({ name: `mudan_gateway_${name}`, help, labelNames, buckets, registers });
  return {
    registry,
    requests: counter('requests_total', 'Requests answered, by path taken and HTTP status', ['path', 'status']),
    duration: histogram('request_duration_seconds', 'Time from headers read to answer ready, by path taken', SECONDS, [
      'path',
    ]),
    refusals: counter('refusals_total', 'Requests refused as a whole, by code', ['code']),
    errors: counter('errors_total', 'Errors inside answers, by code', ['code']),
    shed: counter('shed_total', 'Requests turned away to protect the others, by reason', ['reason']),
    operationCost: histogram('operation_cost', 'Cost of the operations executed, in points', POINTS),
    untrusted: counter('untrusted_documents_total', 'Documents that were not registered while the safelist was on'),
    subgraphDuration: histogram('subgraph_duration_seconds', 'Time of one fetch with its retries', SECONDS, [
      'subgraph',
    ]),
    subgraphFailures: counter('subgraph_failures_total', 'Fetches without an answer, by code', ['subgraph', 'code']),
    subgraphRetries: counter('subgraph_retries_total', 'Further attempts of failed fetches', ['subgraph']),
    breakerState: new Gauge({
      name: 'mudan_gateway_breaker_state',
      help: '0 closed, 1 half open, 2 open',
      labelNames: ['subgraph'],
      registers,
    }),
    generationLoads: counter('generation_loads_total', 'Supergraph generations by result (loaded, refused)', [
      'result',
    ]),
  };
}

/** Registers the gauges of one front. */
export function registerGauges(metrics: GatewayMetrics, sources: GaugeSources): void {
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name: `mudan_gateway_${name}`,
      help,
      registers: [metrics.registry],
      collect() {
        this.set(read());
      },
    });
  gauge('in_flight', 'Requests being served', sources.inFlight);
  gauge('in_flight_limit', 'Requests that may be served at once, as adapted to the event loop', sources.inFlightLimit);
  gauge('event_loop_delay_ms', 'Smoothed lateness of the event loop', sources.eventLoopDelayMs);
  gauge('hot_documents', 'Prepared documents kept by the hot front', sources.hotDocuments);
  gauge('prepared_operations', 'Operations that the engine keeps prepared', () => sources.engine().operations);
  gauge('prepared_operation_bytes', 'Estimated memory of those', () => sources.engine().operationBytes);
  gauge('executions', 'Executions under way', () => sources.engine().active);
}
