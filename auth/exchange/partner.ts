import { randomUUID } from 'node:crypto';
import type { JWTPayload } from 'jose';
import type { Accounts } from '../accounts/accounts.ts';
import { throttledAudit } from '../audit-throttle.ts';
import { AuthError } from '../errors.ts';
import type { TrustCache } from '../federation/trust.ts';
import {
  CROSSING_ROLES,
  CROSSING_SCOPES,
  LOOK_SCOPE,
  PLATFORM_SCOPES,
  type RoleGrant,
  type RoleName,
} from '../policy.ts';
import type { AdmissionPort, AuditSink, AuthClock, PartnerRecord, PartnerStore, ReplayStore } from '../ports.ts';
import { verifyProof } from '../tokens/dpop.ts';
import { signJwt, verifyJwt } from '../tokens/jwt.ts';
import type { KeyRing } from '../tokens/keys.ts';
import { PARTNER_TOKEN_SECONDS } from '../verify-access.ts';
import { authenticate, once } from './client-assertion.ts';
import { GRANT_SECONDS, GRANT_TYP } from './home.ts';

export const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** What the token endpoint for platforms answers (RFC 6749 §5.1). */
export interface PartnerTokenAnswer {
  readonly access_token: string;
  readonly token_type: 'DPoP';
  readonly expires_in: number;
  readonly scope: string;
}

export interface PartnerTokenOptions {
  readonly platform: string;
  readonly base: string;
  readonly keys: KeyRing;
  readonly partners: PartnerStore;
  readonly trust: TrustCache;
  readonly accounts: Accounts;
  readonly admissions: AdmissionPort;
  readonly replay: ReplayStore;
  readonly audit: AuditSink;
  readonly clock: AuthClock;
}

type Form = ReadonlyMap<string, string>;

/**
 * `POST <base>/partner/token`: RFC 7523 for a partner's user, client credentials for the partner itself; both with private_key_jwt and DPoP.
 * Every refusal leaves an audit row and nothing else.
 * @throws {AuthError}
 */
export function createPartnerTokens(
  options: PartnerTokenOptions,
): (form: Form, proof: string | undefined) => Promise<PartnerTokenAnswer> {
  const refusals = throttledAudit(options.audit, options.clock);
  return async (form, proof) => {
    let subject = '';
    try {
      const partner = await authenticate(options, form);
      subject = partner.baseUrl;
      if (!proof) throw new AuthError('DPOP_INVALID', 'a DPoP proof is needed');
      const target = { method: 'POST', url: `${options.base}/partner/token` };
      const jkt = await verifyProof(proof, target, options.replay, options.clock.now());
      const handler = HANDLERS[form.get('grant_type') ?? ''];
      if (!handler) throw new AuthError('GRANT_TYPE_UNSUPPORTED', 'no such grant type');
      return await handler(options, partner, form, jkt);
    } catch (error) {
      const code = error instanceof AuthError ? error.code : 'REQUEST_INVALID';
      await refusals.record({ action: 'exchange', outcome: 'denied', subject, code });
      throw error;
    }
  };
}

type Handler = (
  options: PartnerTokenOptions,
  partner: PartnerRecord,
  form: Form,
  jkt: string,
) => Promise<PartnerTokenAnswer>;
const HANDLERS: Readonly<Record<string, Handler>> = { [JWT_BEARER]: userToken, client_credentials: platformToken };

async function userToken(
  options: PartnerTokenOptions,
  partner: PartnerRecord,
  form: Form,
  jkt: string,
): Promise<PartnerTokenAnswer> {
  const payload = await verifiedGrant(options, partner, form.get('assertion') ?? '');
  const role = crossingRoleOf(payload);
  const allowed = allowedScopes(partner, String(payload.scope ?? ''), form.get('scope'));
  const scope = (await mayRequest(options, partner, payload)) ? allowed : [LOOK_SCOPE];
  await once(options, 'grant', partner, payload);
  const grants: readonly RoleGrant[] = [{ role, path: [options.platform] }];
  const account = await options.accounts.localSubject({
    issuer: partner.baseUrl,
    sub: String(payload.sub),
    home: partner.platform,
    name: String(payload.name ?? '').slice(0, 100),
    unitId: ownUnit(partner, payload.unit),
    grants,
  });
  if (account.disabled) throw new AuthError('GRANT_INVALID', 'the user is closed here');
  await options.audit.record({
    action: 'exchange',
    outcome: 'ok',
    subject: account.id,
    detail: { partner: partner.platform, jti: String(payload.jti), scope: scope.join(' ') },
  });
  return issue(options, partner, jkt, scope, {
    sub: account.id,
    home: partner.platform,
    scopes: scope,
    av: account.authorisationVersion,
  });
}

/** The grant must come from the very partner that authenticated: A cannot speak for B's users. */
async function verifiedGrant(options: PartnerTokenOptions, partner: PartnerRecord, grant: string) {
  const rule = {
    typ: GRANT_TYP,
    issuer: partner.baseUrl,
    audience: options.base,
    requiredClaims: ['sub', 'jti', 'client_id', 'scope', 'home', 'user_class'],
    maxAgeSeconds: GRANT_SECONDS,
  };
  try {
    const { payload } = await verifyJwt(grant, (kid) => options.trust.key(partner, kid), rule, options.clock.now());
    if (payload.client_id !== partner.baseUrl) throw new AuthError('GRANT_INVALID', 'the grant is for another client');
    if (payload.home !== partner.platform) throw new AuthError('GRANT_INVALID', 'the user is of another platform');
    return payload;
  } catch (error) {
    if (error instanceof AuthError && error.code.startsWith('TOKEN_'))
      throw new AuthError('GRANT_INVALID', error.message, { cause: error });
    throw error;
  }
}

/** Administrator roles never cross (design.md §6): a partner that asserts one is refused, not corrected. */
function crossingRoleOf(payload: JWTPayload): RoleName {
  const asserted = payload.user_class;
  const role = CROSSING_ROLES.find((name) => name === asserted);
  if (!role || payload.grants !== undefined || payload.roles !== undefined)
    throw new AuthError('ROLE_DENIED', 'this role does not cross platforms');
  return role;
}

/** requested ∩ granted ∩ partner's policy ∩ what may cross at all. */
function allowedScopes(partner: PartnerRecord, granted: string, requested: string | undefined): readonly string[] {
  const inGrant = new Set(granted.split(' '));
  const wanted = new Set((requested ?? granted).split(' '));
  const scope = CROSSING_SCOPES.filter(
    (name) => inGrant.has(name) && wanted.has(name) && partner.scopes.includes(name),
  );
  if (scope.length === 0) throw new AuthError('SCOPE_DENIED', 'no scope is left');
  return scope;
}

/**
 * Two-level registration: where the partner's record asks for it, only users that were admitted here may request; the others may look. Asked at every
 * exchange, so that a revocation counts from the next one on. Which of its users an admission is of, the home platform vouches for, as for who they are.
 */
async function mayRequest(options: PartnerTokenOptions, partner: PartnerRecord, payload: JWTPayload): Promise<boolean> {
  if (!partner.requiresAdmission) return true;
  const { admission } = payload;
  return typeof admission === 'string' && options.admissions.isAdmitted(partner.platform, admission);
}

/** A user's unit must be of the user's own platform: `hlj` cannot say that somebody belongs to a unit of `mdj`. */
function ownUnit(partner: PartnerRecord, unit: unknown): string | null {
  return typeof unit === 'string' && unit.startsWith(`${partner.platform}:unit:`) ? unit : null;
}

async function platformToken(
  options: PartnerTokenOptions,
  partner: PartnerRecord,
  _form: Form,
  jkt: string,
): Promise<PartnerTokenAnswer> {
  await options.audit.record({ action: 'platformToken', outcome: 'ok', subject: partner.baseUrl });
  return issue(options, partner, jkt, PLATFORM_SCOPES, {
    sub: partner.baseUrl,
    platform: true,
    home: partner.platform,
  });
}

/** RFC 9068 access token, bound to the client's key (RFC 9449 §6). */
async function issue(
  options: PartnerTokenOptions,
  partner: PartnerRecord,
  jkt: string,
  scope: readonly string[],
  claims: Readonly<Record<string, unknown>>,
): Promise<PartnerTokenAnswer> {
  const all = {
    iss: options.base,
    aud: `${options.base}/partner/v1`,
    client_id: partner.baseUrl,
    jti: randomUUID(),
    scope: scope.join(' '),
    cnf: { jkt },
    ...claims,
  };
  const token = await signJwt(options.keys.current(), 'at+jwt', all, PARTNER_TOKEN_SECONDS, options.clock.now());
  return { access_token: token, token_type: 'DPoP', expires_in: PARTNER_TOKEN_SECONDS, scope: scope.join(' ') };
}
