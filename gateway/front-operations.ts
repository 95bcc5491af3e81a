import { Documents } from './documents.ts';
import { GatewayError } from './errors.ts';
import type { FrontOptions } from './front.ts';
import { ColdFront } from './front-apollo.ts';
import { contextOf, type Exchange, rateKeyOf } from './front-exchange.ts';
import { FORWARDED_HEADERS, identityHeaders } from './front-headers.ts';
import { type GraphQLParams, parseRequest } from './front-request.ts';
import { answerOf, type FrontAnswer } from './front-response.ts';
import { createServe, type FrontOperation, type Serve } from './hooks.ts';
import { HotPath } from './hot-path.ts';
import { ColdLane } from './limits/cold-lane.ts';
import type { Limits } from './limits/defaults.ts';
import type { Pressure } from './limits/pressure.ts';
import { createRateLimiter, type RateLimiter } from './limits/rate.ts';
import type { GatewayMetrics } from './telemetry/metrics.ts';
import type { RequestContext } from './types.ts';

/** From an HTTP request to a GraphQL answer: identity, document, then the hot path or the cold one, which end in the same `Serve`. */
export class FrontOperations {
  readonly hot: HotPath;
  readonly #options: FrontOptions;
  readonly #limits: Limits;
  readonly #documents: Documents;
  readonly #rateLimiter: RateLimiter;
  readonly #serve: Serve;
  readonly #cold: ColdFront;
  readonly #lane: ColdLane;

  constructor(options: FrontOptions, limits: Limits, metrics: GatewayMetrics, pressure: Pressure) {
    const { gateway: engine, observe } = options;
    this.#options = options;
    this.#limits = limits;
    this.#documents = new Documents({ ...options, onUntrusted: () => metrics.untrusted.inc() });
    this.#rateLimiter = options.rateLimiter ?? createRateLimiter(limits);
    this.#serve = createServe({ limits, rateLimiter: this.#rateLimiter, metrics, observe });
    this.#lane = new ColdLane(limits.maxColdQueue, pressure);
    this.hot = new HotPath(limits.hotDocuments);
    this.#cold = new ColdFront({
      engine,
      limits,
      introspection: options.introspection ?? options.development ?? false,
      serve: this.#serve,
      onPrepared: (prepared, { source, params }) => this.hot.offer(prepared, source, params.operationName),
    });
  }

  /** Rejects with the `GatewayError` that refuses the request as a whole. */
  async answer(exchange: Exchange): Promise<FrontAnswer> {
    const { request, mediaType, locale } = exchange;
    const { operations, batched } = await parseRequest(request, this.#limits);
    const identity = await this.#options.authenticate(identityHeaders(request.headers), {
      method: request.method ?? '',
      url: request.url ?? '',
    });
    const context = contextOf(
      exchange,
      identity,
      this.#limits.requestTimeoutMs,
      this.#options.forwardHeaders ?? FORWARDED_HEADERS,
    );
    const [only] = operations;
    if (!batched && only !== undefined) return await this.#operation(only, context, exchange);
    const answers = operations.map((params) =>
      this.#operation(params, context, exchange).catch((thrown: unknown) =>
        answerOf(GatewayError.from(thrown), mediaType, locale),
      ),
    );
    return { status: 200, text: `[${(await Promise.all(answers)).map(({ text }) => text).join(',')}]` };
  }

  async #operation(params: GraphQLParams, context: RequestContext, exchange: Exchange): Promise<FrontAnswer> {
    const source = await this.#documents.resolve(params);
    const rateKey = rateKeyOf(exchange, context.identity, this.#options.trustedProxies ?? 0);
    const operation: FrontOperation = { params, source, context, rateKey };
    const generation = this.#options.gateway.currentGeneration();
    const prepared = generation === undefined ? undefined : this.hot.lookUp(generation, source, params.operationName);
    if (prepared !== undefined) {
      exchange.path = 'hot';
      return { status: 200, text: (await this.#serve(prepared, operation)).text };
    }
    exchange.path = 'cold';
    await this.#rateLimiter.consume(rateKey, this.#limits.rateColdPoints);
    await this.#lane.enter();
    return this.#cold.serve(operation, exchange.mediaType);
  }
}
