import { readFileSync } from 'node:fs';
import { PerformanceObserver } from 'node:perf_hooks';

/** How a process was doing since it was asked last. */
export interface Strain {
  /** Lateness of its event loop in ms: the longest, and that of the worst hundredth of the samples. */
  readonly loopMaxMs: number;
  readonly loopP99Ms: number;
  /** The longest that it stood still for its garbage collection (ms). */
  readonly collectionMaxMs: number;
  /** CPU time that it took, as a share of one core. */
  readonly cpu: number;
  /** Time that its main thread was ready to run and got no core, as a share: what the machine does to it, not what it does itself. 0 where `/proc` is missing. */
  readonly starved: number;
  readonly rssMiB: number;
}

const SAMPLE_MS = 5;

/** Samples this process's event loop every 5 ms; `take` tells about the time since the last `take`. */
export class StrainGauge {
  #lateness: number[] = [];
  #expected = performance.now() + SAMPLE_MS;
  #since = performance.now();
  #cpu = process.cpuUsage();
  #waited = waitedMs();
  #collectionMaxMs = 0;

  constructor() {
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) this.#collectionMaxMs = Math.max(this.#collectionMaxMs, duration);
    }).observe({ entryTypes: ['gc'] });
    setInterval(() => {
      const now = performance.now();
      this.#lateness.push(Math.max(0, now - this.#expected));
      this.#expected = now + SAMPLE_MS;
    }, SAMPLE_MS).unref();
  }

  take(): Strain {
    const elapsedMs = performance.now() - this.#since;
    const { user, system } = process.cpuUsage(this.#cpu);
    const sorted = this.#lateness.sort((one, other) => one - other);
    const waited = waitedMs();
    const strain = {
      loopMaxMs: sorted.at(-1) ?? 0,
      loopP99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      collectionMaxMs: this.#collectionMaxMs,
      cpu: (user + system) / 1_000 / elapsedMs,
      starved: (waited - this.#waited) / elapsedMs,
      rssMiB: process.memoryUsage.rss() / 2 ** 20,
    };
    this.#lateness = [];
    this.#collectionMaxMs = 0;
    this.#since = performance.now();
    this.#cpu = process.cpuUsage();
    this.#waited = waited;
    return strain;
  }
}

/** Time that the main thread has spent on the run queue. */
function waitedMs(): number {
  try {
    const [, waited] = readFileSync(`/proc/self/task/${process.pid}/schedstat`, 'utf8').split(' ');
    return Number(waited ?? 0) / 1e6;
  } catch {
    return 0;
  }
}
