import type { Collection } from '../catalogue/collection.ts';

interface Entry {
  readonly ts: number;
  readonly collection: Collection;
  readonly rid: number;
}

/**
 * The clock of commits, and what documents were before them as long as an open snapshot may ask. Costs nothing while no transaction is open.
 */
export class History {
  /** Number of the latest commit. */
  now = 0;
  /** Whether somebody may read the past. */
  needed = false;
  private queue: Entry[] = [];
  private head = 0;

  /** Starts a new commit; what is recorded until the next one belongs to it. */
  tick(): number {
    return ++this.now;
  }

  record(collection: Collection, rid: number, raw: Buffer | null): void {
    if (!this.needed) return;
    const images = collection.history.get(rid);
    const image = { ts: this.now, raw };
    if (!images) collection.history.set(rid, [image]);
    else if (images[images.length - 1]?.ts !== this.now) images.push(image);
    else return;
    if (raw) collection.rememberReplaced(rid, raw);
    this.queue.push({ ts: this.now, collection, rid });
  }

  /** Forgets what no snapshot at or after `oldest` can ask for; undefined: nobody asks. */
  prune(oldest: number | undefined): void {
    this.needed = oldest !== undefined;
    while (this.head < this.queue.length) {
      const { ts, collection, rid } = this.queue[this.head] as Entry;
      if (oldest !== undefined && ts > oldest) break;
      const images = collection.history.get(rid);
      const image = images?.shift();
      if (images?.length === 0) collection.history.delete(rid);
      if (image?.raw) collection.forgetReplaced(rid, image.raw, images ?? []);
      this.head++;
    }
    if (this.head > 1024 || this.head === this.queue.length) {
      this.queue = this.queue.slice(this.head);
      this.head = 0;
    }
  }
}
