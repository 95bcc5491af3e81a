import { GatewayError } from '../errors.ts';
import type { Limits } from './defaults.ts';

export type ShedReason = 'in-flight' | 'event-loop' | 'memory' | 'cold-queue' | 'heavy-queue';

type PressureLimits = Pick<Limits, 'maxInFlight' | 'maxEventLoopDelayMs' | 'maxRssBytes'>;

export interface PressureOptions {
  readonly limits: PressureLimits;
  readonly onShed?: (reason: ShedReason) => void;
  /** Called while memory is above 80 % of its ceiling: forget what can be made again. */
  readonly onMemoryPressure?: () => void;
}

/** Lateness of the event loop (ms) from which what is expensive gives way to everything else. */
export const GIVE_WAY_MS = 15;
const SAMPLE_MS = 20;
const SMOOTHING = 0.2;
const MEMORY_EVERY = 10;
const RETRY_AFTER_SECONDS = 2;
/** So many requests may always be in flight, however late the loop runs. */
const FLOOR = 64;
/** Back-off at most to this share at once; recovery by so many requests per sample. */
const STEEPEST = 0.1;
const RECOVER_BY = 2;

/**
 * Watches how this process is doing and turns requests away, with `Retry-After`, before waiting makes every answer late: too many in
 * flight, an event loop that runs late, memory near its ceiling. Requests whose document is not yet prepared (they cost most) go first.
 */
export class Pressure {
  readonly #options: PressureOptions;
  readonly #timer: NodeJS.Timeout;
  #inFlight = 0;
  #peak = 0;
  #limit: number;
  #delayMs = 0;
  #rss = 0;
  #expected = performance.now() + SAMPLE_MS;
  #samples = 0;

  constructor(options: PressureOptions) {
    this.#options = options;
    this.#limit = options.limits.maxInFlight;
    this.#timer = setInterval(() => this.#sample(), SAMPLE_MS);
    this.#timer.unref();
  }

  get inFlight(): number {
    return this.#inFlight;
  }

  /** How many may be in flight now: fewer than configured while what is admitted makes the event loop run late. */
  get inFlightLimit(): number {
    return this.#limit;
  }

  /** Smoothed lateness of the event loop, ms. */
  get delayMs(): number {
    return this.#delayMs;
  }

  /** Counts a request in; throws OVERLOADED instead when it must be turned away. Every call that returns needs a `leave`. */
  enter(): void {
    const { maxEventLoopDelayMs, maxRssBytes } = this.#options.limits;
    if (this.#inFlight >= this.#limit) throw this.shed('in-flight');
    if (this.#delayMs > maxEventLoopDelayMs) throw this.shed('event-loop');
    if (this.#rss > maxRssBytes) throw this.shed('memory');
    this.#inFlight++;
    if (this.#inFlight > this.#peak) this.#peak = this.#inFlight;
  }

  leave(): void {
    this.#inFlight--;
  }

  /** Throws OVERLOADED for work that costs more than serving a prepared document. */
  admitCold(): void {
    const { maxEventLoopDelayMs, maxRssBytes } = this.#options.limits;
    if (this.#delayMs > maxEventLoopDelayMs / 2) throw this.shed('event-loop');
    if (this.#rss > maxRssBytes * 0.9) throw this.shed('memory');
  }

  shed(reason: ShedReason): GatewayError {
    this.#options.onShed?.(reason);
    return new GatewayError('OVERLOADED', {
      params: { seconds: RETRY_AFTER_SECONDS },
      retryAfterSeconds: RETRY_AFTER_SECONDS,
    });
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #sample(): void {
    const now = performance.now();
    const late = Math.max(0, now - this.#expected);
    this.#delayMs += SMOOTHING * (late - this.#delayMs);
    this.#adapt(late);
    this.#expected = now + SAMPLE_MS;
    if (this.#samples++ % MEMORY_EVERY !== 0) return;
    this.#rss = process.memoryUsage.rss();
    if (this.#rss > this.#options.limits.maxRssBytes * 0.8) this.#options.onMemoryPressure?.();
  }

  /** Additive recovery, multiplicative back-off: finds how much work at once this machine does without running late. */
  #adapt(late: number): void {
    const { maxInFlight, maxEventLoopDelayMs } = this.#options.limits;
    const bearable = maxEventLoopDelayMs / 2;
    if (late > bearable) {
      const share = Math.max(STEEPEST, bearable / late);
      const reached = Math.min(this.#limit, this.#peak);
      this.#limit = Math.min(maxInFlight, Math.max(FLOOR, Math.floor(reached * share)));
    } else {
      this.#limit = Math.min(maxInFlight, this.#limit + RECOVER_BY);
    }
    this.#peak = this.#inFlight;
  }
}
