/**
 * First come, first served per key within this process. Work that names several keys enters all their queues in the same tick, so that everybody
 * stands in the same order in each: nobody waits for one who waits for him. It keeps contenders apart in front of a transaction; the guarantee is
 * the database's.
 */
export class KeyedQueue {
  readonly #tails = new Map<string, Promise<void>>();

  async run<T>(keys: readonly string[], work: () => Promise<T>): Promise<T> {
    const places = [...new Set(keys)].map((key) => this.#enter(key));
    await Promise.all(places.map((place) => place.before));
    try {
      return await work();
    } finally {
      for (const place of places) place.leave();
    }
  }

  #enter(key: string): { readonly before: Promise<void> | undefined; leave(): void } {
    const before = this.#tails.get(key);
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#tails.set(key, promise);
    const leave = (): void => {
      if (this.#tails.get(key) === promise) this.#tails.delete(key);
      resolve();
    };
    return { before, leave };
  }
}
