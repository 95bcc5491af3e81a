import { createHmac, randomUUID } from 'node:crypto';
import { AuthError } from '../errors.ts';
import { CROSSING_SCOPES, crossingRole, liveGrants, type RoleGrant } from '../policy.ts';
import type { AccountStore, AdmissionPort, AuditSink, AuthClock, PartnerRecord } from '../ports.ts';
import { signJwt } from '../tokens/jwt.ts';
import type { KeyRing } from '../tokens/keys.ts';

/** Identity assertion authorisation grant: one user, one partner, once, within a minute. */
export const GRANT_TYP = 'oauth-id-jag+jwt';
export const GRANT_SECONDS = 60;

/** Who asks at home, as verified here: a kernel `Caller` or `Claims` fits. */
export interface HomeUser {
  readonly kind: string;
  readonly subject: string;
  readonly home: string;
  readonly scopes: readonly string[];
}

export interface HomeExchange {
  /**
   * RFC 8693 exchange of a verified user for a grant that one partner will take (identity chaining across domains §2.3).
   * @throws {AuthError} GRANT_INVALID (not a user of this platform, or closed), SCOPE_DENIED (nothing left that may cross)
   */
  issueGrant(user: HomeUser, partner: PartnerRecord, scopes: readonly string[]): Promise<string>;
  /** The user's pseudonym at a partner: the same there always, unlinkable between partners (OIDC Core §8.1). */
  pairwise(subject: string, partnerBase: string): string;
}

export interface HomeExchangeOptions {
  readonly platform: string;
  readonly base: string;
  readonly keys: KeyRing;
  readonly pairwiseSalt: Buffer;
  readonly accounts: AccountStore;
  readonly admissions: AdmissionPort;
  readonly audit: AuditSink;
  readonly clock: AuthClock;
}

export function createHomeExchange(options: HomeExchangeOptions): HomeExchange {
  const pairwise = (subject: string, partnerBase: string): string =>
    createHmac('sha256', options.pairwiseSalt)
      .update(JSON.stringify([partnerBase, subject]))
      .digest('base64url');
  return {
    pairwise,
    issueGrant: async (user, partner, scopes) => {
      const account = await crossingAccount(options, user);
      const scope = scopes.filter(
        (name) => CROSSING_SCOPES.includes(name) && user.scopes.includes(name) && partner.scopes.includes(name),
      );
      if (scope.length === 0) throw new AuthError('SCOPE_DENIED', 'none of the scopes may cross');
      const grants: readonly RoleGrant[] = liveGrants(account.grants, options.clock.now());
      const admission = await options.admissions.openAdmission(account.id, partner.platform);
      const claims = {
        iss: options.base,
        sub: pairwise(account.id, partner.baseUrl),
        aud: partner.baseUrl,
        client_id: options.base,
        jti: randomUUID(),
        scope: scope.join(' '),
        home: options.platform,
        name: account.name,
        user_class: crossingRole(grants),
        unit: account.unitId,
        ...(admission ? { admission } : {}),
      };
      await options.audit.record({
        action: 'issueGrant',
        outcome: 'ok',
        subject: account.id,
        detail: { partner: partner.platform, jti: claims.jti },
      });
      return signJwt(options.keys.current(), GRANT_TYP, claims, GRANT_SECONDS, options.clock.now());
    },
  };
}

/** Only our own users cross, from home only: a partner's user is not passed on (no confused deputy). */
async function crossingAccount(options: HomeExchangeOptions, user: HomeUser) {
  if (user.kind !== 'user' || user.home !== options.platform)
    throw new AuthError('GRANT_INVALID', 'not a user of this platform');
  const account = await options.accounts.findById(user.subject);
  if (!account || account.disabled || (account.origin !== null && account.home !== options.platform)) {
    throw new AuthError('GRANT_INVALID', 'no such account here');
  }
  return account;
}
