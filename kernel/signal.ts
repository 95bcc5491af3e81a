/** Wakes one loop. A wake that comes while nobody waits is kept for the next wait. */
export class Signal {
  #woken = false;
  #resume: (() => void) | null = null;

  wake(): void {
    this.#woken = true;
    this.#resume?.();
  }

  /** Resolves at the next wake, or after `milliseconds`. Doesn't keep the process alive. */
  async wait(milliseconds: number): Promise<void> {
    if (!this.#woken) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, milliseconds);
      timer.unref();
      this.#resume = resolve;
      await promise;
      clearTimeout(timer);
      this.#resume = null;
    }
    this.#woken = false;
  }
}

/** A loop that runs `step` until `stop`: at once after a step that did something, else after a wake or `idleMilliseconds`. */
export class Loop {
  readonly #signal = new Signal();
  readonly #step: () => Promise<boolean>;
  readonly #idleMilliseconds: number;
  readonly #failed: (error: unknown) => void;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(step: () => Promise<boolean>, idleMilliseconds: number, failed: (error: unknown) => void) {
    this.#step = step;
    this.#idleMilliseconds = idleMilliseconds;
    this.#failed = failed;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  wake(): void {
    this.#signal.wake();
  }

  /** Waits for the step that is running. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#signal.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stopped) {
      const progressed = await this.#step().catch((error: unknown) => {
        if (!this.#stopped) this.#failed(error);
        return false;
      });
      if (!progressed && !this.#stopped) await this.#signal.wait(this.#idleMilliseconds);
    }
  }
}
