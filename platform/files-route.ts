import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../gateway/errors.ts';
import type { Authenticate } from '../gateway/types.ts';
import { FileTooLarge } from '../kernel/files/file-store.ts';
import type { Kernel } from '../kernel/types.ts';
import type { Handler } from './http-server.ts';

const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,80}$/;
const MAXIMUM_NAME_LENGTH = 200;

/**
 * `POST /files?name=NAME` with the bytes as body: keeps an upload of somebody who is logged in and answers `{ id, name, mediaType, bytes, sha256 }`.
 * The id is then named in a mutation (import, result file, report). Streams to disk; larger than the kernel's limit is HTTP 413 and leaves nothing.
 */
export function filesRoute(kernel: Kernel, authenticate: Authenticate): Handler {
  return async (request, response) => {
    if (request.method !== 'POST') return answer(response, 405, { message: 'Only POST. 只接受 POST。' });
    const url = new URL(request.url ?? '/', 'http://localhost');
    const name = url.searchParams.get('name')?.trim() ?? '';
    const mediaType = (request.headers['content-type'] ?? 'application/octet-stream').split(';', 1)[0]?.trim() ?? '';
    if (name === '' || name.length > MAXIMUM_NAME_LENGTH || /[/\\\0]/.test(name))
      return answer(response, 400, {
        message: 'name: 1 to 200 characters, no slashes. 文件名须为 1–200 个字符，不含斜杠。',
      });
    if (!MEDIA_TYPE.test(mediaType))
      return answer(response, 415, { message: 'content-type: a media type. 须给出媒体类型。' });
    if (!(await isLoggedIn(request, authenticate)))
      return answer(response, 401, { message: 'Log in first. 请先登录。' });
    try {
      answer(response, 201, await kernel.files.save(name, mediaType, request));
    } catch (error) {
      if (!(error instanceof FileTooLarge)) throw error;
      answer(response, 413, {
        message: `At most ${error.maximumBytes} bytes. 文件不得超过 ${error.maximumBytes} 字节。`,
      });
    }
  };
}

async function isLoggedIn(request: IncomingMessage, authenticate: Authenticate): Promise<boolean> {
  try {
    return !(await authenticate(request.headers, { method: request.method ?? '', url: request.url ?? '' })).anonymous;
  } catch (error) {
    if (error instanceof GatewayError) return false;
    throw error;
  }
}

function answer(response: ServerResponse, status: number, body: object): void {
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', 'x-content-type-options': 'nosniff' })
    .end(JSON.stringify(body));
}
