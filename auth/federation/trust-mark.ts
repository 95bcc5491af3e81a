import { AuthError } from '../errors.ts';
import { signJwt, verifyJwt } from '../tokens/jwt.ts';
import { type KeyRing, keysOf } from '../tokens/keys.ts';
import { asRecord, STATEMENT_SECONDS, type Statement } from './entity.ts';

export const TRUST_MARK_TYP = 'trust-mark+jwt';
/** Says that its holder is a member of the network and was accepted by the platform above it. */
export const MEMBERSHIP = 'urn:mudan:trust-mark:member';

/** A membership mark for a subordinate (OpenID Federation 1.0 §7.1). Lives as long as a statement. */
export function signTrustMark(issuer: string, subject: string, keys: KeyRing, now: Date): Promise<string> {
  return signJwt(
    keys.current(),
    TRUST_MARK_TYP,
    { iss: issuer, sub: subject, trust_mark_type: MEMBERSHIP },
    STATEMENT_SECONDS,
    now,
  );
}

/** The leaf must show a membership mark that one of its superiors in this chain issued. @throws {AuthError} CHAIN_INVALID */
export async function checkTrustMark(leaf: Statement, superiors: readonly Statement[], now: Date): Promise<void> {
  const marks = Array.isArray(leaf.claims.trust_marks) ? leaf.claims.trust_marks.slice(0, 5) : [];
  for (const entry of marks) {
    const { trust_mark_type: type, trust_mark: token } = asRecord(entry);
    if (type !== MEMBERSHIP || typeof token !== 'string') continue;
    for (const superior of superiors) if (await issuedBy(superior, token, leaf.sub, now)) return;
  }
  throw new AuthError('CHAIN_INVALID', `${leaf.sub} shows no membership mark of its superior`);
}

async function issuedBy(superior: Statement, token: string, subject: string, now: Date): Promise<boolean> {
  try {
    const keys = await keysOf(superior.jwks);
    const rule = {
      typ: TRUST_MARK_TYP,
      issuer: superior.sub,
      audience: null,
      requiredClaims: ['sub', 'trust_mark_type'],
      maxAgeSeconds: STATEMENT_SECONDS,
    };
    const { payload } = await verifyJwt(token, (kid) => keys.get(kid) ?? null, rule, now);
    return payload.sub === subject && payload.trust_mark_type === MEMBERSHIP;
  } catch (error) {
    if (error instanceof AuthError) return false;
    throw error;
  }
}
