import { createHash } from 'node:crypto';
import type { AuthClock } from '../ports.ts';
import { CLOCK_SKEW_SECONDS, type VerifiedJwt } from './jwt.ts';

/** A signature that was right stays right; after this long it is checked again all the same, so that a key withdrawn in an emergency counts. */
const LIFETIME_SECONDS = 60;
const ENTRIES = 10_000;

/**
 * Remembers tokens that verified, by their hash, so that a client's next requests cost a hash instead of an ES256 verification. Everything that can
 * change (account, session, rights, proof of possession) is checked by the caller every time.
 */
export function createVerifiedCache(
  clock: AuthClock,
): (token: string, verify: () => Promise<VerifiedJwt>) => Promise<VerifiedJwt> {
  const cache = new Map<string, { readonly until: number; readonly verified: VerifiedJwt }>();
  return async (token, verify) => {
    const key = createHash('sha256').update(token).digest('base64');
    const now = clock.now().getTime() / 1000;
    const known = cache.get(key);
    if (known && known.until > now) return known.verified;
    cache.delete(key);
    const verified = await verify();
    const oldest = cache.keys().next();
    if (cache.size >= ENTRIES && !oldest.done) cache.delete(oldest.value);
    const until = Math.min(now + LIFETIME_SECONDS, verified.payload.exp + CLOCK_SKEW_SECONDS);
    cache.set(key, { until, verified });
    return verified;
  };
}
