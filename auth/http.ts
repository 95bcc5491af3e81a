import type { IncomingMessage, ServerResponse } from 'node:http';
import { AuthError } from './errors.ts';
import { PAGE_POLICY } from './oidc/pages.ts';

/** Forms and token requests are small; more is refused unread. */
const MAX_BODY_BYTES = 64 * 1024;

/** A form body. @throws {AuthError} REQUEST_INVALID for another media type, too much, or a parameter given twice (RFC 6749 §3.2). */
export async function readForm(request: IncomingMessage): Promise<ReadonlyMap<string, string>> {
  const type = request.headers['content-type'] ?? '';
  if (!type.toLowerCase().startsWith('application/x-www-form-urlencoded'))
    throw new AuthError('REQUEST_INVALID', 'not a form');
  const form = new Map<string, string>();
  for (const [name, value] of new URLSearchParams((await readBody(request)).toString())) {
    if (form.has(name)) throw new AuthError('REQUEST_INVALID', 'a parameter was given twice');
    form.set(name, value);
  }
  return form;
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) throw new AuthError('REQUEST_INVALID', 'body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** The peer's address; behind a trusted proxy the last one that it added to X-Forwarded-For. */
export function addressOf(request: IncomingMessage, trustProxy: boolean): string {
  const forwarded = trustProxy ? request.headers['x-forwarded-for'] : undefined;
  const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
  return last ?? request.socket.remoteAddress ?? '';
}

/** Nothing that auth answers may be cached, framed, or load anything from elsewhere. */
const SAFE_HEADERS = {
  'cache-control': 'no-store',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'content-security-policy': PAGE_POLICY,
} as const;

export function sendHtml(response: ServerResponse, status: number, html: string): void {
  response.writeHead(status, { ...SAFE_HEADERS, 'content-type': 'text/html; charset=utf-8' }).end(html);
}

export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): void {
  response
    .writeHead(status, { ...SAFE_HEADERS, 'content-type': 'application/json', ...headers })
    .end(JSON.stringify(value));
}

/** OAuth's error form (RFC 6749 §5.2). Anything that is not an AuthError is a fault of ours: 500, no detail. */
export function sendOAuthError(response: ServerResponse, error: unknown): void {
  if (!(error instanceof AuthError)) {
    sendJson(response, 500, { error: 'server_error' });
    return;
  }
  sendJson(response, error.status, { error: error.oauthError, error_description: error.code });
}
