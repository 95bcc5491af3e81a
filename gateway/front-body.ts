import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { badRequest } from './bad-request.ts';
import { GatewayError } from './errors.ts';
import type { Limits } from './limits/defaults.ts';
import type { Turns } from './limits/turns.ts';

/** Bodies larger than this are charged by their size, and wait for a turn before they are read and before they are made into text and parsed (bytes). */
const LARGE_BODY = 8_192;

/** What reading a body depends on beside the limits of its size and its time. */
export interface BodyGate {
  /** Charges the body to whoever sends it. Rejects with RATE_LIMITED. */
  readonly pay: (bytes: number) => Promise<void>;
  /** Waited for before a large body is read, and again before it is made into text. */
  readonly turns: Pick<Turns, 'take' | 'goOn'>;
}

/**
 * Reads a request body as text. Refuses it as soon as it is known to be too large (by its header or by counting), too slow, cut
 * short, or not UTF-8; never holds more than the limit. What remains unread is the caller's to deal with (`Connection: close`).
 */
export async function readBody(
  request: IncomingMessage,
  limits: Pick<Limits, 'maxBodyBytes' | 'bodyTimeoutMs'>,
  { pay, turns }: BodyGate,
): Promise<string> {
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (announced > limits.maxBodyBytes) throw tooLarge(limits);
  if (announced > LARGE_BODY) {
    await pay(announced);
    // Until then the rest of it stays with its sender.
    await turns.take();
    if (request.destroyed) throw new GatewayError('REQUEST_CANCELLED');
  }
  const chunks = await readChunks(request, limits);
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  if (size > LARGE_BODY) {
    if (Number.isNaN(announced)) await pay(size);
    await turns.goOn();
  }
  return decode(chunks);
}

function tooLarge({ maxBodyBytes }: Pick<Limits, 'maxBodyBytes'>): GatewayError {
  return new GatewayError('PAYLOAD_TOO_LARGE', { params: { limit: maxBodyBytes } });
}

function readChunks(
  request: IncomingMessage,
  limits: Pick<Limits, 'maxBodyBytes' | 'bodyTimeoutMs'>,
): Promise<readonly Buffer[]> {
  const { maxBodyBytes, bodyTimeoutMs } = limits;
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
      if (size > maxBodyBytes) return settle(() => reject(tooLarge(limits)));
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
  if (!isUtf8(bytes)) throw badRequest({ en: 'the body is not UTF-8', zh: '请求体不是 UTF-8 编码' });
  return bytes.toString('utf8');
}
