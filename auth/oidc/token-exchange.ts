import type Provider from 'oidc-provider';
import { errors } from 'oidc-provider';
import { AuthError } from '../errors.ts';
import { GRANT_SECONDS, type HomeExchange } from '../exchange/home.ts';
import { CROSSING_SCOPES } from '../policy.ts';
import type { PartnerStore } from '../ports.ts';
import type { AccessVerifier } from '../verify-access.ts';

export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token';
export const ID_JAG = 'urn:ietf:params:oauth:token-type:id-jag';

export interface TokenExchangeParts {
  readonly verify: AccessVerifier;
  readonly home: HomeExchange;
  readonly partners: PartnerStore;
}

interface Parameters {
  readonly subject_token?: string;
  readonly subject_token_type?: string;
  readonly requested_token_type?: string;
  readonly audience?: string;
  readonly scope?: string;
}

/**
 * RFC 8693 §2.1 at the token endpoint: a user's access token for a grant that one partner takes (identity chaining §2.3). For confidential clients that
 * were given this grant type, such as a gateway in a process of its own; the platform's own gateway asks in process.
 */
export function registerTokenExchange(provider: Provider, parts: TokenExchangeParts): void {
  const names = ['subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'scope'];
  provider.registerGrantType<Parameters>(
    TOKEN_EXCHANGE,
    async (context) => {
      const {
        subject_token: token,
        subject_token_type: type,
        requested_token_type: wanted,
        audience,
        scope,
      } = context.oidc.params;
      if (!token || type !== ACCESS_TOKEN) throw new errors.InvalidRequest('subject_token must be an access token');
      if (wanted !== ID_JAG || !audience) throw new errors.InvalidRequest(`only ${ID_JAG} for an audience is issued`);
      const grant = await issue(parts, token, audience, scope?.split(' ') ?? CROSSING_SCOPES);
      context.body = { access_token: grant, issued_token_type: ID_JAG, token_type: 'N_A', expires_in: GRANT_SECONDS };
    },
    names,
  );
}

async function issue(
  parts: TokenExchangeParts,
  token: string,
  audience: string,
  scopes: readonly string[],
): Promise<string> {
  try {
    const claims = await parts.verify.verifyUser({ scheme: 'Bearer', token });
    const partner = await parts.partners.findByBaseUrl(audience);
    if (!partner || partner.blocked) throw new AuthError('PARTNER_UNKNOWN', 'no such partner');
    return await parts.home.issueGrant(claims, partner, scopes);
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    if (error.code === 'PARTNER_UNKNOWN') throw new errors.InvalidTarget('not a partner of this platform');
    if (error.code === 'SCOPE_DENIED') throw new errors.InvalidScope('none of the scopes may cross', scopes.join(' '));
    // RFC 8693 §2.2.2: a subject token that is not acceptable is an invalid request.
    throw new errors.InvalidRequest(error.code);
  }
}
