import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LOGIN_STYLE_PATH } from '../../auth/oidc/pages.ts';
import type { PlatformConfig } from '../config.ts';
import type { Handler } from '../http-server.ts';
import type { PortalFile } from './built-portal.ts';
import { type Coding, chooseCoding } from './content-coding.ts';
import { BOUNDARIES_PATH, LOGO_PATH, type PortalFace, portalConfig } from './faces.ts';
import { fileHeaders, NONCE_MARK, newNonce, pageHeaders } from './headers.ts';
import type { PortalSource } from './portal-source.ts';
import { waitingPage } from './waiting-page.ts';

export interface PortalParts {
  readonly config: PlatformConfig;
  readonly face: PortalFace;
  readonly source: PortalSource;
  /** Is a build under way on this machine? Says which waiting page is shown. */
  readonly isBeingBuilt: () => Promise<boolean>;
}

/** Bytes of this server's own making, ready to be sent in one coding. */
interface Small {
  readonly type: string;
  readonly bytes: Buffer;
}

/**
 * Everything that no other route answers: the portal's files, its configuration, and its one page for every other path (the page's own
 * router knows what is there). GET and HEAD. Cost: a look-up in a map; files are read and coded once.
 */
export function portalHandler(parts: PortalParts): Handler {
  const config = json(portalConfig(parts.config, parts.face));
  const loginStyle = loginStyleOf(parts.face);
  const { logoFile, boundariesFile } = parts.face;
  return async (request, response) => {
    if (request.method !== 'GET' && request.method !== 'HEAD')
      return plain(response, 405, 'Only GET and HEAD. 只接受 GET 和 HEAD。', { allow: 'GET, HEAD' });
    const path = pathOf(request.url ?? '/');
    if (path === null) return plain(response, 400, 'Not a path. 路径无效。');
    if (path === '/portal/config.json') return sendSmall(request, response, config);
    if (path === LOGIN_STYLE_PATH) return sendSmall(request, response, loginStyle);
    if (path === LOGO_PATH && logoFile !== null)
      return sendSmall(request, response, { type: 'image/svg+xml; charset=utf-8', bytes: await readFile(logoFile) });
    if (path === BOUNDARIES_PATH && boundariesFile !== null)
      return sendSmall(request, response, { type: 'application/geo+json', bytes: await readFile(boundariesFile) });
    const portal = await parts.source.current();
    const file = portal?.files.get(path);
    if (file) return sendFile(request, response, file);
    if (isFilesOwn(path)) return plain(response, 404, 'Not found. 未找到。');
    if (portal) return sendPage(request, response, portal.index);
    await sendWaiting(request, response, parts);
  };
}

/** The path of a request, decoded; null for what no browser asks: bad escapes, `..`, backslashes, NUL. */
function pathOf(url: string): string | null {
  try {
    const path = decodeURIComponent(url.split('?', 1)[0] ?? '/');
    const odd = !path.startsWith('/') || /[\\\0]/.test(path) || path.split('/').some((part) => part === '..');
    return odd ? null : path;
  } catch (error) {
    if (error instanceof URIError) return null;
    throw error;
  }
}

/** Below these there are files and no pages: a script of an older build must not be answered with a page. */
function isFilesOwn(path: string): boolean {
  return path.startsWith('/assets/') || path.startsWith('/portal/');
}

function sendPage(request: IncomingMessage, response: ServerResponse, index: string): void {
  const nonce = newNonce();
  const page = Buffer.from(index.replaceAll(NONCE_MARK, nonce));
  response.writeHead(200, {
    ...pageHeaders(nonce),
    'content-type': 'text/html; charset=utf-8',
    'content-length': page.length,
  });
  response.end(request.method === 'HEAD' ? undefined : page);
}

async function sendFile(request: IncomingMessage, response: ServerResponse, file: PortalFile): Promise<void> {
  const { hash, codings } = await file.content();
  const coding = chooseCoding(header(request, 'accept-encoding'), new Set(codings.keys()));
  const bytes = codings.get(coding);
  if (bytes === undefined) throw new Error(`a file of the portal has no ${coding}`);
  send(request, response, { hash, coding, type: file.type, bytes, immutable: file.immutable });
}

function sendSmall(request: IncomingMessage, response: ServerResponse, { type, bytes }: Small): void {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 32);
  send(request, response, { hash, coding: 'identity', type, bytes, immutable: false });
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: Small & { readonly hash: string; readonly coding: Coding; readonly immutable: boolean },
): void {
  const etag = `"${answer.hash}-${answer.coding}"`;
  const headers = { ...fileHeaders(answer.immutable), etag };
  if (matches(header(request, 'if-none-match'), etag)) {
    response.writeHead(304, headers).end();
    return;
  }
  response.writeHead(200, {
    ...headers,
    'content-type': answer.type,
    'content-length': answer.bytes.length,
    // A picture or script opened by itself may do nothing.
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    ...(answer.coding === 'identity' ? {} : { 'content-encoding': answer.coding }),
  });
  response.end(request.method === 'HEAD' ? undefined : answer.bytes);
}

/** RFC 9110 §13.1.2: compared weakly. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}

async function sendWaiting(request: IncomingMessage, response: ServerResponse, parts: PortalParts): Promise<void> {
  const { html, policy } = waitingPage(parts.face, await parts.isBeingBuilt());
  response.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'retry-after': '5',
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : html);
}

/** The provider's pages in the platform's colour: what the portal's build has for them, with the face's part. */
function loginStyleOf({ colours }: PortalFace): Small {
  const bytes = Buffer.from(`@import '/login.css';\n:root{--brand:${colours.primary}}\n`);
  return { type: 'text/css; charset=utf-8', bytes };
}

function json(value: object): Small {
  return { type: 'application/json; charset=utf-8', bytes: Buffer.from(JSON.stringify(value)) };
}

function header(request: IncomingMessage, name: 'accept-encoding' | 'if-none-match'): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(',') : value;
}

function plain(response: ServerResponse, status: number, text: string, headers: Record<string, string> = {}): void {
  response
    .writeHead(status, {
      ...headers,
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(`${text}\n`);
}
