import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { GatewayError } from '../errors.ts';
import type { Limits } from './defaults.ts';

/** Points that one key may spend in a window. Each replica counts for itself. */
export interface RateLimiter {
  /** Takes `points` from the key's window; rejects with RATE_LIMITED and the seconds until the window ends. */
  consume(key: string, points: number): Promise<void>;
}

export function createRateLimiter(limits: Pick<Limits, 'ratePoints' | 'rateWindowSeconds'>): RateLimiter {
  const limiter = new RateLimiterMemory({ points: limits.ratePoints, duration: limits.rateWindowSeconds });
  return {
    async consume(key, points) {
      if (points <= 0) return;
      try {
        await limiter.consume(key, points);
      } catch (rejection) {
        if (!(rejection instanceof RateLimiterRes)) throw rejection;
        const seconds = Math.max(1, Math.ceil(rejection.msBeforeNext / 1_000));
        throw new GatewayError('RATE_LIMITED', { params: { seconds }, retryAfterSeconds: seconds });
      }
    },
  };
}
