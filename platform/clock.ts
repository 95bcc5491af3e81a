import type { Clock } from '../kernel/types.ts';
import { UserError } from './user-error.ts';

/** A platform's domain clock and the way to move it, where that is allowed. */
export interface PlatformClock extends Clock {
  advance(minutes: number): void;
}

/** The real clock; or, with a start, one that ticks from there and can be moved forward. */
export function platformClock(startsAt: string | null): PlatformClock {
  if (startsAt === null) {
    return {
      now: () => new Date(),
      advance: () => {
        throw new UserError('This platform runs on the real clock; it cannot be moved.');
      },
    };
  }
  let offsetMs = Date.parse(startsAt) - Date.now();
  return {
    now: () => new Date(Date.now() + offsetMs),
    advance: (minutes) => {
      offsetMs += minutes * 60_000;
    },
  };
}
