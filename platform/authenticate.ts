import type { Claims } from '../auth/claims.ts';
import { AuthError } from '../auth/errors.ts';
import type { AccessVerifier, Presented } from '../auth/verify-access.ts';
import { GatewayError } from '../gateway/errors.ts';
import type { Authenticate } from '../gateway/types.ts';
import { anonymousClaims, type CallerClaims, identityOf } from './graph.ts';

/** The caller's facts of verified token claims. */
export function callerClaims(claims: Claims): CallerClaims {
  const { kind, subject, name, home, unitId, grants, scopes, authorisationVersion } = claims;
  return {
    kind,
    subject,
    name,
    home,
    unitId,
    grants: grants.map(({ role, path }) => ({ role, path })),
    scopes,
    authorisationVersion,
  };
}

/** Reads `Authorization: Bearer|DPoP` of a request; null when there is none. Throws `GatewayError` UNAUTHENTICATED for another scheme. */
export function presentedToken(
  headers: Readonly<Record<string, string | readonly string[] | undefined>>,
  request: { readonly method: string; readonly url: string },
  base: string,
): Presented | null {
  const { authorization, dpop } = headers;
  if (authorization === undefined) return null;
  const [scheme = '', token = '', ...rest] = typeof authorization === 'string' ? authorization.split(' ') : [];
  const kind = ({ bearer: 'Bearer', dpop: 'DPoP' } as const)[scheme.toLowerCase()];
  if (!kind || token === '' || rest.length > 0) throw new GatewayError('UNAUTHENTICATED');
  const url = `${base}${request.url.split('?', 1)[0]}`;
  return {
    scheme: kind,
    token,
    ...(typeof dpop === 'string' ? { dpop: { proof: dpop, method: request.method, url } } : {}),
  };
}

/** Says who asks the platform's own graph. Cost: one ES256 verification and one cached look at the account. */
export function authenticator(verifier: AccessVerifier, platform: string, base: string): Authenticate {
  const anonymous = identityOf(anonymousClaims(platform));
  return async (headers, request) => {
    const presented = presentedToken(headers, request, base);
    if (!presented) return anonymous;
    try {
      return identityOf(callerClaims(await verifier.verifyUser(presented)));
    } catch (error) {
      if (error instanceof AuthError) throw new GatewayError('UNAUTHENTICATED', { cause: error });
      throw error;
    }
  };
}
