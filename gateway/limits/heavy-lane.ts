import type { Limits } from './defaults.ts';
import { GIVE_WAY_MS, type Pressure } from './pressure.ts';

type LanePressure = Pick<Pressure, 'shed' | 'delayMs'>;
type HeavyLimits = Pick<Limits, 'maxHeavy' | 'maxHeavyQueue' | 'maxHeavyWaitMs'>;

/** What runs longer is waiting for subgraphs, not computing: its place is given to the next. */
const PLACE_MS = 250;

/** A lane for each caller who has something expensive under way. */
export class HeavyLanes {
  readonly #limits: HeavyLimits;
  readonly #pressure: LanePressure;
  readonly #lanes = new Map<string, HeavyLane>();

  constructor(limits: HeavyLimits, pressure: LanePressure) {
    this.#limits = limits;
    this.#pressure = pressure;
  }

  /** See `HeavyLane.enter`. `key`: who pays. */
  async enter(key: string): Promise<() => void> {
    let lane = this.#lanes.get(key);
    if (lane === undefined) {
      const made = new HeavyLane(this.#limits, this.#pressure, () => {
        if (this.#lanes.get(key) === made) this.#lanes.delete(key);
      });
      this.#lanes.set(key, made);
      lane = made;
    }
    return lane.enter();
  }

  get size(): number {
    return this.#lanes.size;
  }
}

/**
 * Lets only a few expensive executions of one caller run at once, so that the cheap ones of everybody else find the event loop free between their steps.
 * While the loop runs late it is one at a time, with a pause as long as it took. Those that would wait behind too many, or too long, are turned away.
 */
class HeavyLane {
  readonly #limits: HeavyLimits;
  readonly #pressure: LanePressure;
  readonly #onEmpty: () => void;
  readonly #waiting = new Set<() => void>();
  #running = 0;

  constructor(limits: HeavyLimits, pressure: LanePressure, onEmpty: () => void) {
    this.#limits = limits;
    this.#pressure = pressure;
    this.#onEmpty = onEmpty;
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
    if (next === undefined && this.#running === 0) this.#onEmpty();
    if (next === undefined || this.#running >= this.#places) return;
    this.#running++;
    next();
    setImmediate(() => this.#next());
  }
}
