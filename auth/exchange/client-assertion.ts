import { decodeJwt, type JWTPayload } from 'jose';
import { AuthError } from '../errors.ts';
import type { TrustCache } from '../federation/trust.ts';
import type { AuthClock, PartnerRecord, PartnerStore, ReplayStore } from '../ports.ts';
import { claimOnce } from '../tokens/dpop.ts';
import { CLOCK_SKEW_SECONDS, verifyJwt } from '../tokens/jwt.ts';

export const ASSERTION_TYP = 'client-authentication+jwt';
export const ASSERTION_SECONDS = 60;
export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** What is needed to know which partner asks. */
export interface AssertionOptions {
  readonly base: string;
  readonly partners: PartnerStore;
  readonly trust: TrustCache;
  readonly replay: ReplayStore;
  readonly clock: AuthClock;
}

/** RFC 7523 §3: the assertion of a registered partner, signed by its key, for this endpoint, once. */
export async function authenticate(
  options: AssertionOptions,
  form: ReadonlyMap<string, string>,
): Promise<PartnerRecord> {
  const assertion = form.get('client_assertion');
  if (form.get('client_assertion_type') !== ASSERTION_TYPE || !assertion)
    throw new AuthError('CLIENT_INVALID', 'private_key_jwt is needed');
  const partner = await claimedPartner(options.partners, assertion);
  const rule = {
    typ: ASSERTION_TYP,
    issuer: partner.baseUrl,
    audience: `${options.base}/partner/token`,
    requiredClaims: ['sub', 'jti'],
    maxAgeSeconds: ASSERTION_SECONDS,
  };
  const { payload } = await asClient(
    verifyJwt(assertion, (kid) => options.trust.key(partner, kid), rule, options.clock.now()),
  );
  if (payload.sub !== partner.baseUrl) throw new AuthError('CLIENT_INVALID', 'iss and sub differ');
  await once(options, 'assertion', partner, payload);
  return partner;
}

/** The unverified `iss` only chooses among registered partners; the signature decides. */
async function claimedPartner(partners: PartnerStore, assertion: string): Promise<PartnerRecord> {
  let issuer: unknown;
  try {
    issuer = decodeJwt(assertion).iss;
  } catch (error) {
    throw new AuthError('CLIENT_INVALID', 'not a JWT', { cause: error });
  }
  const partner = typeof issuer === 'string' ? await partners.findByBaseUrl(issuer) : null;
  if (!partner) throw new AuthError('PARTNER_UNKNOWN', 'not a registered partner');
  if (partner.blocked) throw new AuthError('PARTNER_BLOCKED', 'the partner is blocked here');
  return partner;
}

async function asClient<T>(verified: Promise<T>): Promise<T> {
  try {
    return await verified;
  } catch (error) {
    if (error instanceof AuthError && error.code.startsWith('TOKEN_'))
      throw new AuthError('CLIENT_INVALID', error.message, { cause: error });
    throw error;
  }
}

/** Each jti of a partner counts once, over all replicas. */
export async function once(
  options: Pick<AssertionOptions, 'replay'>,
  scope: string,
  partner: PartnerRecord,
  payload: JWTPayload & { exp: number },
): Promise<void> {
  const jti = payload.jti;
  if (typeof jti !== 'string' || jti.length > 128) throw new AuthError('GRANT_INVALID', 'no usable jti');
  const until = new Date((payload.exp + 2 * CLOCK_SKEW_SECONDS) * 1000);
  if (!(await claimOnce(options.replay, scope, `${partner.baseUrl} ${jti}`, until))) {
    throw new AuthError(scope === 'grant' ? 'REPLAYED' : 'CLIENT_INVALID', `the ${scope} was used before`);
  }
}
