import { RateLimiterMemory } from 'rate-limiter-flexible';
import { AuthError } from '../errors.ts';

/** Failures of one user name from one address before it has to wait, and of one address over all names (a campus behind NAT). */
const FAILURES_PER_USER_AND_IP = 10;
const FAILURES_PER_IP = 300;
const WINDOW_SECONDS = 3600;
/** The wait doubles with each further failure: a pause, never a lock that others could turn on a user. */
const LONGEST_PAUSE_SECONDS = 900;

/** Brakes on guessing passwords. */
export interface LoginLimits {
  /** @throws {AuthError} LOGIN_THROTTLED */
  check(login: string, ip: string): Promise<void>;
  failed(login: string, ip: string): Promise<void>;
  succeeded(login: string, ip: string): Promise<void>;
}

/** Limits of one process. Several replicas behind one address multiply the allowance by their number (docs/operations.md). */
export function createLoginLimits(): LoginLimits {
  const perUser = new RateLimiterMemory({ points: FAILURES_PER_USER_AND_IP, duration: WINDOW_SECONDS });
  const perIp = new RateLimiterMemory({ points: FAILURES_PER_IP, duration: WINDOW_SECONDS });
  const pause = new RateLimiterMemory({ points: 1, duration: LONGEST_PAUSE_SECONDS });
  return {
    check: async (login, ip) => {
      const key = `${login} ${ip}`;
      const [paused, address] = await Promise.all([pause.get(key), perIp.get(ip)]);
      if (paused && paused.msBeforeNext > 0) throw throttled();
      if (address && address.consumedPoints >= FAILURES_PER_IP) throw throttled();
    },
    failed: async (login, ip) => {
      const key = `${login} ${ip}`;
      const [count] = await Promise.all([perUser.penalty(key), perIp.penalty(ip)]);
      const over = count.consumedPoints - FAILURES_PER_USER_AND_IP;
      if (over >= 0) await pause.block(key, Math.min(2 ** over, LONGEST_PAUSE_SECONDS));
    },
    succeeded: async (login, ip) => {
      const key = `${login} ${ip}`;
      await Promise.all([perUser.delete(key), pause.delete(key)]);
    },
  };
}

function throttled(): AuthError {
  return new AuthError('LOGIN_THROTTLED', 'too many failed logins; wait and try again');
}
