import type { Limits } from './defaults.ts';
import { GIVE_WAY_MS, type Pressure } from './pressure.ts';

type HeavyLimits = Pick<Limits, 'maxHeavy' | 'maxHeavyQueue' | 'maxHeavyWaitMs'>;

/** What runs longer is waiting for subgraphs, not computing: its place is given to the next. */
const PLACE_MS = 250;

/**
 * Lets only a few expensive executions run at once, so that the cheap ones of everybody else find the event loop free between their steps. While the
 * loop runs late it is one at a time, with a pause as long as it took. Those that would wait behind too many, or too long, are turned away.
 */
export class HeavyLane {
  readonly #limits: HeavyLimits;
  readonly #pressure: Pick<Pressure, 'shed' | 'delayMs'>;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limits: HeavyLimits, pressure: Pick<Pressure, 'shed' | 'delayMs'>) {
    this.#limits = limits;
    this.#pressure = pressure;
  }

  /** Resolves when it may run, with what must be called when it has. Rejects with OVERLOADED. */
  async enter(): Promise<() => void> {
    if (this.#waiting.size === 0 && this.#running < this.#places) this.#running++;
    else await this.#turn();
    return this.#place();
  }

  get #places(): number {
    return this.#isLate ? 1 : this.#limits.maxHeavy;
  }

  get #isLate(): boolean {
    return this.#pressure.delayMs > GIVE_WAY_MS;
  }

  #turn(): Promise<void> {
    if (this.#waiting.size >= this.#limits.maxHeavyQueue) return Promise.reject(this.#pressure.shed('heavy-queue'));
    return new Promise((resolve, reject) => {
      const take = () => {
        clearTimeout(timer);
        this.#waiting.delete(take);
        resolve();
      };
      const timer = setTimeout(() => {
        this.#waiting.delete(take);
        reject(this.#pressure.shed('heavy-queue'));
      }, this.#limits.maxHeavyWaitMs);
      this.#waiting.add(take);
    });
  }

  #place(): () => void {
    const startedAt = performance.now();
    let held = true;
    const leave = () => {
      if (!held) return;
      held = false;
      clearTimeout(timer);
      this.#running--;
      if (this.#isLate) setTimeout(() => this.#next(), Math.min(performance.now() - startedAt, PLACE_MS));
      // Not in the same turn of the event loop: cheap requests go in between.
      else setImmediate(() => this.#next());
    };
    const timer = setTimeout(leave, PLACE_MS);
    timer.unref();
    return leave;
  }

  #next(): void {
    const [next] = this.#waiting;
    if (next === undefined || this.#running >= this.#places) return;
    this.#running++;
    next();
    setImmediate(() => this.#next());
  }
}
