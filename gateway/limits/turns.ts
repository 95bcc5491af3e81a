import { GIVE_WAY_MS, type Pressure } from './pressure.ts';

/** A step's pause, as a multiple of the time that it took, while somebody is served who must not wait: steps then get a quarter of the time. */
const PAUSE_FOR_OTHERS = 3;
/** The same while the event loop runs late for another reason. */
const PAUSE_WHEN_LATE = 1;
/** So long after an ordinary operation another one is expected. */
const OTHERS_MS = 50;

/**
 * Turns for what takes its time and may wait: reading large bodies and unknown documents, planning, executing expensive operations. All such work is cut
 * into steps; they run one at a time, never two in one turn of the event loop, and pause between two while ordinary operations are served. An ordinary request, which
 * needs several turns of the loop itself, so meets short steps now and then instead of a pile of them in each of its turns.
 */
export class Turns {
  readonly #pressure: Pick<Pressure, 'delayMs'>;
  readonly #waiting = new Set<() => void>();
  #busy = false;
  #othersUntil = 0;

  constructor(pressure: Pick<Pressure, 'delayMs'>) {
    this.#pressure = pressure;
  }

  /** An ordinary operation is being served: steps give way. */
  giveWay(): void {
    this.#othersUntil = performance.now() + OTHERS_MS;
  }

  /** Resolves when the caller's turn has come: all that it does until it waits for something else is its step. False when it did not come in time. */
  take(withinMs?: number): Promise<boolean> {
    if (!this.#busy) {
      this.#begin();
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const begin = () => {
        clearTimeout(timer);
        this.#waiting.delete(begin);
        this.#begin();
        resolve(true);
      };
      const giveUp = () => {
        this.#waiting.delete(begin);
        resolve(false);
      };
      const timer = withinMs === undefined ? undefined : setTimeout(giveUp, withinMs);
      this.#waiting.add(begin);
    });
  }

  #begin(): void {
    this.#busy = true;
    const startedAt = performance.now();
    // Once all promises have gone on that can: then the step is over.
    queueMicrotask(() => process.nextTick(() => this.#ended(performance.now() - startedAt)));
  }

  #ended(tookMs: number): void {
    const pauseMs = tookMs * this.#pauses;
    if (pauseMs < 1) setImmediate(() => this.#next());
    else setTimeout(() => this.#next(), pauseMs);
  }

  get #pauses(): number {
    if (performance.now() < this.#othersUntil) return PAUSE_FOR_OTHERS;
    return this.#pressure.delayMs > GIVE_WAY_MS ? PAUSE_WHEN_LATE : 0;
  }

  #next(): void {
    this.#busy = false;
    const [next] = this.#waiting;
    next?.();
  }
}
