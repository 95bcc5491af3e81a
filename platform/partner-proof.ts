import { createHash } from 'node:crypto';
import { signJwt } from '../auth/tokens/jwt.ts';
import type { KeyRing } from '../auth/tokens/keys.ts';
import type { RemoteTransportOptions } from '../gateway/transport-remote.ts';
import type { Identity } from '../gateway/types.ts';

/** The header that carries the proof. */
export const PARTNER_PROOF_HEADER = 'x-mudan-proof';
/** `typ` of the proof (RFC 8725 §3.11: a type of its own). */
export const PARTNER_PROOF_TYPE = 'mudan-proof+jwt';

const LIFETIME_SECONDS = 30;

export interface PartnerProofOptions {
  /** The platform's origin: the proof's issuer, whose entity configuration publishes the keys. */
  readonly origin: string;
  readonly keys: Pick<KeyRing, 'current'>;
  readonly now: () => Date;
}

/**
 * Signs requests to partners' subgraphs, so that they can refuse everybody else: that this platform asks, with exactly this body, now, and whether somebody is
 * logged in. Not who: a partner learns no name, account, role or unit. Cost: one ES256 signature (0.3 ms) for each fetch.
 */
export function partnerProof({
  origin,
  keys,
  now,
}: PartnerProofOptions): (url: string) => NonNullable<RemoteTransportOptions['sign']> {
  return (url) => async (request, body) => ({
    [PARTNER_PROOF_HEADER]: await signJwt(
      keys.current(),
      PARTNER_PROOF_TYPE,
      claims(origin, url, request.context.identity, body),
      LIFETIME_SECONDS,
      now(),
    ),
  });
}

function claims(iss: string, aud: string, { anonymous }: Identity, body: string) {
  return { iss, aud, authenticated: !anonymous, body: createHash('sha256').update(body).digest('base64url') };
}
