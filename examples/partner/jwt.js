// ES256 JWTs with node:crypto alone (RFC 7515, 7518 §3.4, 7638): what a partner needs of them and no more.
import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  verify,
} from 'node:crypto';

const SKEW_SECONDS = 30;
const base64url = (value) => Buffer.from(value).toString('base64url');
const seconds = () => Math.floor(Date.now() / 1000);

/** RFC 7638 thumbprint of an EC key. */
export function thumbprint({ crv, kty, x, y }) {
  return createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
}

/** A fresh signing key: `{ kid, jwk (public), key (private) }`. */
export function newKey() {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return keyFrom(privateKey.export({ format: 'jwk' }));
}

/** The same from a private JWK. */
export function keyFrom(privateJwk) {
  const { d: _private, ...publicPart } = privateJwk;
  const kid = thumbprint(publicPart);
  return {
    kid,
    jwk: { ...publicPart, kid, alg: 'ES256', use: 'sig' },
    key: createPrivateKey({ key: privateJwk, format: 'jwk' }),
  };
}

export function signJwt(key, typ, claims, lifetimeSeconds) {
  const iat = seconds();
  const header = { alg: 'ES256', typ, kid: key.kid };
  const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify({ ...claims, iat, exp: iat + lifetimeSeconds }))}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: key.key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

function parse(token) {
  const parts = String(token).split('.');
  if (parts.length !== 3 || token.length > 65_536) throw new Error('not a JWT');
  const [header, payload] = parts.slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return { header, payload, signed: `${parts[0]}.${parts[1]}`, signature: Buffer.from(parts[2], 'base64url') };
}

function checkSignature({ signed, signature }, jwk) {
  if (jwk.kty !== 'EC' || jwk.crv !== 'P-256') throw new Error('not a P-256 key');
  const key = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x: jwk.x, y: jwk.y }, format: 'jwk' });
  if (!verify('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' }, signature))
    throw new Error('wrong signature');
}

/** The claims of a token that is all that `rule` says: typ, iss, aud (null: none), maxAge, and the signature of one of `jwks`. */
export function verifyJwt(token, jwks, rule) {
  const parsed = parse(token);
  const { header, payload } = parsed;
  if (Object.keys(header).some((name) => !['alg', 'typ', 'kid'].includes(name))) throw new Error('header not allowed');
  if (header.alg !== 'ES256' || String(header.typ).toLowerCase() !== rule.typ) throw new Error('wrong alg or typ');
  const jwk = jwks.find((one) => one.kid === header.kid);
  if (!jwk) throw new Error('unknown key');
  checkSignature(parsed, jwk);
  const now = seconds();
  if (typeof payload.exp !== 'number' || payload.exp <= now - SKEW_SECONDS) throw new Error('expired');
  if (typeof payload.iat !== 'number' || payload.iat > now + SKEW_SECONDS) throw new Error('not yet valid');
  if (payload.nbf !== undefined && !(payload.nbf <= now + SKEW_SECONDS)) throw new Error('not yet valid');
  if (payload.exp - payload.iat > rule.maxAge + SKEW_SECONDS) throw new Error('lives too long');
  if (payload.iss !== rule.iss || payload.aud !== (rule.aud ?? undefined)) throw new Error('wrong iss or aud');
  return payload;
}

/** The thumbprint of the key of a DPoP proof (RFC 9449 §4.3) for this method, address and, at the contract, this token. */
export function verifyProof(proof, { method, url, accessToken, jkt }, claimOnce) {
  const parsed = parse(proof ?? '');
  const { header, payload } = parsed;
  if (header.typ !== 'dpop+jwt' || header.alg !== 'ES256' || !header.jwk || header.jwk.d)
    throw new Error('wrong proof');
  checkSignature(parsed, header.jwk);
  if (payload.htm !== method || payload.htu !== url || Math.abs(seconds() - payload.iat) > 60)
    throw new Error('proof is for something else');
  const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url');
  if (accessToken && payload.ath !== ath) throw new Error('proof is for another token');
  const print = thumbprint(header.jwk);
  if (jkt && print !== jkt) throw new Error('token is bound to another key');
  if (typeof payload.jti !== 'string' || !claimOnce(`dpop ${print} ${payload.jti}`)) throw new Error('proof was used');
  return print;
}

/** A DPoP proof of ours. */
export function makeProof(key, { method, url, accessToken }) {
  const header = {
    alg: 'ES256',
    typ: 'dpop+jwt',
    jwk: { kty: key.jwk.kty, crv: key.jwk.crv, x: key.jwk.x, y: key.jwk.y },
  };
  const ath = accessToken && createHash('sha256').update(accessToken).digest('base64url');
  const payload = { htm: method, htu: url, jti: randomUUID(), iat: seconds(), ...(ath ? { ath } : {}) };
  const signed = `${base64url(JSON.stringify(header))}.${base64url(JSON.stringify(payload))}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), { key: key.key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}
