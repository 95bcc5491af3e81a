import { GIVE_WAY_MS, type Pressure } from './pressure.ts';

/**
 * A request that comes at any time meets a step with the probability took / (took + pause), and waits half of it: to keep that wait the same for long steps as for short
 * ones, the pause grows with the square of the time that the step took. Four times the square (ms) keeps it at an eighth of a millisecond.
 */
const PAUSE_PER_SQUARE = 4;
const MIN_PAUSE_MS = 1;
const MAX_PAUSE_MS = 50;
/** Further steps that run before one first step does, though there are more. */
const MAX_IN_A_ROW = 16;
/** So long after an ordinary operation another one is expected. */
const OTHERS_MS = 50;

/**
 * Turns for what takes its time and may wait: reading large bodies and unknown documents, planning, executing expensive operations. All such work is cut
 * into steps; they run one at a time, never two in one turn of the event loop, and pause between two while ordinary operations are served. An ordinary request, which
 * needs several turns of the loop itself, so meets short steps now and then instead of a pile of them in each of its turns.
 */
export class Turns {
  readonly #pressure: Pick<Pressure, 'delayMs'>;
  readonly #begun = new Set<() => void>();
  readonly #fresh = new Set<() => void>();
  #busy = false;
  #inARow = 0;
  #othersUntil = 0;

  constructor(pressure: Pick<Pressure, 'delayMs'>) {
    this.#pressure = pressure;
  }

  /** An ordinary operation is being served: steps give way. */
  giveWay(): void {
    this.#othersUntil = performance.now() + OTHERS_MS;
  }

  /**
   * The first step of something. Resolves when its turn has come: all that the caller does until it waits for something else is its step.
   * False when it did not come in time.
   */
  take(withinMs?: number): Promise<boolean> {
    return this.#wait(this.#fresh, 0, withinMs);
  }

  /** A further step of something: before all first steps, so that what has begun ends and its memory is free before more begins. `laterMs`: what it will cost after the step. */
  goOn(laterMs = 0): Promise<boolean> {
    return this.#wait(this.#begun, laterMs);
  }

  #wait(queue: Set<() => void>, laterMs: number, withinMs?: number): Promise<boolean> {
    if (!this.#busy) {
      this.#begin(laterMs);
      return Promise.resolve(true);
    }
    return new Promise((resolve) => {
      const begin = () => {
        clearTimeout(timer);
        queue.delete(begin);
        this.#begin(laterMs);
        resolve(true);
      };
      const giveUp = () => {
        queue.delete(begin);
        resolve(false);
      };
      const timer = withinMs === undefined ? undefined : setTimeout(giveUp, withinMs);
      queue.add(begin);
    });
  }

  #begin(laterMs: number): void {
    this.#busy = true;
    const startedAt = performance.now();
    // Once all promises have gone on that can: then the step is over.
    queueMicrotask(() => process.nextTick(() => this.#ended(performance.now() - startedAt + laterMs)));
  }

  #ended(tookMs: number): void {
    const pauseMs = this.#pauseAfter(tookMs);
    if (pauseMs < 1) setImmediate(() => this.#next());
    else setTimeout(() => this.#next(), pauseMs);
  }

  #pauseAfter(tookMs: number): number {
    if (performance.now() < this.#othersUntil)
      return Math.min(MAX_PAUSE_MS, Math.max(MIN_PAUSE_MS, PAUSE_PER_SQUARE * tookMs ** 2));
    return this.#pressure.delayMs > GIVE_WAY_MS ? tookMs : 0;
  }

  #next(): void {
    this.#busy = false;
    const goesOn = this.#fresh.size === 0 || (this.#begun.size > 0 && this.#inARow < MAX_IN_A_ROW);
    const [next] = goesOn ? this.#begun : this.#fresh;
    this.#inARow = goesOn && next !== undefined ? this.#inARow + 1 : 0;
    next?.();
  }
}
