import { type CryptoKey, calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type JWK } from 'jose';
import type { AuthClock, KeyPurpose, KeyRecord, KeyStore } from '../ports.ts';

/** A private key ready to sign. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
}

/** How long a key that was replaced is still published and accepted: longer than the life of anything that it signed, plus partners' caches. */
export const KEY_OVERLAP_SECONDS = 24 * 3600;

interface LoadedKey {
  readonly record: KeyRecord;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
}

/** The signing keys of one purpose: the newest signs, those in their overlap still verify. */
export interface KeyRing {
  current(): SigningKey;
  /** When the signing key was made. */
  newestAt(): Date;
  /** The key of `kid` if it is ours and not past its overlap. */
  find(kid: string): CryptoKey | null;
  /** Public JWK set, newest first. */
  publicJwks(): { keys: JWK[] };
  /** Private JWKs, newest first, for oidc-provider. */
  privateJwks(): readonly JWK[];
  /** Makes a new key; the others go into their overlap. */
  rotate(): Promise<string>;
  /** Reads the store again: keys that another replica made or removed. */
  reload(): Promise<void>;
  onChange(listener: () => void): void;
}

/** Opens the ring of `purpose`; makes its first key when the store has none. */
export async function openKeyRing(store: KeyStore, purpose: KeyPurpose, clock: AuthClock): Promise<KeyRing> {
  let keys: readonly LoadedKey[] = [];
  const listeners: (() => void)[] = [];
  const live = (): readonly LoadedKey[] => {
    const now = clock.now();
    return keys.filter(({ record }) => record.retireAt === null || record.retireAt > now);
  };
  const reload = async (): Promise<void> => {
    const before = keys.map((key) => key.record.kid).join();
    keys = await loadAll(await store.list(purpose));
    if (keys.map((key) => key.record.kid).join() !== before) for (const listener of listeners) listener();
  };
  const rotate = async (): Promise<string> => {
    const now = clock.now();
    const record = await makeKey(purpose, now);
    await store.rotate(record, new Date(now.getTime() + KEY_OVERLAP_SECONDS * 1000));
    await store.removeRetired(now);
    await reload();
    return record.kid;
  };
  await reload();
  if (!live().some(({ record }) => record.retireAt === null)) await rotate();
  return {
    newestAt: () => live()[0]?.record.createdAt ?? new Date(0),
    current: () => {
      const key = live()[0];
      if (!key) throw new Error(`no signing key for ${purpose}`);
      return { kid: key.record.kid, privateKey: key.privateKey };
    },
    find: (kid) => live().find((key) => key.record.kid === kid)?.publicKey ?? null,
    publicJwks: () => ({ keys: live().map((key) => key.publicJwk) }),
    privateJwks: () => live().map((key) => key.record.jwk as JWK),
    rotate,
    reload,
    onChange: (listener) => listeners.push(listener),
  };
}

async function makeKey(purpose: KeyPurpose, now: Date): Promise<KeyRecord> {
  const { privateKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const kid = await calculateJwkThumbprint(jwk);
  return { kid, purpose, jwk: { ...jwk, kid, alg: 'ES256', use: 'sig' }, createdAt: now, retireAt: null };
}

async function loadAll(records: readonly KeyRecord[]): Promise<readonly LoadedKey[]> {
  const newestFirst = [...records].sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
  return Promise.all(newestFirst.map(load));
}

async function load(record: KeyRecord): Promise<LoadedKey> {
  const { d: _private, ...publicJwk } = record.jwk as JWK;
  return {
    record,
    privateKey: (await importJWK(record.jwk as JWK, 'ES256')) as CryptoKey,
    publicKey: (await importJWK(publicJwk, 'ES256')) as CryptoKey,
    publicJwk,
  };
}

/** A finder over a public JWK set. Refuses sets with two keys of one `kid`, or keys that are not P-256 signature keys (RFC 8725 §3.2). */
export async function keysOf(jwks: { readonly keys: readonly JWK[] }): Promise<ReadonlyMap<string, CryptoKey>> {
  const found = new Map<string, CryptoKey>();
  for (const jwk of jwks.keys.slice(0, 20)) {
    if (jwk.kty !== 'EC' || jwk.crv !== 'P-256' || jwk.d !== undefined || typeof jwk.kid !== 'string') continue;
    if (jwk.use !== undefined && jwk.use !== 'sig') continue;
    if (found.has(jwk.kid)) throw new TypeError('two keys with one kid');
    found.set(
      jwk.kid,
      (await importJWK({ kty: 'EC', crv: 'P-256', x: jwk.x ?? '', y: jwk.y ?? '' }, 'ES256')) as CryptoKey,
    );
  }
  return found;
}
