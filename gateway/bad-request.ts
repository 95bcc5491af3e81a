import { GatewayError, type LocalText } from './errors.ts';

/** BAD_REQUEST for a reason: a part of a sentence, which names what is wrong. */
export function badRequest(reason: LocalText): GatewayError {
  return new GatewayError('BAD_REQUEST', { params: { reason } });
}
