import type { Limits } from './defaults.ts';
import type { Pressure } from './pressure.ts';
import type { Turns } from './turns.ts';

type ColdLimits = Pick<Limits, 'maxColdQueue' | 'maxColdWaitMs'>;

/** The way in for documents that must be parsed, validated and planned: each waits for its turn. Those that would wait behind too many others, or too long, are turned away. */
export class ColdLane {
  readonly #limits: ColdLimits;
  readonly #pressure: Pressure;
  readonly #turns: Turns;
  #waiting = 0;

  constructor(limits: ColdLimits, pressure: Pressure, turns: Turns) {
    this.#limits = limits;
    this.#pressure = pressure;
    this.#turns = turns;
  }

  /** Resolves when it is this document's turn. Rejects with OVERLOADED. */
  async enter(): Promise<void> {
    this.#pressure.admitCold();
    // The one whose turn it is at once counts as well, until the next microtask.
    if (this.#waiting > this.#limits.maxColdQueue) throw this.#pressure.shed('cold-queue');
    this.#waiting++;
    const mayGo = await this.#turns.take(this.#limits.maxColdWaitMs);
    this.#waiting--;
    if (!mayGo) throw this.#pressure.shed('cold-queue');
  }
}
