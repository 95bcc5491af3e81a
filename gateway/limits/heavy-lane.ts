import type { Limits } from './defaults.ts';
import type { Pressure } from './pressure.ts';

type HeavyLimits = Pick<Limits, 'maxHeavy' | 'maxHeavyQueue' | 'maxHeavyWaitMs'>;

/** What runs longer is waiting for subgraphs, not computing: its place is given to the next. */
const PLACE_MS = 250;

/**
 * Lets only a few expensive executions run at once, so that the cheap ones of everybody else find the event loop free between their steps.
 * Those that would wait behind too many, or too long, are turned away.
 */
export class HeavyLane {
  readonly #limits: HeavyLimits;
  readonly #pressure: Pick<Pressure, 'shed'>;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limits: HeavyLimits, pressure: Pick<Pressure, 'shed'>) {
    this.#limits = limits;
    this.#pressure = pressure;
  }

  /** Resolves when it may run, with what must be called when it has. Rejects with OVERLOADED. */
  async enter(): Promise<() => void> {
    const { maxHeavy, maxHeavyQueue } = this.#limits;
    if (this.#running >= maxHeavy) {
      if (this.#waiting.size >= maxHeavyQueue) throw this.#pressure.shed('heavy-queue');
      await this.#turn();
    } else {
      this.#running++;
    }
    return this.#place();
  }

  /** Takes over the place of the one that leaves. */
  #turn(): Promise<void> {
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
    let held = true;
    const leave = () => {
      if (!held) return;
      held = false;
      clearTimeout(timer);
      const [next] = this.#waiting;
      if (next === undefined) this.#running--;
      // Not in the same turn of the event loop: cheap requests go in between.
      else setImmediate(next);
    };
    const timer = setTimeout(leave, PLACE_MS);
    timer.unref();
    return leave;
  }
}
