import type { Pressure } from './pressure.ts';

/** Lateness of the event loop (ms) from which reading new documents gives way to everything else. */
const GIVE_WAY_MS = 15;

/**
 * Lets in documents that must be parsed, validated and planned one at a time, with a turn of the event loop between two, so that
 * prepared documents are served in between. While the loop runs late, each document is followed by a pause as long as it took: new documents
 * get at most half of the time. Those that would wait behind too many others are turned away.
 */
export class ColdLane {
  readonly #waiting: (() => void)[] = [];
  readonly #maxQueue: number;
  readonly #pressure: Pressure;
  #busy = false;

  constructor(maxQueue: number, pressure: Pressure) {
    this.#maxQueue = maxQueue;
    this.#pressure = pressure;
  }

  /** Resolves when it is this document's turn. Rejects with OVERLOADED. */
  async enter(): Promise<void> {
    this.#pressure.admitCold();
    if (this.#busy) {
      if (this.#waiting.length >= this.#maxQueue) throw this.#pressure.shed('cold-queue');
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    this.#busy = true;
    const started = performance.now();
    setImmediate(() => {
      const took = performance.now() - started;
      if (this.#pressure.delayMs > GIVE_WAY_MS) setTimeout(() => this.#next(), took);
      else this.#next();
    });
  }

  #next(): void {
    this.#busy = false;
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#busy = true;
    next();
  }
}
