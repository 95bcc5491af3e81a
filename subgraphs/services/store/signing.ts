import { createPrivateKey, createPublicKey, type KeyObject } from 'node:crypto';
import { CompactSign, calculateJwkThumbprint, exportJWK, type JWK } from 'jose';
import type { Kernel } from '../../../kernel/types.ts';

const SECRET = 'reportKey';
/** PKCS #8 wrapping of an Ed25519 seed (RFC 8410). */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');

/** What the platform says about a report; the file itself is bound by its hash. */
export interface ReportStatement {
  readonly number: string;
  readonly sha256: string;
  readonly unitId: string;
  readonly unitName: string;
  readonly issuedAt: Date;
  /** The number of the version that it takes the place of. */
  readonly replaces: string | null;
}

/** A JWS in compact form over the statement (Ed25519), checked with `reportKeys`. */
export async function signReport(kernel: Kernel, statement: ReportStatement): Promise<string> {
  const key = await privateKey(kernel);
  const payload = { iss: kernel.platform.id, ...statement, issuedAt: statement.issuedAt.toISOString() };
  return new CompactSign(Buffer.from(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: 'report+jws', kid: await kidOf(key) })
    .sign(key);
}

/** The public half, for whoever wants to check a signature by himself. */
export async function reportKeys(kernel: Kernel): Promise<{ kid: string; jwk: string }[]> {
  const key = await privateKey(kernel);
  const kid = await kidOf(key);
  return [{ kid, jwk: JSON.stringify({ ...(await publicJwk(key)), kid, alg: 'EdDSA', use: 'sig' }) }];
}

async function privateKey(kernel: Kernel): Promise<KeyObject> {
  const seed = await kernel.secret(SECRET);
  return createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
}

function publicJwk(key: KeyObject): Promise<JWK> {
  return exportJWK(createPublicKey(key));
}

async function kidOf(key: KeyObject): Promise<string> {
  return calculateJwkThumbprint(await publicJwk(key));
}
