import { createHash } from 'node:crypto';
import { AuthError } from '../errors.ts';
import type { Counter, CounterStore } from '../ports.ts';

/** Failures of one user name from one address before it has to wait, and of one address over all names (a campus behind NAT). */
const FAILURES_PER_USER_AND_IP = 10;
const FAILURES_PER_IP = 300;
const WINDOW_SECONDS = 3600;
/** The wait doubles with each further failure: a pause, never a lock that others could turn on a user. */
const LONGEST_PAUSE_SECONDS = 900;

/** Brakes on guessing passwords. Every method throws STORE_DOWN when the counters cannot be reached: no login is checked uncounted. */
export interface LoginLimits {
  /** @throws {AuthError} LOGIN_THROTTLED, STORE_DOWN */
  check(login: string, ip: string): Promise<void>;
  failed(login: string, ip: string): Promise<void>;
  succeeded(login: string, ip: string): Promise<void>;
}

/** Limits over all replicas that share the store. Cost: two reads for a check, two writes for a failure. */
export function createLoginLimits(counters: CounterStore): LoginLimits {
  const perUser = counters.open('loginUser', { points: FAILURES_PER_USER_AND_IP, seconds: WINDOW_SECONDS });
  const perIp = counters.open('loginIp', { points: FAILURES_PER_IP, seconds: WINDOW_SECONDS });
  const pause = counters.open('loginPause', { points: 1, seconds: LONGEST_PAUSE_SECONDS });
  return {
    check: async (login, ip) => {
      const key = keyOf(login, ip);
      const [paused, address] = await reached(() => Promise.all([pause.get(key), perIp.get(keyOf(ip))]));
      if (paused && paused.msBeforeNext > 0) throw throttled();
      if (address && address.consumedPoints >= FAILURES_PER_IP) throw throttled();
    },
    failed: (login, ip) => reached(() => count(perUser, perIp, pause, keyOf(login, ip), keyOf(ip))),
    succeeded: async (login, ip) => {
      const key = keyOf(login, ip);
      await reached(() => Promise.all([perUser.delete(key), pause.delete(key)]));
    },
  };
}

async function count(perUser: Counter, perIp: Counter, pause: Counter, user: string, ip: string): Promise<void> {
  const [failures] = await Promise.all([perUser.penalty(user), perIp.penalty(ip)]);
  const over = failures.consumedPoints - FAILURES_PER_USER_AND_IP;
  if (over >= 0) await pause.block(user, Math.min(2 ** over, LONGEST_PAUSE_SECONDS));
}

/** Counters lie in a database: whoever reads it learns neither names nor addresses. */
function keyOf(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}

async function reached<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw new AuthError('STORE_DOWN', 'the login counters cannot be reached', { cause });
  }
}

function throttled(): AuthError {
  return new AuthError('LOGIN_THROTTLED', 'too many failed logins; wait and try again');
}
