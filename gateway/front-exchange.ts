import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Locale } from './errors.ts';
import { addressOf } from './front-address.ts';
import { correlationIdOf, forwardedHeaders, localeOf, type MediaType } from './front-headers.ts';
import type { RequestSpan, Tracing } from './telemetry/tracing.ts';
import type { Identity, RequestContext, Turn } from './types.ts';

/** One HTTP request with its response, and what is found out about it on the way. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly correlationId: string;
  readonly locale: Locale;
  readonly startedAt: number;
  readonly span: RequestSpan | undefined;
  path: 'none' | 'hot' | 'cold';
  mediaType: MediaType;
}

export function openExchange(
  request: IncomingMessage,
  response: ServerResponse,
  tracing: Tracing | undefined,
): Exchange {
  return {
    request,
    response,
    correlationId: correlationIdOf(request.headers),
    locale: localeOf(request.headers),
    startedAt: performance.now(),
    span: tracing?.startRequest(request.headers),
    path: 'none',
    mediaType: 'application/json',
  };
}

/** What goes with the request to the engine. Its signal aborts when the client goes away before the answer is written. */
export function contextOf(
  exchange: Exchange,
  identity: Identity,
  timeoutMs: number,
  forward: readonly string[],
  turn: Turn,
): RequestContext {
  const { request, response, correlationId, locale, startedAt, span } = exchange;
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return {
    identity,
    correlationId,
    locale,
    headers: { ...forwardedHeaders(request.headers, forward), ...span?.headers },
    signal: controller.signal,
    deadline: startedAt + timeoutMs,
    turn,
  };
}

/** Who pays for a request: the identity, or the address that an anonymous one came from. */
export function rateKeyOf({ request }: Exchange, identity: Identity, trustedProxies: number): string {
  if (!identity.anonymous) return `identity:${identity.key}`;
  return `address:${addressOf(request, trustedProxies)}`;
}

/** Who pays for credentials that were refused. */
export function refusedKeyOf(request: IncomingMessage, trustedProxies: number): string {
  return `refused:${addressOf(request, trustedProxies)}`;
}
