import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DocumentsOptions } from './documents.ts';
import { GatewayError } from './errors.ts';
import { createNeighbours } from './front-address.ts';
import { checkOrigin, corsHeaders } from './front-csrf.ts';
import { type Exchange, openExchange } from './front-exchange.ts';
import { negotiate } from './front-headers.ts';
import { sendForbidden, sendLive, sendMetrics, sendReady } from './front-health.ts';
import { FrontOperations } from './front-operations.ts';
import { answerOf, type FrontAnswer, send } from './front-response.ts';
import type { OperationObserver } from './hooks.ts';
import { type Limits, limitsFrom } from './limits/defaults.ts';
import { RefusalHold } from './limits/hold.ts';
import { Pressure } from './limits/pressure.ts';
import type { RateLimiter } from './limits/rate.ts';
import { queryPage } from './query-page.ts';
import { createLogger, type Logger } from './telemetry/logger.ts';
import { createGatewayMetrics, type GatewayMetrics, registerGauges } from './telemetry/metrics.ts';
import type { Tracing } from './telemetry/tracing.ts';
import type { Authenticate, GatewayEngine } from './types.ts';

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
  /** Addresses and networks that may read the metrics beside this machine itself: `10.0.0.0/8`, `2001:db8::1`. */
  readonly metricsFrom?: readonly string[];
  readonly observe?: OperationObserver;
  /** Traces of requests; give the same object's `transports` to the engine, for spans of its fetches. */
  readonly tracing?: Tracing;
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
  /** Prometheus text, for this machine and `metricsFrom`; 403 for everybody else. */
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

/** Refusals that a client gets late: whoever does not heed them would otherwise repeat them at once, each of the latter over a new connection full of unread bytes. */
const HELD: ReadonlySet<string> = new Set(['RATE_LIMITED', 'PAYLOAD_TOO_LARGE']);

const NO_STATS = { operations: 0, operationBytes: 0, active: 0 };

class GatewayFront implements Front {
  readonly metrics: GatewayMetrics;
  readonly pressure: Pressure;
  readonly #options: FrontOptions;
  readonly #logger: Logger;
  readonly #operations: FrontOperations;
  readonly #origins: ReadonlySet<string>;
  readonly #hold: RefusalHold;
  readonly #mayReadMetrics: (request: IncomingMessage) => boolean;
  #draining = false;

  constructor(options: FrontOptions) {
    this.#options = options;
    this.#logger = options.logger ?? createLogger();
    this.#origins = new Set(options.allowedOrigins);
    this.#mayReadMetrics = createNeighbours(options.metricsFrom ?? [], options.trustedProxies ?? 0);
    const limits = limitsFrom(options.limits);
    this.#hold = new RefusalHold(limits.rateHoldMs);
    const metrics = options.metrics ?? createGatewayMetrics();
    this.metrics = metrics;
    this.pressure = new Pressure({
      limits,
      onShed: (reason) => metrics.shed.inc({ reason }),
      onMemoryPressure: () => this.#operations.hot.clear(),
    });
    this.#operations = new FrontOperations(options, limits, metrics, this.pressure);
    registerGauges(metrics, {
      inFlight: () => this.pressure.inFlight,
      inFlightLimit: () => this.pressure.inFlightLimit,
      eventLoopDelayMs: () => this.pressure.delayMs,
      hotDocuments: () => this.#operations.hot.size,
      engine: () => options.gateway.stats?.() ?? NO_STATS,
    });
  }

  readonly handler: Handler = (request, response) => {
    void this.#handle(request, response);
  };

  readonly live: Handler = (_request, response) => sendLive(response);

  readonly ready: Handler = (_request, response) =>
    sendReady(response, this.#options.gateway, { serving: !this.#draining, ...this.#options.readiness?.() });

  readonly metricsHandler: Handler = (request, response) => {
    if (!this.#mayReadMetrics(request)) return sendForbidden(response);
    sendMetrics(response, this.metrics).catch(() => response.destroy());
  };

  async drain(timeoutMs = 10_000): Promise<void> {
    this.#draining = true;
    const until = performance.now() + timeoutMs;
    while (this.pressure.inFlight > 0 && performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  close(): void {
    this.pressure.stop();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#answerPlainly(request, response)) return;
    const exchange = openExchange(request, response, this.#options.tracing);
    const { correlationId } = exchange;
    const answer = await this.#answer(exchange);
    this.#record(exchange, answer);
    if (answer.code !== undefined && HELD.has(answer.code)) await this.#hold.wait();
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
    const { method, url, headers } = request;
    if (method === 'OPTIONS') {
      response.writeHead(204, { allow: 'GET, POST', ...corsHeaders(headers, this.#origins) }).end();
      return true;
    }
    if (method !== 'GET' || this.#options.development !== true) return false;
    if (headers.accept?.includes('text/html') !== true || url?.includes('query=') === true) return false;
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
    const { headers } = exchange.request;
    let entered = false;
    try {
      this.pressure.enter();
      entered = true;
      exchange.mediaType = negotiate(headers.accept);
      checkOrigin(headers, this.#origins);
      return await this.#operations.answer(exchange);
    } catch (thrown) {
      const error = GatewayError.from(thrown);
      if (error.code === 'INTERNAL_SERVER_ERROR') {
        this.#logger.error({ correlationId: exchange.correlationId, err: error.cause }, 'request failed');
      }
      return answerOf(error, exchange.mediaType, exchange.locale);
    } finally {
      if (entered) this.pressure.leave();
    }
  }

  #record({ path, startedAt, correlationId, span }: Exchange, { status, code }: FrontAnswer): void {
    const seconds = (performance.now() - startedAt) / 1_000;
    this.metrics.requests.inc({ path, status: String(status) });
    this.metrics.duration.observe({ path }, seconds);
    const failure = code === undefined ? {} : { 'error.type': code };
    span?.end(
      { 'http.response.status_code': status, 'mudan.path': path, 'mudan.correlation_id': correlationId, ...failure },
      status >= 500,
    );
    const line = { correlationId, path, status, ms: Math.round(seconds * 1_000) };
    if (code === undefined) {
      this.#logger.debug(line, 'answered');
    } else {
      this.metrics.refusals.inc({ code });
      // A flood of them must not become a flood of lines.
      if (code === 'RATE_LIMITED' || code === 'OVERLOADED') this.#logger.debug({ ...line, code }, 'refused');
      else this.#logger.info({ ...line, code }, 'refused');
    }
  }
}
