/**
 * First come, first served per key within this process. Work that names several keys waits for all of them; keys are taken in sorted order, so
 * that two pieces of work can't wait for each other. It keeps contenders apart in front of a transaction; the guarantee is the database's.
 */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const releases: (() => void)[] = [];
    try {
      for (const key of [...new Set(keys)].sort()) releases.push(await this.#enter(key));
      return await work();
    } finally {
      for (const release of releases) release();
    }
  }

  async #enter(key: string): Promise<() => void> {
    const before = this.#tails.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tails.set(key, promise);
    await before;
    return () => {
      if (this.#tails.get(key) === promise) this.#tails.delete(key);
      resolve();
    };
  }
}
