import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { GatewayError } from './errors.ts';
import type { Limits } from './limits/defaults.ts';
import type { Turn } from './types.ts';

/** Bodies larger than this wait for a turn before they are made into text and parsed (bytes): twice that of the largest that a portal page sends. */
const LARGE_BODY = 8_192;

/**
 * Reads a request body as text. Refuses it as soon as it is known to be too large (by its header or by counting), too slow, cut
 * short, or not UTF-8; never holds more than the limit. What remains unread is the caller's to deal with (`Connection: close`).
 */
export async function readBody(
  request: IncomingMessage,
  limits: Pick<Limits, 'maxBodyBytes' | 'bodyTimeoutMs'>,
  turn: Turn,
): Promise<string> {
  const chunks = await readChunks(request, limits);
  if (chunks.length > 1 || (chunks[0]?.length ?? 0) > LARGE_BODY) await turn();
  return decode(chunks);
}

function readChunks(
  request: IncomingMessage,
  limits: Pick<Limits, 'maxBodyBytes' | 'bodyTimeoutMs'>,
): Promise<readonly Buffer[]> {
  const { maxBodyBytes, bodyTimeoutMs } = limits;
  const tooLarge = () => new GatewayError('PAYLOAD_TOO_LARGE', { params: { limit: maxBodyBytes } });
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return Promise.reject(tooLarge());
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const timer = setTimeout(() => settle(() => reject(new GatewayError('REQUEST_TIMEOUT'))), bodyTimeoutMs);
    const settle = (finish: () => void) => {
      clearTimeout(timer);
      request.off('data', onData).off('end', onEnd).off('error', onClose).off('close', onClose);
      request.on('error', () => {});
      finish();
    };
    const onData = (chunk: Buffer) => {
      size += chunk.length;
      if (size > maxBodyBytes) return settle(() => reject(tooLarge()));
      chunks.push(chunk);
    };
    const onEnd = () => settle(() => resolve(chunks));
    const onClose = () => settle(() => reject(new GatewayError('REQUEST_CANCELLED')));
    request.on('data', onData).on('end', onEnd).on('error', onClose).on('close', onClose);
  });
}

function decode(chunks: readonly Buffer[]): string {
  const [only] = chunks;
  const bytes = chunks.length === 1 && only !== undefined ? only : Buffer.concat(chunks);
  if (!isUtf8(bytes)) throw new GatewayError('BAD_REQUEST', { params: { reason: 'the body is not UTF-8' } });
  return bytes.toString('utf8');
}
