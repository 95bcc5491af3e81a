import { Documents } from './documents.ts';
import { GatewayError } from './errors.ts';
import type { FrontOptions } from './front.ts';
import { ColdFront } from './front-apollo.ts';
import { contextOf, type Exchange, rateKeyOf, refusedKeyOf } from './front-exchange.ts';
import { FORWARDED_HEADERS, identityHeaders } from './front-headers.ts';
import { type GraphQLParams, type ParsedRequest, parseRequest } from './front-request.ts';
import { answerOf, type FrontAnswer } from './front-response.ts';
import { createServe, type FrontOperation, type Serve } from './hooks.ts';
import { HotPath } from './hot-path.ts';
import { ColdLane } from './limits/cold-lane.ts';
import type { Limits } from './limits/defaults.ts';
import { HeavyLanes } from './limits/heavy-lane.ts';
import type { Pressure } from './limits/pressure.ts';
import { createRateLimiter, type RateLimiter } from './limits/rate.ts';
import { Turns } from './limits/turns.ts';
import { checkVariables } from './limits/variables.ts';
import type { GatewayMetrics } from './telemetry/metrics.ts';
import type { Identity, RequestContext, Turn } from './types.ts';

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
  readonly #turns: Turns;
  readonly #turn: Turn;

  constructor(options: FrontOptions, limits: Limits, metrics: GatewayMetrics, pressure: Pressure) {
    const { gateway: engine, observe } = options;
    this.#options = options;
    this.#limits = limits;
    this.#documents = new Documents({ ...options, onUntrusted: () => metrics.untrusted.inc() });
    this.#rateLimiter = options.rateLimiter ?? createRateLimiter(limits);
    const turns = new Turns(pressure);
    this.#turns = turns;
    this.#turn = (laterMs) => turns.goOn(laterMs);
    this.#serve = createServe({
      limits,
      rateLimiter: this.#rateLimiter,
      metrics,
      observe,
      heavyLanes: new HeavyLanes(limits, pressure),
      turns,
    });
    this.#lane = new ColdLane(limits, pressure, turns);
    this.hot = new HotPath(limits.hotDocuments);
    this.#cold = new ColdFront({
      engine,
      limits,
      introspection: options.introspection ?? options.development ?? false,
      serve: this.#serve,
      onPrepared: (prepared, { source, params }) => this.hot.offer(prepared, source, params.operationName),
    });
  }

  /** Rejects with the `GatewayError` that refuses the request as a whole. Who asks is known, and may still spend, before anything of the body is read. */
  async answer(exchange: Exchange): Promise<FrontAnswer> {
    const { request, response } = exchange;
    const identity = await this.#identify(exchange);
    const rateKey = rateKeyOf(exchange, identity, this.#trustedProxies);
    await this.#rateLimiter.consume(rateKey, 1);
    const pay = (bytes: number) => this.#rateLimiter.consume(rateKey, Math.ceil(bytes / this.#limits.rateBodyBytes));
    try {
      const parsed = await parseRequest(request, this.#limits, { pay, turns: this.#turns });
      const forward = this.#options.forwardHeaders ?? FORWARDED_HEADERS;
      const context = contextOf(exchange, identity, this.#limits.requestTimeoutMs, forward, this.#turn);
      return await this.#operations(parsed, context, rateKey, exchange);
    } catch (error) {
      if (isWaste(error) && !response.destroyed) {
        await this.#rateLimiter.consume(rateKey, this.#limits.rateColdPoints).catch(() => {});
        await this.#turns.take();
      }
      throw error;
    }
  }

  /**
   * Credentials that are refused cost their address as much as a document that must be read, apart from what those pay who come without any, and wait for a turn: guessing is neither free
   * nor fast.
   */
  async #identify({ request }: Exchange): Promise<Identity> {
    const { method = '', url = '' } = request;
    try {
      return await this.#options.authenticate(identityHeaders(request.headers), { method, url });
    } catch (error) {
      if (!(error instanceof GatewayError) || error.code !== 'UNAUTHENTICATED') throw error;
      await this.#turns.take();
      await this.#rateLimiter.consume(refusedKeyOf(request, this.#trustedProxies), this.#limits.rateColdPoints);
      throw error;
    }
  }

  get #trustedProxies(): number {
    return this.#options.trustedProxies ?? 0;
  }

  async #operations(
    { operations, batched }: ParsedRequest,
    context: RequestContext,
    rateKey: string,
    exchange: Exchange,
  ): Promise<FrontAnswer> {
    const [only] = operations;
    if (!batched && only !== undefined) return await this.#operation(only, context, rateKey, exchange);
    const answers = operations.map((params) =>
      this.#operation(params, context, rateKey, exchange).catch((thrown: unknown) =>
        answerOf(GatewayError.from(thrown), exchange.mediaType, exchange.locale),
      ),
    );
    return { status: 200, text: `[${(await Promise.all(answers)).map(({ text }) => text).join(',')}]` };
  }

  async #operation(
    params: GraphQLParams,
    context: RequestContext,
    rateKey: string,
    exchange: Exchange,
  ): Promise<FrontAnswer> {
    if ((params.query?.length ?? 0) > this.#limits.maxDocumentLength)
      throw new GatewayError('LIMIT_DOCUMENT', { params: { limit: this.#limits.maxDocumentLength } });
    checkVariables(params.variables, this.#limits);
    const source = await this.#documents.resolve(params);
    const operation: FrontOperation = { params, source, context, rateKey };
    const hot = await this.#serveHot(operation, exchange);
    if (hot !== undefined) return hot;
    exchange.path = 'cold';
    await this.#rateLimiter.consume(rateKey, this.#limits.rateColdPoints);
    await this.#lane.enter();
    // One who waited before has often prepared it meanwhile, after a reload above all.
    return (await this.#serveHot(operation, exchange)) ?? this.#cold.serve(operation, exchange.mediaType);
  }

  /** Undefined for a document that is not prepared for the current supergraph. */
  async #serveHot(operation: FrontOperation, exchange: Exchange): Promise<FrontAnswer | undefined> {
    const { source, params } = operation;
    const generation = this.#options.gateway.currentGeneration();
    const prepared = generation === undefined ? undefined : this.hot.lookUp(generation, source, params.operationName);
    if (prepared === undefined) return undefined;
    exchange.path = 'hot';
    const { text, bytes } = await this.#serve(prepared, operation);
    return { status: 200, text, bytes };
  }
}

/** Requests that only cost time: their sender pays for them as for a document that must be read. */
function isWaste(error: unknown): boolean {
  return error instanceof GatewayError && WASTE.has(error.code);
}

const WASTE: ReadonlySet<string> = new Set([
  'BAD_REQUEST',
  'PAYLOAD_TOO_LARGE',
  'REQUEST_TIMEOUT',
  'LIMIT_DOCUMENT',
  'LIMIT_VARIABLES',
  'BATCHING_DISABLED',
]);
