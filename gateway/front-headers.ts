import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError, type Locale } from './errors.ts';

/** Both media types of GraphQL over HTTP. */
export type MediaType = 'application/json' | 'application/graphql-response+json';

/** Headers that only this platform's own parts may set towards subgraphs: an inbound one is never believed nor forwarded. */
const INTERNAL_HEADER_PREFIX = 'x-mudan-';

/** Inbound headers that subgraphs get to see. */
export const FORWARDED_HEADERS: readonly string[] = ['accept-language'];

const CORRELATION_ID = /^[A-Za-z0-9._-]{8,64}$/;
const QUALITY = /^q=([01](?:\.\d{0,3})?)$/i;

/** The caller's own correlation id when it looks like one, otherwise a new one. */
export function correlationIdOf(headers: IncomingHttpHeaders): string {
  const given = headers['x-correlation-id'];
  return typeof given === 'string' && CORRELATION_ID.test(given) ? given : randomUUID();
}

/** Chinese unless the first language asked for is another one; this platform's people read Chinese. */
export function localeOf(headers: IncomingHttpHeaders): Locale {
  const first = headers['accept-language']?.trimStart().slice(0, 2).toLowerCase();
  return first === undefined || first === 'zh' || first.startsWith('*') || first === '' ? 'zh' : 'en';
}

/** What the authenticator may look at: no cookies, which browsers attach to anybody's request, and nothing internal. */
export function identityHeaders(headers: IncomingHttpHeaders): Record<string, string | readonly string[] | undefined> {
  const visible: Record<string, string | readonly string[] | undefined> = {};
  for (const name in headers) {
    if (name !== 'cookie' && !name.startsWith(INTERNAL_HEADER_PREFIX)) visible[name] = headers[name];
  }
  return visible;
}

export function forwardedHeaders(headers: IncomingHttpHeaders, allowed: readonly string[]): Record<string, string> {
  const forwarded: Record<string, string> = {};
  for (const name of allowed) {
    const value = headers[name];
    if (typeof value === 'string' && !name.startsWith(INTERNAL_HEADER_PREFIX)) forwarded[name] = value;
  }
  return forwarded;
}

/**
 * The media type of the answer (GraphQL over HTTP, "Accept"). No header and wildcards mean application/json, as older clients expect.
 * Throws NOT_ACCEPTABLE when the client takes neither.
 */
export function negotiate(accept: string | undefined): MediaType {
  if (accept === undefined || accept === '' || accept === '*/*' || accept === 'application/json')
    return 'application/json';
  let best: MediaType | undefined;
  let bestQuality = 0;
  for (const range of accept.split(',')) {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
    const offered = OFFERED[type.toLowerCase()];
    const quality = Number(
      parameters.map((parameter) => QUALITY.exec(parameter)?.[1]).find((value) => value !== undefined) ?? 1,
    );
    if (offered === undefined || quality <= bestQuality) continue;
    best = offered;
    bestQuality = quality;
  }
  if (best === undefined) throw new GatewayError('NOT_ACCEPTABLE');
  return best;
}

const OFFERED: Readonly<Record<string, MediaType>> = {
  'application/json': 'application/json',
  'application/graphql-response+json': 'application/graphql-response+json',
  'application/*': 'application/json',
  '*/*': 'application/json',
};
