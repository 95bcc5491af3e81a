import type { IncomingMessage } from 'node:http';
import type { Claims } from '../claims.ts';
import { AuthError } from '../errors.ts';
import type { AccessVerifier } from '../verify-access.ts';

/** Who sent a request with an own user's access token. @throws {AuthError} TOKEN_*, which are answered with HTTP 401 */
export async function bearerOf(request: IncomingMessage, verify: Pick<AccessVerifier, 'verifyUser'>): Promise<Claims> {
  const [scheme, token = ''] = (request.headers.authorization ?? '').split(' ');
  if (scheme?.toLowerCase() !== 'bearer') throw new AuthError('TOKEN_MALFORMED', 'a bearer token is needed');
  return verify.verifyUser({ scheme: 'Bearer', token });
}
