import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { GatewayError, Locale } from './errors.ts';
import type { MediaType } from './front-headers.ts';

/** Below this compression costs more than it saves (bytes). */
const COMPRESS_FROM = 1_024;
/** Bodies up to here are read to their end even when the request is refused (bytes). */
const DRAIN_UP_TO = 65_536;
/** From here on encoding once and sharing the bytes saves more than a second write costs (characters). */
const BYTES_FROM = 8_192;
const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);

/** Everything the client gets to see of one answer. */
export interface FrontAnswer {
  readonly status: number;
  readonly text: string;
  /** See `EngineAnswer`; used for large answers. */
  readonly bytes?: (() => Buffer) | undefined;
  readonly retryAfterSeconds?: number | undefined;
  /** Code of the refusal when the request was refused as a whole. */
  readonly code?: string | undefined;
}

/** A whole response that consists of one error. The same bytes whichever path refused. */
export function answerOf(error: GatewayError, mediaType: MediaType, locale: Locale): FrontAnswer {
  return {
    status: error.statusAs(mediaType),
    text: JSON.stringify({ errors: [error.toFormatted(locale)] }),
    retryAfterSeconds: error.options.retryAfterSeconds,
    code: error.code,
  };
}

export interface SendOptions {
  readonly mediaType: MediaType;
  readonly correlationId: string;
  readonly headers?: OutgoingHttpHeaders | undefined;
}

/** Writes the answer, compressed off the event loop when the client takes it and it is large enough to gain. Does nothing once the client is gone. */
export async function send(
  request: IncomingMessage,
  response: ServerResponse,
  answer: FrontAnswer,
  options: SendOptions,
): Promise<void> {
  const headers: OutgoingHttpHeaders = {
    'content-type': `${options.mediaType}; charset=utf-8`,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-correlation-id': options.correlationId,
    ...options.headers,
  };
  if (answer.retryAfterSeconds !== undefined) headers['retry-after'] = String(answer.retryAfterSeconds);
  if (answer.status === 405) headers.allow = 'GET, POST';
  if (answer.status === 401) headers['www-authenticate'] = 'Bearer';
  const encoded = await encode(request, answer.text, headers);
  const isLarge = encoded === answer.text && encoded.length >= BYTES_FROM;
  const body = isLarge && answer.bytes !== undefined ? answer.bytes() : encoded;
  if (response.destroyed || response.headersSent) return;
  if (!request.complete && !isSmall(request)) headers.connection = 'close';
  headers['content-length'] = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  response.writeHead(answer.status, headers).end(request.method === 'HEAD' ? undefined : body);
}

/** Whether the unread rest of a refused body is cheaper to read (Node does) than a new connection. */
function isSmall({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length'] ?? Number.NaN) <= DRAIN_UP_TO;
}

async function encode(request: IncomingMessage, text: string, headers: OutgoingHttpHeaders): Promise<string | Buffer> {
  const accepted = request.headers['accept-encoding'];
  if (text.length < COMPRESS_FROM || accepted === undefined) return text;
  const coding = /\bbr\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)
    ? 'br'
    : /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\b)/.test(accepted)
      ? 'gzip'
      : undefined;
  if (coding === undefined) return text;
  headers['content-encoding'] = coding;
  headers.vary = headers.vary === undefined ? 'accept-encoding' : `${String(headers.vary)}, accept-encoding`;
  return coding === 'br'
    ? toBrotli(text, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
    : toGzip(text, { level: 5 });
}
