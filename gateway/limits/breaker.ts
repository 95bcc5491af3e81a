import { type CircuitState, type IBreaker, SamplingBreaker } from 'cockatiel';
import type { Limits } from './defaults.ts';

const SAMPLED_MS = 10_000;

/**
 * Opens when too large a share of a subgraph's fetches failed over 10 s, or when so many in a row ran into their time limit: one that hangs is asked so seldom, for each fetch takes its
 * whole time, that the good answers of before would hide it for as long as they are counted.
 */
export class SubgraphBreaker implements IBreaker {
  readonly #sampling: SamplingBreaker;
  readonly #maxTimeouts: number;
  #timeouts = 0;

  constructor(limits: Pick<Limits, 'breakerFailurePercent' | 'breakerMinimumRps' | 'breakerTimeouts'>) {
    this.#maxTimeouts = limits.breakerTimeouts;
    this.#sampling = new SamplingBreaker({
      threshold: limits.breakerFailurePercent / 100,
      duration: SAMPLED_MS,
      minimumRps: limits.breakerMinimumRps,
    });
  }

  get state(): unknown {
    return this.#sampling.state;
  }

  set state(value: unknown) {
    this.#sampling.state = value;
  }

  /** To be told before `failure` that it was the time limit. */
  timedOut(): void {
    this.#timeouts++;
  }

  success(state: CircuitState): void {
    this.#timeouts = 0;
    this.#sampling.success(state);
  }

  failure(state: CircuitState): boolean {
    const tooMany = this.#sampling.failure(state);
    return tooMany || this.#timeouts >= this.#maxTimeouts;
  }
}
