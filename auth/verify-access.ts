import type { JWTPayload } from 'jose';
import type { Standing } from './accounts/standing.ts';
import { throttledAudit } from './audit-throttle.ts';
import type { Claims } from './claims.ts';
import { AuthError } from './errors.ts';
import { liveGrants, PLATFORM_SCOPES, type RoleGrant, scopesOf } from './policy.ts';
import type { AccountRecord, AuditSink, AuthClock, PartnerStore, ReplayStore } from './ports.ts';
import { verifyProof } from './tokens/dpop.ts';
import { type KeyFinder, verifyJwt } from './tokens/jwt.ts';
import { createVerifiedCache } from './tokens/verified-cache.ts';

/** How the token came: `Authorization: Bearer|DPoP <token>`, with the proof of a DPoP header. */
export interface Presented {
  readonly scheme: 'Bearer' | 'DPoP';
  readonly token: string;
  readonly dpop?: { readonly proof: string; readonly method: string; readonly url: string };
}

export interface AccessVerifier {
  /**
   * A token of this platform's own users, for its graph.
   * @throws {AuthError} TOKEN_*, DPOP_*
   */
  verifyUser(presented: Presented): Promise<Claims>;
  /** A token that this platform gave a partner, for the partner contract: of one of its users, or of the partner itself. Always DPoP-bound. */
  verifyPartner(presented: Presented): Promise<Claims>;
}

export interface AccessVerifierOptions {
  /** Public base URL; the issuer of users' tokens is `<base>/oidc`. */
  readonly base: string;
  readonly userKeys: KeyFinder;
  readonly partnerKeys: KeyFinder;
  readonly standing: Standing;
  readonly partners: PartnerStore;
  readonly replay: ReplayStore;
  readonly audit: AuditSink;
  readonly clock: AuthClock;
}

/** Longest life of an access token, in seconds. */
export const USER_TOKEN_SECONDS = 600;
export const PARTNER_TOKEN_SECONDS = 300;
const REQUIRED = ['sub', 'jti', 'client_id'];

export function createAccessVerifier(options: AccessVerifierOptions): AccessVerifier {
  const { base } = options;
  const userRule = {
    typ: 'at+jwt',
    issuer: `${base}/oidc`,
    audience: `${base}/graphql`,
    requiredClaims: [...REQUIRED, 'av'],
    maxAgeSeconds: USER_TOKEN_SECONDS,
  };
  const partnerRule = {
    typ: 'at+jwt',
    issuer: base,
    audience: `${base}/partner/v1`,
    requiredClaims: REQUIRED,
    maxAgeSeconds: PARTNER_TOKEN_SECONDS,
  };
  const verified = createVerifiedCache(options.clock);
  const audit = throttledAudit(options.audit, options.clock);
  const audited =
    (action: string, verify: (presented: Presented) => Promise<Claims>) =>
    async (presented: Presented): Promise<Claims> => {
      try {
        return await verify(presented);
      } catch (error) {
        if (error instanceof AuthError)
          await audit.record({ action, outcome: 'denied', subject: '', code: error.code });
        throw error;
      }
    };
  return {
    verifyUser: audited('token', async (presented) => {
      const { payload } = await verified(presented.token, () =>
        verifyJwt(presented.token, options.userKeys, userRule, options.clock.now()),
      );
      const jkt = await checkPossession(options, presented, payload);
      const account = await standingAccount(options, payload);
      const sid = text(payload, 'sid');
      if (sid !== null && !(await options.standing.sessionLives(sid)))
        throw new AuthError('TOKEN_REVOKED', 'the session has ended');
      return userClaims(account, payload, { sid, jkt, now: options.clock.now() });
    }),
    verifyPartner: audited('partnerToken', async (presented) => {
      const { payload } = await verifyJwt(presented.token, options.partnerKeys, partnerRule, options.clock.now());
      const jkt = await checkPossession(options, presented, payload);
      if (jkt === null) throw new AuthError('DPOP_REQUIRED', 'partner tokens are bound to a key');
      const partner = await options.partners.findByBaseUrl(text(payload, 'client_id') ?? '');
      if (!partner) throw new AuthError('PARTNER_UNKNOWN', 'the partner is not registered here any more');
      if (partner.blocked) throw new AuthError('PARTNER_BLOCKED', 'the partner is blocked here');
      if (payload.platform === true) return platformClaims(partner.platform, payload, jkt);
      const account = await standingAccount(options, payload);
      if (account.home !== partner.platform) throw new AuthError('TOKEN_CLAIM', 'the user is of another platform');
      return userClaims(account, payload, { sid: null, jkt, now: options.clock.now() });
    }),
  };
}

/** RFC 9449 §7.1, §7.2: a bound token needs its proof, under the DPoP scheme; an unbound one must not come as DPoP. */
async function checkPossession(
  options: AccessVerifierOptions,
  presented: Presented,
  payload: JWTPayload,
): Promise<string | null> {
  const jkt = (payload.cnf as { jkt?: unknown } | undefined)?.jkt;
  if (payload.cnf === undefined) {
    if (presented.scheme === 'DPoP') throw new AuthError('DPOP_INVALID', 'the token is not bound to a key');
    return null;
  }
  if (typeof jkt !== 'string') throw new AuthError('TOKEN_CLAIM', 'confirmation method is not known');
  if (presented.scheme !== 'DPoP' || !presented.dpop)
    throw new AuthError('DPOP_REQUIRED', 'the token needs a DPoP proof');
  const { proof, method, url } = presented.dpop;
  return verifyProof(proof, { method, url, accessToken: presented.token, jkt }, options.replay, options.clock.now());
}

/** The account as it is now: rights that were taken away after the token was issued end the token. */
async function standingAccount(options: AccessVerifierOptions, payload: JWTPayload): Promise<AccountRecord> {
  const account = await options.standing.account(payload.sub ?? '');
  if (!account || account.disabled) throw new AuthError('TOKEN_REVOKED', 'the account is closed');
  const version = payload.av;
  if (typeof version !== 'number' || version < account.authorisationVersion) {
    throw new AuthError('TOKEN_REVOKED', 'rights have changed since the token was issued');
  }
  return account;
}

/** Rights are the account's of now, cut to the token's scopes: a delegation that ran out inside the token's life is gone. */
function userClaims(
  account: AccountRecord,
  payload: JWTPayload,
  token: { sid: string | null; jkt: string | null; now: Date },
): Claims {
  const grants: readonly RoleGrant[] = liveGrants(account.grants, token.now);
  const allowed = new Set(Array.isArray(payload.scopes) ? payload.scopes : []);
  return {
    kind: 'user',
    subject: account.id,
    name: account.name,
    home: account.home,
    unitId: account.unitId,
    grants,
    scopes: scopesOf(grants).filter((scope) => allowed.has(scope)),
    authorisationVersion: account.authorisationVersion,
    locale: account.locale,
    token: tokenFacts(payload, token.sid, token.jkt),
  };
}

function platformClaims(platform: string, payload: JWTPayload, jkt: string): Claims {
  const granted = new Set(String(payload.scope ?? '').split(' '));
  return {
    kind: 'platform',
    subject: platform,
    name: platform,
    home: platform,
    unitId: null,
    grants: [],
    scopes: PLATFORM_SCOPES.filter((scope) => granted.has(scope)),
    authorisationVersion: 0,
    locale: 'zh',
    token: tokenFacts(payload, null, jkt),
  };
}

function tokenFacts(payload: JWTPayload, sessionId: string | null, jkt: string | null): Claims['token'] {
  return {
    id: text(payload, 'jti') ?? '',
    clientId: text(payload, 'client_id') ?? '',
    sessionId,
    expiresAt: new Date((payload.exp ?? 0) * 1000),
    jkt,
  };
}

function text(payload: JWTPayload, name: string): string | null {
  const value = payload[name];
  return typeof value === 'string' ? value : null;
}
