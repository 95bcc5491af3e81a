// The token endpoint of a partner (schema/partner/README.md): who may ask, and for whom.
import { randomUUID } from 'node:crypto';
import { signJwt, verifyJwt, verifyProof } from './jwt.js';

const CROSSING = ['bookings:request', 'services:request', 'knowledge:request'];
const USER_CLASSES = ['RESEARCHER', 'FIRM_USER', 'INDIVIDUAL'];
const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

export class OAuthError extends Error {
  constructor(code, status = 400) {
    super(code);
    this.code = code;
    this.status = status;
  }
}

/** Remembers what was seen once. A partner with several processes keeps this in a database. */
export function createReplayMemory() {
  const seen = new Map();
  return (id) => {
    const now = Date.now();
    for (const [known, until] of seen) if (until < now) seen.delete(known);
    if (seen.has(id)) return false;
    seen.set(id, now + 5 * 60_000);
    return true;
  };
}

/** Turns a failed check into the OAuth error that it means. */
async function or(code, status, check) {
  try {
    return await check();
  } catch (error) {
    throw error instanceof OAuthError ? error : new OAuthError(code, status);
  }
}

/** `peers.find(base)` gives `{ platform, base, keys() }` of a registered platform; `keys` are its current signing keys. */
export function createTokenEndpoint({ base, key, peers, claimOnce }) {
  const endpoint = `${base}/partner/token`;

  async function authenticate(form) {
    return or('invalid_client', 401, async () => {
      const assertion = form.get('client_assertion') ?? '';
      const { iss } = JSON.parse(Buffer.from(assertion.split('.')[1] ?? '', 'base64url').toString());
      const peer = peers.find(iss);
      const payload = verifyJwt(assertion, await peer.keys(), {
        typ: 'client-authentication+jwt',
        iss: peer.base,
        aud: endpoint,
        maxAge: 60,
      });
      if (payload.sub !== peer.base || !payload.jti || !claimOnce(`assertion ${peer.base} ${payload.jti}`))
        throw new Error('not acceptable');
      return peer;
    });
  }

  async function userClaims(form, peer) {
    const grant = await or('invalid_grant', 400, async () => {
      const payload = verifyJwt(form.get('assertion') ?? '', await peer.keys(), {
        typ: 'oauth-id-jag+jwt',
        iss: peer.base,
        aud: base,
        maxAge: 60,
      });
      if (payload.client_id !== peer.base || payload.home !== peer.platform || !payload.sub)
        throw new Error('not of this platform');
      if (!USER_CLASSES.includes(payload.user_class) || payload.grants || payload.roles)
        throw new Error('this role does not cross');
      return payload;
    });
    const asked = (form.get('scope') ?? grant.scope).split(' ');
    const scope = CROSSING.filter((name) => asked.includes(name) && grant.scope.split(' ').includes(name));
    if (scope.length === 0) throw new OAuthError('invalid_scope');
    if (!grant.jti || !claimOnce(`grant ${peer.base} ${grant.jti}`)) throw new OAuthError('invalid_grant');
    return { sub: `${peer.platform}|${grant.sub}`, home: peer.platform, name: grant.name, scope: scope.join(' ') };
  }

  return async (form, proof) => {
    const peer = await authenticate(form);
    const jkt = await or('invalid_dpop_proof', 400, () =>
      verifyProof(proof, { method: 'POST', url: endpoint }, claimOnce),
    );
    const grantType = form.get('grant_type');
    let claims;
    if (grantType === JWT_BEARER) claims = await userClaims(form, peer);
    else if (grantType === 'client_credentials')
      claims = { sub: peer.base, platform: true, home: peer.platform, scope: 'partner:harvest partner:events' };
    else throw new OAuthError('unsupported_grant_type');
    const all = {
      iss: base,
      aud: `${base}/partner/v1`,
      client_id: peer.base,
      jti: randomUUID(),
      cnf: { jkt },
      ...claims,
    };
    return { access_token: signJwt(key, 'at+jwt', all, 300), token_type: 'DPoP', expires_in: 300, scope: claims.scope };
  };
}

/** Who asks the contract: the claims of a token of ours, with its proof. */
export function createTokenCheck({ base, key, claimOnce }) {
  const url = `${base}/partner/v1`;
  return (headers) => {
    const [scheme, token] = (headers.authorization ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'dpop' || !token) throw new OAuthError('invalid_token', 401);
    try {
      const claims = verifyJwt(token, [key.jwk], { typ: 'at+jwt', iss: base, aud: url, maxAge: 300 });
      verifyProof(headers.dpop, { method: 'POST', url, accessToken: token, jkt: claims.cnf.jkt }, claimOnce);
      return claims;
    } catch {
      throw new OAuthError('invalid_token', 401);
    }
  };
}
