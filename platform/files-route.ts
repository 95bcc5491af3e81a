import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { GatewayError } from '../gateway/errors.ts';
import type { Authenticate } from '../gateway/types.ts';
import { FileTooLarge } from '../kernel/files/file-store.ts';
import type { Kernel } from '../kernel/types.ts';
import type { CallerClaims } from './graph.ts';
import type { Handler } from './http-server.ts';

const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/;
const MAXIMUM_NAME_LENGTH = 200;

/**
 * `POST /files?name=NAME` with the bytes as body: keeps an upload of somebody who is logged in and answers `{ id, name, mediaType, bytes, sha256 }`.
 * The id is then named in a mutation (import, result file, report) by the same account, or by staff of its unit, within a day. Streams to disk; larger than the kernel's limit is HTTP 413 and leaves nothing.
 *
 * `GET /files/<id>?expires=…&signature=…` gives a file by the link that the graph gave (`kernel.files.link`): the link is the permission.
 */
export function filesRoute(kernel: Kernel, authenticate: Authenticate): Handler {
  return async (request, response) => {
    if (request.method === 'GET') return download(kernel, request, response);
    if (request.method !== 'POST') return answer(response, 405, { message: 'Only GET and POST. 只接受 GET 和 POST。' });
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = url.searchParams.get('name')?.trim() ?? '';
    const mediaType = (request.headers['content-type'] ?? 'application/octet-stream').split(';', 1)[0]?.trim() ?? '';
    if (name === '' || name.length > MAXIMUM_NAME_LENGTH || /[/\\\0]/.test(name))
      return answer(response, 400, {
        message: 'name: 1 to 200 characters, no slashes. 文件名须为 1–200 个字符，不含斜杠。',
      });
    if (!MEDIA_TYPE.test(mediaType))
      return answer(response, 415, { message: 'content-type: a media type. 须给出媒体类型。' });
    const owner = await loggedIn(request, authenticate);
    if (!owner) return answer(response, 401, { message: 'Log in first. 请先登录。' });
    try {
      answer(response, 201, await kernel.files.upload(owner, name, mediaType, request));
    } catch (error) {
      if (!(error instanceof FileTooLarge)) throw error;
      answer(response, 413, {
        message: `At most ${error.maximumBytes} bytes. 文件不得超过 ${error.maximumBytes} 字节。`,
      });
    }
  };
}

async function download(kernel: Kernel, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const id = decoded(url.pathname.split('/').at(-1) ?? '');
  const { expires, signature } = Object.fromEntries(url.searchParams);
  const good = id !== null && (await kernel.files.isGoodLink(id, expires ?? '', signature ?? ''));
  const opened = good ? await kernel.files.open(id) : null;
  if (!opened)
    return answer(response, 404, { message: 'No such file, or the link has expired. 没有该文件，或链接已过期。' });
  const { name, mediaType, bytes } = opened.file;
  response.writeHead(200, {
    'content-type': mediaType,
    'content-length': bytes,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    'cache-control': 'private, no-store',
    'x-content-type-options': 'nosniff',
  });
  await pipeline(opened.stream, response);
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

/** Null for nobody, and for a bad token. */
async function loggedIn(request: IncomingMessage, authenticate: Authenticate): Promise<CallerClaims | null> {
  try {
    const asked = { method: request.method ?? '', url: request.url ?? '' };
    const { anonymous, claims } = await authenticate(request.headers, asked);
    return anonymous ? null : (claims as CallerClaims);
  } catch (error) {
    if (error instanceof GatewayError) return null;
    throw error;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' })
    .end(JSON.stringify(body));
}
