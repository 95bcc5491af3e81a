import type { CryptoKey, JWK } from 'jose';
import { AuthError } from '../errors.ts';
import type { AuthClock, PartnerRecord } from '../ports.ts';
import { keysOf } from '../tokens/keys.ts';
import type { PlatformMetadata } from './entity.ts';

/** What we know of a platform after its chain (or pin) was verified. */
export interface TrustedPlatform {
  readonly base: string;
  readonly metadata: PlatformMetadata;
  /** Until when the chain holds, seconds since the epoch. */
  readonly expires: number;
}

/** Resolves a partner to verified metadata: by pin, or along its chain to an anchor. */
export type TrustResolver = (partner: PartnerRecord) => Promise<TrustedPlatform>;

/** Verified metadata and signing keys of partners, cached until the chain expires, at most an hour. */
export interface TrustCache {
  platform(partner: PartnerRecord): Promise<TrustedPlatform>;
  /** The partner's signing key; an unknown kid makes us look again, at most once in 30 s per partner. */
  key(partner: PartnerRecord, kid: string): Promise<CryptoKey | null>;
  forget(base: string): void;
}

interface Cached {
  readonly trusted: TrustedPlatform;
  readonly keys: ReadonlyMap<string, CryptoKey>;
  readonly loadedAt: number;
  readonly goodUntil: number;
}

const REFRESH_MILLISECONDS = 3600_000;
/** A flood of tokens with unknown kids must not become a flood of requests. */
const RELOAD_PAUSE_MILLISECONDS = 30_000;

export function createTrustCache(resolve: TrustResolver, clock: AuthClock): TrustCache {
  const cache = new Map<string, Promise<Cached>>();
  const lastGood = new Map<string, Cached>();
  const load = (partner: PartnerRecord): Promise<Cached> => {
    const loading = loadOne(resolve, partner, clock).then((loaded) => {
      lastGood.set(partner.baseUrl, loaded);
      return loaded;
    });
    cache.set(partner.baseUrl, loading);
    loading.catch(() => cache.delete(partner.baseUrl));
    return loading;
  };
  const current = async (partner: PartnerRecord): Promise<Cached> => {
    const known = await cache.get(partner.baseUrl);
    if (known && known.goodUntil > clock.now().getTime()) return known;
    try {
      return await load(partner);
    } catch (error) {
      // The hourly refresh failed but the chain itself still holds: a partner's short outage does not end the trust.
      const old = lastGood.get(partner.baseUrl);
      if (old && old.trusted.expires * 1000 > clock.now().getTime()) return old;
      throw error;
    }
  };
  return {
    platform: async (partner) => (await current(partner)).trusted,
    key: async (partner, kid) => {
      const known = await current(partner);
      const found = known.keys.get(kid);
      if (found || clock.now().getTime() - known.loadedAt < RELOAD_PAUSE_MILLISECONDS) return found ?? null;
      return (await load(partner)).keys.get(kid) ?? null;
    },
    forget: (base) => {
      cache.delete(base);
      lastGood.delete(base);
    },
  };
}

async function loadOne(resolve: TrustResolver, partner: PartnerRecord, clock: AuthClock): Promise<Cached> {
  const trusted = await resolve(partner);
  if (trusted.metadata.platform !== partner.platform)
    throw new AuthError('CHAIN_INVALID', 'the platform calls itself by another id');
  const now = clock.now().getTime();
  const keys = await keysOf(trusted.metadata.jwks as { keys: JWK[] });
  return { trusted, keys, loadedAt: now, goodUntil: Math.min(now + REFRESH_MILLISECONDS, trusted.expires * 1000) };
}
