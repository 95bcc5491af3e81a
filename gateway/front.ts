import type { IncomingMessage, ServerResponse } from 'node:http';
import { Documents, type DocumentsOptions } from './documents.ts';
import { GatewayError, type Locale } from './errors.ts';
import { ColdFront } from './front-apollo.ts';
import { checkOrigin, corsHeaders } from './front-csrf.ts';
import {
  correlationIdOf,
  FORWARDED_HEADERS,
  forwardedHeaders,
  identityHeaders,
  localeOf,
  type MediaType,
  negotiate,
} from './front-headers.ts';
import { sendLive, sendMetrics, sendReady } from './front-health.ts';
import { type GraphQLParams, parseRequest } from './front-request.ts';
import { answerOf, type FrontAnswer, send } from './front-response.ts';
import { createServe, type FrontOperation, type OperationObserver, type Serve } from './hooks.ts';
import { HotPath } from './hot-path.ts';
import { ColdLane } from './limits/cold-lane.ts';
import { type Limits, limitsFrom } from './limits/defaults.ts';
import { Pressure } from './limits/pressure.ts';
import { createRateLimiter, type RateLimiter } from './limits/rate.ts';
import { queryPage } from './query-page.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createGatewayMetrics, type GatewayMetrics, registerGauges } from './telemetry/metrics.ts';
import type { Authenticate, GatewayEngine, Identity, RequestContext } from './types.ts';

export interface FrontOptions extends Omit<DocumentsOptions, 'onUntrusted'> {
  readonly gateway: GatewayEngine;
  readonly authenticate: Authenticate;
  /** Overrides of gateway/limits/defaults.ts. */
  readonly limits?: Partial<Limits>;
  readonly rateLimiter?: RateLimiter;
  readonly logger?: Logger;
  readonly metrics?: GatewayMetrics;
  /** Introspection and the query page. Off by default. */
  readonly development?: boolean;
  /** Introspection without the rest of `development`. */
  readonly introspection?: boolean;
  /** Origins whose pages may call this gateway; its own always may. */
  readonly allowedOrigins?: readonly string[];
  /** Inbound headers that subgraphs get to see. */
  readonly forwardHeaders?: readonly string[];
  /** Proxies in front of this process whose `X-Forwarded-For` entry is believed. 0 by default. */
  readonly trustedProxies?: number;
  readonly observe?: OperationObserver;
  /** Further conditions of `/ready`, by name. */
  readonly readiness?: () => Readonly<Record<string, boolean>>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void;

export interface Front {
  /** Serves GraphQL over HTTP; mount it at `/graphql`. Never throws, always answers. */
  readonly handler: Handler;
  /** 200 while the process runs. */
  readonly live: Handler;
  /** 200 while requests are served well: a supergraph is loaded and no drain has begun. Tells the generation. */
  readonly ready: Handler;
  /** Prometheus text. */
  readonly metricsHandler: Handler;
  readonly metrics: GatewayMetrics;
  readonly pressure: Pressure;
  /** Turns unready and resolves when no request is in flight or the time is over. Requests are served meanwhile, each connection closed after its answer. */
  drain(timeoutMs?: number): Promise<void>;
  close(): void;
}

/** Puts the front before an engine: GraphQL over HTTP, identity, limits, hot path, metrics. Needs no port of its own. */
export function createFront(options: FrontOptions): Front {
  return new GatewayFront(options);
}

class GatewayFront implements Front {
  readonly metrics: GatewayMetrics;
  readonly pressure: Pressure;
  readonly #options: FrontOptions;
  readonly #limits: Limits;
  readonly #logger: Logger;
  readonly #documents: Documents;
  readonly #rateLimiter: RateLimiter;
  readonly #hot: HotPath;
  readonly #serve: Serve;
  readonly #cold: ColdFront;
  readonly #lane: ColdLane;
  readonly #origins: ReadonlySet<string>;
  #draining = false;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#limits = limitsFrom(options.limits);
    this.#logger = options.logger ?? createLogger();
    const metrics = options.metrics ?? createGatewayMetrics();
    this.metrics = metrics;
    this.#origins = new Set(options.allowedOrigins);
    this.#documents = new Documents({ ...options, onUntrusted: () => metrics.untrusted.inc() });
    this.#rateLimiter = options.rateLimiter ?? createRateLimiter(this.#limits);
    const serve = createServe({
      limits: this.#limits,
      rateLimiter: this.#rateLimiter,
      metrics,
      observe: options.observe,
    });
    const hot = new HotPath(this.#limits.hotDocuments);
    this.#hot = hot;
    this.#serve = serve;
    this.pressure = new Pressure({
      limits: this.#limits,
      onShed: (reason) => metrics.shed.inc({ reason }),
      onMemoryPressure: () => hot.clear(),
    });
    this.#lane = new ColdLane(this.#limits.maxColdQueue, this.pressure);
    this.#cold = new ColdFront({
      engine: options.gateway,
      limits: this.#limits,
      introspection: options.introspection ?? options.development ?? false,
      serve,
      onPrepared: (prepared, { source, params }) => hot.offer(prepared, source, params.operationName),
    });
    registerGauges(metrics, {
      inFlight: () => this.pressure.inFlight,
      eventLoopDelayMs: () => this.pressure.delayMs,
      hotDocuments: () => hot.size,
    });
  }

  readonly handler: Handler = (request, response) => {
    void this.#handle(request, response);
  };

  readonly live: Handler = (_request, response) => sendLive(response);

  readonly ready: Handler = (_request, response) =>
    sendReady(response, this.#options.gateway, { serving: !this.#draining, ...this.#options.readiness?.() });

  readonly metricsHandler: Handler = (_request, response) => {
    sendMetrics(response, this.metrics).catch(() => response.destroy());
  };

  async drain(timeoutMs = 10_000): Promise<void> {
    this.#draining = true;
    const until = performance.now() + timeoutMs;
    while (this.pressure.inFlight > 0 && performance.now() < until)
      await new Promise((resolve) => setTimeout(resolve, 20));
  }

  close(): void {
    this.pressure.stop();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const startedAt = performance.now();
    const correlationId = correlationIdOf(request.headers);
    const locale = localeOf(request.headers);
    const exchange: Exchange = {
      request,
      response,
      correlationId,
      locale,
      startedAt,
      path: 'none',
      mediaType: 'application/json',
    };
    let answer: FrontAnswer;
    try {
      if (this.#answerPlainly(request, response)) return;
      answer = await this.#answer(exchange);
    } catch (thrown) {
      const error = GatewayError.from(thrown);
      if (error.code === 'INTERNAL_SERVER_ERROR')
        this.#logger.error({ correlationId, err: error.cause }, 'request failed');
      answer = answerOf(error, exchange.mediaType, locale);
    }
    this.#count(exchange, answer);
    const headers = {
      ...corsHeaders(request.headers, this.#origins),
      ...(this.#draining ? { connection: 'close' } : {}),
    };
    await send(request, response, answer, { mediaType: exchange.mediaType, correlationId, headers }).catch(
      (error: unknown) => {
        this.#logger.error({ correlationId, err: error }, 'answer not sent');
        response.destroy();
      },
    );
  }

  /** Preflight requests and the query page, which are no GraphQL requests. */
  #answerPlainly(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method === 'OPTIONS') {
      response.writeHead(204, { allow: 'GET, POST', ...corsHeaders(request.headers, this.#origins) }).end();
      return true;
    }
    const wantsPage =
      request.method === 'GET' &&
      request.headers.accept?.includes('text/html') === true &&
      !request.url?.includes('query=');
    if (!wantsPage || this.#options.development !== true) return false;
    const { html, policy } = queryPage();
    response
      .writeHead(200, {
        'content-type': 'text/html; charset=utf-8',
        'content-security-policy': policy,
        'x-content-type-options': 'nosniff',
      })
      .end(html);
    return true;
  }

  async #answer(exchange: Exchange): Promise<FrontAnswer> {
    const { request } = exchange;
    this.pressure.enter();
    try {
      exchange.mediaType = negotiate(request.headers.accept);
      checkOrigin(request.headers, this.#origins);
      const { operations, batched } = await parseRequest(request, this.#limits);
      const identity = await this.#options.authenticate(identityHeaders(request.headers), {
        method: request.method ?? '',
        url: request.url ?? '',
      });
      const context = this.#context(exchange, identity);
      const [only] = operations;
      if (!batched && only !== undefined) return await this.#operation(only, context, exchange);
      const answers = operations.map((params) =>
        this.#operation(params, context, exchange).catch((thrown: unknown) =>
          answerOf(GatewayError.from(thrown), exchange.mediaType, context.locale),
        ),
      );
      return { status: 200, text: `[${(await Promise.all(answers)).map(({ text }) => text).join(',')}]` };
    } finally {
      this.pressure.leave();
    }
  }

  async #operation(params: GraphQLParams, context: RequestContext, exchange: Exchange): Promise<FrontAnswer> {
    const source = await this.#documents.resolve(params);
    const rateKey = context.identity.anonymous
      ? `address:${addressOf(exchange.request, this.#options.trustedProxies ?? 0)}`
      : `identity:${context.identity.key}`;
    const operation: FrontOperation = { params, source, context, rateKey };
    const generation = this.#options.gateway.currentGeneration();
    const prepared = generation === undefined ? undefined : this.#hot.lookUp(generation, source, params.operationName);
    if (prepared !== undefined) {
      exchange.path = 'hot';
      return { status: 200, text: (await this.#serve(prepared, operation)).text };
    }
    exchange.path = 'cold';
    await this.#rateLimiter.consume(rateKey, this.#limits.rateColdPoints);
    await this.#lane.enter();
    return this.#cold.serve(operation, exchange.mediaType);
  }

  #context(exchange: Exchange, identity: Identity): RequestContext {
    const { request, response, correlationId, locale, startedAt } = exchange;
    const controller = new AbortController();
    response.once('close', () => {
      if (!response.writableFinished) controller.abort();
    });
    return {
      identity,
      correlationId,
      locale,
      headers: forwardedHeaders(request.headers, this.#options.forwardHeaders ?? FORWARDED_HEADERS),
      signal: controller.signal,
      deadline: startedAt + this.#limits.requestTimeoutMs,
    };
  }

  #count({ path, startedAt, correlationId }: Exchange, answer: FrontAnswer): void {
    const seconds = (performance.now() - startedAt) / 1_000;
    this.metrics.requests.inc({ path, status: String(answer.status) });
    this.metrics.duration.observe({ path }, seconds);
    if (answer.code !== undefined) {
      this.metrics.refusals.inc({ code: answer.code });
      this.#logger.info(
        { correlationId, path, code: answer.code, status: answer.status, ms: Math.round(seconds * 1_000) },
        'refused',
      );
    } else {
      this.#logger.debug({ correlationId, path, status: answer.status, ms: Math.round(seconds * 1_000) }, 'answered');
    }
  }
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly correlationId: string;
  readonly locale: Locale;
  readonly startedAt: number;
  path: 'none' | 'hot' | 'cold';
  mediaType: MediaType;
}

/** The address that a request came from: that of the connection, or what the last trusted proxy saw. */
function addressOf(request: IncomingMessage, trustedProxies: number): string {
  const forwarded = request.headers['x-forwarded-for'];
  if (trustedProxies > 0 && typeof forwarded === 'string') {
    const hops = forwarded.split(',').map((hop) => hop.trim());
    const seen = hops[Math.max(0, hops.length - trustedProxies)];
    if (seen !== undefined && seen !== '') return seen;
  }
  return request.socket.remoteAddress ?? '';
}
