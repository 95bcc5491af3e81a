import { createHash, randomUUID } from 'node:crypto';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  jwtVerify,
  SignJWT,
} from 'jose';
import { AuthError } from '../errors.ts';
import type { ReplayStore } from '../ports.ts';
import { ALGORITHM, CLOCK_SKEW_SECONDS } from './jwt.ts';

/** A proof is accepted for this long after its `iat` (RFC 9449 §11.1: "a relatively brief period"). */
export const PROOF_SECONDS = 60;
const PROOF_HEADERS: ReadonlySet<string> = new Set(['alg', 'typ', 'jwk']);

/** What the proof must be for (RFC 9449 §4.3). */
export interface ProofTarget {
  readonly method: string;
  /** Our own idea of the request's URL, from configuration: never from the Host header. */
  readonly url: string;
  /** The access token that comes with it; absent at a token endpoint. */
  readonly accessToken?: string;
  /** The thumbprint that the token is bound to; absent at a token endpoint. */
  readonly jkt?: string;
}

/**
 * Verifies a DPoP proof and returns the thumbprint of its key. Each proof is accepted once over all replicas.
 * @throws {AuthError} DPOP_INVALID; STORE_DOWN when the replay store cannot be asked
 */
export async function verifyProof(proof: string, target: ProofTarget, replay: ReplayStore, now: Date): Promise<string> {
  const jwk = proofKey(proof);
  const payload = await verifiedPayload(proof, jwk, now);
  const jkt = await calculateJwkThumbprint(jwk, 'sha256');
  checkTarget(payload, target, jkt);
  const jti = payload.jti;
  if (typeof jti !== 'string' || jti === '' || jti.length > 128) throw invalid('no usable jti');
  const until = new Date(now.getTime() + (PROOF_SECONDS + 2 * CLOCK_SKEW_SECONDS) * 1000);
  if (!(await claimOnce(replay, 'dpop', `${jkt}:${jti}`, until))) throw invalid('proof was used before');
  return jkt;
}

/** §4.3 points 3–7: one JWT, right typ, asymmetric algorithm, a public key in the header and nothing else. */
function proofKey(proof: string): JWK {
  if (proof.length > 4096) throw invalid('proof too long');
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(proof);
  } catch {
    throw invalid('not a JWT');
  }
  if (Object.keys(header).some((name) => !PROOF_HEADERS.has(name))) throw invalid('header parameter not allowed');
  if (header.typ !== 'dpop+jwt' || header.alg !== ALGORITHM) throw invalid('wrong typ or alg');
  const jwk = header.jwk;
  if (jwk?.kty !== 'EC' || jwk.crv !== 'P-256' || 'd' in jwk) throw invalid('no public P-256 key');
  return { kty: 'EC', crv: 'P-256', x: String(jwk.x), y: String(jwk.y) };
}

async function verifiedPayload(proof: string, jwk: JWK, now: Date): Promise<Record<string, unknown>> {
  try {
    const { payload } = await jwtVerify(proof, (await importJWK(jwk, ALGORITHM)) as CryptoKey, {
      algorithms: [ALGORITHM],
      typ: 'dpop+jwt',
      requiredClaims: ['jti', 'htm', 'htu', 'iat'],
      maxTokenAge: PROOF_SECONDS,
      clockTolerance: CLOCK_SKEW_SECONDS,
      currentDate: now,
    });
    return payload;
  } catch (error) {
    throw new AuthError('DPOP_INVALID', 'proof does not verify', { cause: error });
  }
}

/** §4.3 points 8–12. */
function checkTarget(payload: Record<string, unknown>, target: ProofTarget, jkt: string): void {
  if (payload.htm !== target.method) throw invalid('htm is another method');
  if (typeof payload.htu !== 'string' || bareUrl(payload.htu) !== bareUrl(target.url))
    throw invalid('htu is another address');
  if (target.accessToken !== undefined && payload.ath !== tokenHash(target.accessToken))
    throw invalid('ath is of another token');
  if (target.jkt !== undefined && target.jkt !== jkt) throw invalid('token is bound to another key');
}

/** Without query and fragment, normalised (§4.3 point 9). */
function bareUrl(text: string): string {
  const url = URL.parse(text);
  return url ? `${url.origin}${url.pathname}` : '';
}

function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

function invalid(message: string): AuthError {
  return new AuthError('DPOP_INVALID', message);
}

/** A claim that denies when the store is down (issue 8: replay store down = deny). */
export async function claimOnce(replay: ReplayStore, scope: string, id: string, until: Date): Promise<boolean> {
  try {
    return await replay.claim(scope, id, until);
  } catch (error) {
    throw new AuthError('STORE_DOWN', 'the replay store does not answer', { cause: error });
  }
}

/** A key with which this process proves possession towards partners. */
export interface ProofKey {
  readonly jkt: string;
  proof(target: { method: string; url: string; accessToken?: string }, now: Date): Promise<string>;
}

/** Makes a fresh key, held in memory only: tokens bound to it end with the process. */
export async function createProofKey(): Promise<ProofKey> {
  const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
  const jwk = await exportJWK(publicKey);
  return {
    jkt: await calculateJwkThumbprint(jwk, 'sha256'),
    proof: async (target, now) => {
      const ath = target.accessToken === undefined ? {} : { ath: tokenHash(target.accessToken) };
      return new SignJWT({ htm: target.method, htu: target.url, jti: randomUUID(), ...ath })
        .setProtectedHeader({ alg: ALGORITHM, typ: 'dpop+jwt', jwk })
        .setIssuedAt(now)
        .sign(privateKey);
    },
  };
}
