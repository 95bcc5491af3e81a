import { createHash } from 'node:crypto';

const MAX_SEEN = 10_000;

/** Tells what comes again from what comes once: remembers digests of up to 10,000 texts, then forgets all of them. */
export class Seen {
  #digests = new Set<string>();

  /** Whether the text came before. It has from now on. */
  before(text: string): boolean {
    const digest = createHash('sha1').update(text).digest('base64');
    if (this.#digests.has(digest)) return true;
    if (this.#digests.size >= MAX_SEEN) this.#digests = new Set();
    this.#digests.add(digest);
    return false;
  }
}
