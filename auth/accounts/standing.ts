import type { AccountRecord, AccountStore, ArtifactStore, AuthClock } from '../ports.ts';

/** A change of rights made on another replica is seen after this long; one made here at once. */
const CACHE_MILLISECONDS = 1000;
const CACHE_ENTRIES = 20_000;

/** Whether the account and session behind a token still stand: asked on every request. */
export interface Standing {
  account(id: string): Promise<AccountRecord | null>;
  sessionLives(uid: string): Promise<boolean>;
  /** Forget what is cached about one account or session, after changing it. */
  forget(id: string): void;
}

/** A cache of one second over the stores. Cost on a hit: a map look-up. */
export function createStanding(accounts: AccountStore, artifacts: ArtifactStore, clock: AuthClock): Standing {
  const cache = new Map<string, { until: number; value: Promise<unknown> }>();
  const cached = <T>(key: string, load: () => Promise<T>): Promise<T> => {
    const now = clock.now().getTime();
    const hit = cache.get(key);
    if (hit && hit.until > now) return hit.value as Promise<T>;
    if (cache.size >= CACHE_ENTRIES) cache.clear();
    const value = load();
    cache.set(key, { until: now + CACHE_MILLISECONDS, value });
    value.catch(() => cache.delete(key));
    return value;
  };
  return {
    account: (id) => cached(`account ${id}`, () => accounts.findById(id)),
    sessionLives: (uid) =>
      cached(`session ${uid}`, async () => (await artifacts.findByUid('Session', uid)) !== undefined),
    forget: (id) => {
      cache.delete(`account ${id}`);
      cache.delete(`session ${id}`);
    },
  };
}
