import {
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
  wrap,
} from 'cockatiel';
import { GatewayError } from '../errors.ts';
import type { GatewayMetrics } from '../telemetry/metrics.ts';
import type { SubgraphRequest, SubgraphResponse, SubgraphTransport, TransportFactory } from '../types.ts';
import { SubgraphBreaker } from './breaker.ts';
import type { Limits } from './defaults.ts';

export interface ResilienceOptions {
  readonly limits: Limits;
  readonly metrics: GatewayMetrics;
  /** Overrides for single subgraphs, by name. */
  readonly perSubgraph?: Readonly<Record<string, Partial<Limits>>>;
}

const RETRY_PAUSE_MS = 25;
/** Retries a quiet subgraph may always have at hand. */
const RETRY_RESERVE = 5;
const FAILURES: ReadonlySet<string> = new Set(['SUBGRAPH_UNAVAILABLE', 'SUBGRAPH_TIMEOUT', 'SUBGRAPH_BAD_ANSWER']);
const STATE_NUMBERS: Readonly<Record<CircuitState, number>> = {
  [CircuitState.Closed]: 0,
  [CircuitState.HalfOpen]: 1,
  [CircuitState.Open]: 2,
  [CircuitState.Isolated]: 2,
};

/**
 * Puts a bulkhead, a breaker, a time limit per attempt and retries of queries before every transport that `factory` makes. What happens to one subgraph
 * stays with it: the others' fetches go on, and the client gets partial data.
 */
export function withResilience(factory: TransportFactory, options: ResilienceOptions): TransportFactory {
  return (subgraph) => new ResilientTransport(factory(subgraph), subgraph.name, options);
}

class ResilientTransport implements SubgraphTransport {
  readonly #transport: SubgraphTransport;
  readonly #name: string;
  readonly #limits: Limits;
  readonly #metrics: GatewayMetrics;
  readonly #breaker: SubgraphBreaker;
  readonly #guard: ReturnType<typeof createGuard>;
  readonly #observe: (seconds: number) => void;
  #retryBudget = RETRY_RESERVE;

  constructor(transport: SubgraphTransport, name: string, { limits, metrics, perSubgraph }: ResilienceOptions) {
    this.#transport = transport;
    this.#name = name;
    this.#limits = { ...limits, ...perSubgraph?.[name] };
    this.#metrics = metrics;
    this.#breaker = new SubgraphBreaker(this.#limits);
    this.#guard = createGuard(name, this.#breaker, this.#limits, metrics);
    const duration = metrics.subgraphDuration.labels({ subgraph: name });
    this.#observe = (seconds) => duration.observe(seconds);
  }

  async execute(request: SubgraphRequest): Promise<SubgraphResponse> {
    const startedAt = performance.now();
    this.#retryBudget = Math.min(RETRY_RESERVE, this.#retryBudget + this.#limits.subgraphRetryBudgetPercent / 100);
    try {
      return await this.#attempts(request);
    } catch (error) {
      if (error instanceof GatewayError) this.#metrics.subgraphFailures.inc({ subgraph: this.#name, code: error.code });
      throw error;
    } finally {
      this.#observe((performance.now() - startedAt) / 1_000);
    }
  }

  close(): Promise<void> {
    return this.#transport.close();
  }

  async #attempts(request: SubgraphRequest): Promise<SubgraphResponse> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#attempt(request);
      } catch (error) {
        if (attempt >= this.#limits.subgraphRetries || !this.#mayRetry(error, request)) throw error;
        this.#metrics.subgraphRetries.inc({ subgraph: this.#name });
        await new Promise((resolve) => setTimeout(resolve, RETRY_PAUSE_MS * (0.5 + Math.random())));
      }
    }
  }

  /** Only queries, only when no answer came (a slow subgraph is not helped by asking it twice), and only within the budget. */
  #mayRetry(error: unknown, { kind, context }: SubgraphRequest): boolean {
    if (kind !== 'query' || !(error instanceof GatewayError) || error.code !== 'SUBGRAPH_UNAVAILABLE') return false;
    if (isBrokenCircuitError(error.cause) || context.signal.aborted || performance.now() > context.deadline)
      return false;
    if (this.#retryBudget < 1) return false;
    this.#retryBudget--;
    return true;
  }

  async #attempt(request: SubgraphRequest): Promise<SubgraphResponse> {
    const params = { subgraph: this.#name };
    try {
      return await this.#guard.execute(() => this.#fetch(request));
    } catch (cause) {
      if (cause instanceof GatewayError) throw cause;
      if (cause instanceof BulkheadRejectedError) throw new GatewayError('SUBGRAPH_BUSY', { params, cause });
      throw new GatewayError('SUBGRAPH_UNAVAILABLE', { params, cause });
    }
  }

  /** A timeout says something about the subgraph only if it had the whole time of an attempt, not what others had left of the request's. */
  async #fetch(request: SubgraphRequest): Promise<SubgraphResponse> {
    const limited = this.#limited(request);
    try {
      return await this.#transport.execute(limited);
    } catch (error) {
      const hadItsTime = limited !== request;
      if (hadItsTime && error instanceof GatewayError && error.code === 'SUBGRAPH_TIMEOUT') this.#breaker.timedOut();
      throw error;
    }
  }

  /** Transports give up at the deadline: an attempt's time limit is an earlier one. */
  #limited(request: SubgraphRequest): SubgraphRequest {
    const deadline = performance.now() + this.#limits.subgraphTimeoutMs;
    return deadline < request.context.deadline ? { ...request, context: { ...request.context, deadline } } : request;
  }
}

function createGuard(name: string, subgraphBreaker: SubgraphBreaker, limits: Limits, metrics: GatewayMetrics) {
  const isFailure = (error: unknown): boolean => !(error instanceof GatewayError) || FAILURES.has(error.code);
  const breaker = circuitBreaker(handleWhen(isFailure), {
    halfOpenAfter: limits.breakerOpenMs,
    breaker: subgraphBreaker,
  });
  breaker.onStateChange((state) => metrics.breakerState.set({ subgraph: name }, STATE_NUMBERS[state]));
  metrics.breakerState.set({ subgraph: name }, STATE_NUMBERS[breaker.state]);
  return wrap(bulkhead(limits.bulkheadConcurrent, limits.bulkheadQueue), breaker);
}
