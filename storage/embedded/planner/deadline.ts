import { MongoServerFault } from '../errors.ts';

/** Documents looked at between two looks at the clock. */
const EVERY = 512;

/**
 * The time limit of the command that runs now. There is one thread and a command runs to its end without a pause, so there is one limit; a cursor's
 * batches each have their own command's.
 */
class Deadline {
  private at = Number.POSITIVE_INFINITY;
  private looked = 0;

  /** Begins a command; `milliseconds` is its `maxTimeMS`, 0 or undefined for none. */
  begin(milliseconds: number | undefined): void {
    this.at = milliseconds ? performance.now() + milliseconds : Number.POSITIVE_INFINITY;
    this.looked = 0;
  }

  /** To be called for every document looked at. Throws 50 when the time is over. */
  check(): void {
    if (this.at === Number.POSITIVE_INFINITY || ++this.looked % EVERY !== 0) return;
    if (performance.now() > this.at) throw new MongoServerFault('MaxTimeMSExpired', 'operation exceeded time limit');
  }
}

export const deadline = new Deadline();
