import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/**
 * The federation key of a platform in a file of its data directory (mode 0600), made at first: so that platforms can pin each other's
 * before any of them runs. Returns the public half.
 */
export async function ensureFederationKey(path: string): Promise<JWK> {
  const jwk = (await readFederationKey(path)) ?? (await makeFederationKey(path));
  const { d: _private, ...publicJwk } = jwk;
  return publicJwk;
}

/** The private JWK of `ensureFederationKey`; null when there is no such file. */
export async function readFederationKey(path: string): Promise<JWK | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as JWK;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function makeFederationKey(path: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const bare = await exportJWK(privateKey);
  const jwk = { ...bare, kid: await calculateJwkThumbprint(bare), alg: 'ES256', use: 'sig' };
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(jwk), { mode: 0o600, flag: 'wx' });
  return jwk;
}
