import { GatewayError } from '../errors.ts';
import type { EngineAnswer, RequestContext } from '../types.ts';
import { OperationCache, type PrepareInput } from './cache.ts';
import type { ExpansionLimits } from './expand.ts';
import type { LoadedGeneration } from './generation.ts';
import { InFlight } from './in-flight.ts';
import { type PlannerAnswer, type PlannerClient, PlannerError } from './planner-client.ts';
import type { Operation, OperationHost } from './prepared.ts';
import type { ErrorPolicy } from './subgraph-errors.ts';

export interface EngineOptions {
  /** Default 3,000 selections and 64 levels, fragments included. */
  readonly limits: ExpansionLimits;
  readonly errors: ErrorPolicy;
  /** Estimated memory of the prepared operations kept. Default 64 MiB. */
  readonly planCacheBytes: number;
  /** Let equal queries that are under way at once share one execution. Default true. */
  readonly dedupe: boolean;
}

export const ENGINE_DEFAULTS: EngineOptions = {
  limits: { maxSelections: 3_000, maxDepth: 64 },
  errors: { publicCodes: new Set(['BAD_USER_INPUT', 'FORBIDDEN', 'UNAUTHENTICATED']), trusted: () => false },
  planCacheBytes: 64 * 1024 * 1024,
  dedupe: true,
};

/** Joining an execution that is older than this would inherit a deadline that is too near. */
const MAX_FLIGHT_AGE_MS = 1_000;

/**
 * Runs one generation: keeps its prepared operations, counts what is under way, and can be drained. The gateway makes one per
 * supergraph and lets it go when the next has taken over.
 */
export class Engine {
  readonly generation: LoadedGeneration;
  readonly cache: OperationCache;
  readonly #planner: PlannerClient;
  readonly #inFlight: InFlight | undefined;
  #active = 0;
  #idle: (() => void) | undefined;

  constructor(generation: LoadedGeneration, planner: PlannerClient, options: EngineOptions) {
    this.generation = generation;
    this.#planner = planner;
    this.#inFlight = options.dedupe ? new InFlight(MAX_FLIGHT_AGE_MS) : undefined;
    const host: Omit<OperationHost, 'grew'> = {
      limits: options.limits,
      errors: options.errors,
      plan: (of, text) => this.#plan(of, text),
      run: (operation, variables, context, execute) => this.#run(operation, variables, context, execute),
    };
    this.cache = new OperationCache(host, options.planCacheBytes);
  }

  /** Requests under way. */
  get active(): number {
    return this.#active;
  }

  prepare(input: PrepareInput): Promise<Operation> {
    return this.cache.prepare(this.generation, input);
  }

  /** Resolves once nothing is under way any more, or after `limitMs`. */
  async drained(limitMs: number): Promise<void> {
    if (this.#active === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      timer.unref();
      this.#idle = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #plan(generation: LoadedGeneration, text: string): Promise<PlannerAnswer> {
    try {
      return await this.#planner.plan(generation.id, text);
    } catch (error) {
      throw toGatewayError(error);
    }
  }

  async #run(
    operation: Operation,
    variables: Readonly<Record<string, unknown>>,
    context: RequestContext,
    execute: (context: RequestContext) => Promise<EngineAnswer>,
  ): Promise<EngineAnswer> {
    const start = context.admission === undefined ? execute : admitted(context.admission, execute);
    this.#active += 1;
    try {
      if (operation.kind === 'query' && this.#inFlight !== undefined) {
        return await this.#inFlight.share(operation, variables, context, start);
      }
      return await start(context);
    } finally {
      if (operation.kind === 'mutation') this.#inFlight?.mutationEnded();
      this.#active -= 1;
      if (this.#active === 0) this.#idle?.();
    }
  }
}

function admitted(
  admission: () => Promise<() => void>,
  execute: (context: RequestContext) => Promise<EngineAnswer>,
): (context: RequestContext) => Promise<EngineAnswer> {
  return async (context) => {
    const leave = await admission();
    try {
      return await execute(context);
    } finally {
      leave();
    }
  };
}

function toGatewayError(error: unknown): GatewayError {
  if (!(error instanceof PlannerError)) return new GatewayError('QUERY_PLANNING_FAILED', { cause: error });
  switch (error.reason) {
    case 'timeout':
      return new GatewayError('QUERY_PLANNING_TIMEOUT', { cause: error });
    case 'busy':
      return new GatewayError('OVERLOADED', { params: { seconds: 1 }, retryAfterSeconds: 1, cause: error });
    case 'closed':
      return new GatewayError('SHUTTING_DOWN', { cause: error });
    default:
      return new GatewayError('QUERY_PLANNING_FAILED', { cause: error });
  }
}
