import { GatewayError } from './errors.ts';
import type { GraphQLParams } from './front-request.ts';
import { type CostOf, compileCost } from './limits/cost.ts';
import { type CostIndex, readCosts } from './limits/cost-index.ts';
import type { Limits } from './limits/defaults.ts';
import type { HeavyLanes } from './limits/heavy-lane.ts';
import type { RateLimiter } from './limits/rate.ts';
import type { Turns } from './limits/turns.ts';
import type { GatewayMetrics } from './telemetry/metrics.ts';
import type { EngineAnswer, Generation, PreparedOperation, RequestContext } from './types.ts';

/** One GraphQL request on its way, whichever path it takes. */
export interface FrontOperation {
  readonly params: GraphQLParams;
  /** The document's text, after persisted and trusted documents were looked up. */
  readonly source: string;
  readonly context: RequestContext;
  /** Who pays for it: the identity, or the address when nobody is logged in. */
  readonly rateKey: string;
}

/** Told of every operation served, so that the registry knows which clients a schema change would break. Must return at once. */
export type OperationObserver = (operation: { readonly source: string; readonly prepared: PreparedOperation }) => void;

export interface HooksOptions {
  readonly limits: Limits;
  readonly rateLimiter: RateLimiter;
  readonly metrics: GatewayMetrics;
  readonly observe?: OperationObserver | undefined;
  readonly heavyLanes: HeavyLanes;
  readonly turns: Pick<Turns, 'giveWay'>;
}

/** Runs one prepared operation with every check that there is; rejects with the `GatewayError` of the first that refuses. */
export type Serve = (prepared: PreparedOperation, operation: FrontOperation) => Promise<EngineAnswer>;

/**
 * The one function that both paths call once an operation is prepared: method, access rules, limits that depend on variables, rate,
 * execution within the deadline, metrics. There is no other way from the front to the engine.
 */
export function createServe({ limits, rateLimiter, metrics, observe, heavyLanes, turns }: HooksOptions): Serve {
  const costs = new CostCache(limits);
  return async (prepared, operation) => {
    const { params, context, rateKey } = operation;
    if (params.method === 'GET' && prepared.kind !== 'query')
      throw new GatewayError('METHOD_NOT_ALLOWED', { params: { allowed: 'POST' } });
    const refusal = prepared.refusal(context.identity);
    if (refusal !== undefined) throw refusal;
    const cost = costs.of(prepared)(params.variables);
    if (cost > limits.maxCost)
      throw new GatewayError('LIMIT_COST', { params: { cost: Math.ceil(cost), limit: limits.maxCost } });
    await rateLimiter.consume(rateKey, Math.max(1, Math.ceil(cost)));
    metrics.operationCost.observe(cost);
    observe?.({ source: operation.source, prepared });
    const isHeavy = cost >= limits.heavyCost;
    if (!isHeavy) turns.giveWay();
    const answer = await prepared.execute(
      params.variables,
      isHeavy ? { ...context, admission: () => heavyLanes.enter(rateKey) } : context,
    );
    for (const code of answer.errorCodes) metrics.errors.inc({ code });
    return answer;
  };
}

/** Costs compiled once per prepared operation, from the supergraph of its own generation. */
class CostCache {
  readonly #limits: Limits;
  readonly #indexes = new WeakMap<Generation, CostIndex>();
  readonly #compiled = new WeakMap<PreparedOperation, CostOf>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  of(prepared: PreparedOperation): CostOf {
    let compiled = this.#compiled.get(prepared);
    if (compiled === undefined) {
      const { generation, document, operation } = prepared;
      compiled = compileCost(generation.apiSchema, this.#index(generation), document, operation, this.#limits);
      this.#compiled.set(prepared, compiled);
    }
    return compiled;
  }

  #index(generation: Generation): CostIndex {
    let index = this.#indexes.get(generation);
    if (index === undefined) {
      index = readCosts(generation.supergraphSdl);
      this.#indexes.set(generation, index);
    }
    return index;
  }
}
