import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** How far a request's time may be off. */
export const allowedSkewSeconds = 300;

/** What is signed: method, path with query, time in seconds, and the hash of the body; nothing of a request can be changed unseen. */
export interface SignedParts {
  readonly method: string;
  readonly path: string;
  readonly timestamp: string;
  readonly body: Uint8Array;
}

/** HMAC-SHA-256 in hexadecimal over the parts, one to a line. */
export function signatureOf(secret: string, { method, path, timestamp, body }: SignedParts): string {
  const bodyHash = createHash('sha256').update(body).digest('hex');
  return createHmac('sha256', secret).update([method, path, timestamp, bodyHash].join('\n')).digest('hex');
}

/** Is the signature right and of now? A replay within the window does no harm: records are idempotent by id and version. */
export function isSigned(secret: string, parts: SignedParts, signature: string, now: Date): boolean {
  const seconds = Number(parts.timestamp);
  if (!Number.isSafeInteger(seconds) || Math.abs(now.getTime() / 1000 - seconds) > allowedSkewSeconds) return false;
  const expected = Buffer.from(signatureOf(secret, parts), 'hex');
  const given = Buffer.from(/^[0-9a-f]{64}$/.test(signature) ? signature : '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
