import type { IncomingHttpHeaders } from 'node:http';
import { GatewayError } from './errors.ts';

/**
 * Refuses what a foreign web page makes a browser send. Browsers name the page's origin (`Origin`) or at least its relation to us
 * (`Sec-Fetch-Site`); other programs send neither and pass. Together with an identity that never comes from a cookie this makes plain
 * GETs safe, so that they need not be refused.
 */
export function checkOrigin(headers: IncomingHttpHeaders, allowedOrigins: ReadonlySet<string>): void {
  const { origin, host } = headers;
  if (origin !== undefined) {
    if (!allowedOrigins.has(origin) && !isOwnOrigin(origin, host)) throw new GatewayError('CROSS_SITE_REQUEST');
    return;
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new GatewayError('CROSS_SITE_REQUEST');
}

function isOwnOrigin(origin: string, host: string | undefined): boolean {
  if (host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}

/** Headers that let a page of an allowed origin read the answer; empty for everybody else. Never with credentials. */
export function corsHeaders(headers: IncomingHttpHeaders, allowedOrigins: ReadonlySet<string>): Record<string, string> {
  const { origin } = headers;
  if (origin === undefined || !allowedOrigins.has(origin)) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'GET, POST',
    'access-control-allow-headers': 'authorization, content-type, dpop, accept-language, x-correlation-id',
    'access-control-expose-headers': 'x-correlation-id, retry-after',
    'access-control-max-age': '600',
    vary: 'origin',
  };
}
