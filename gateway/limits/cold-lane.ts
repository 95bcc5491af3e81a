import type { Limits } from './defaults.ts';
import { GIVE_WAY_MS, type Pressure } from './pressure.ts';

type ColdLimits = Pick<Limits, 'maxColdQueue' | 'maxColdWaitMs'>;

/**
 * Lets in documents that must be parsed, validated and planned one at a time, with a turn of the event loop between two, so that
 * prepared documents are served in between. While others wait, or the loop runs late, each document is followed by a pause as long as it
 * took: however many there are, new documents get at most half of the time. Those that would wait behind too many others are turned away.
 */
export class ColdLane {
  readonly #waiting = new Set<() => void>();
  readonly #maxQueue: number;
  readonly #maxWaitMs: number;
  readonly #pressure: Pressure;
  #busy = false;

  constructor({ maxColdQueue, maxColdWaitMs }: ColdLimits, pressure: Pressure) {
    this.#maxQueue = maxColdQueue;
    this.#maxWaitMs = maxColdWaitMs;
    this.#pressure = pressure;
  }

  /** Resolves when it is this document's turn. Rejects with OVERLOADED. */
  async enter(): Promise<void> {
    this.#pressure.admitCold();
    if (this.#busy) {
      if (this.#waiting.size >= this.#maxQueue) throw this.#pressure.shed('cold-queue');
      await this.#turn();
    }
    this.#busy = true;
    const started = performance.now();
    setImmediate(() => {
      const took = performance.now() - started;
      if (this.#waiting.size > 0 || this.#pressure.delayMs > GIVE_WAY_MS) setTimeout(() => this.#next(), took);
      else this.#next();
    });
  }

  /** Rejects with OVERLOADED when the turn does not come in time. */
  #turn(): Promise<void> {
    return new Promise((resolve, reject) => {
      const take = () => {
        clearTimeout(timer);
        this.#waiting.delete(take);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(take);
        reject(this.#pressure.shed('cold-queue'));
      }, this.#maxWaitMs);
      this.#waiting.add(take);
    });
  }

  #next(): void {
    this.#busy = false;
    const [next] = this.#waiting;
    if (next === undefined) return;
    this.#busy = true;
    next();
  }
}
