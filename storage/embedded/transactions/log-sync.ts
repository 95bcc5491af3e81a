import { closeSync, fdatasync, openSync } from 'node:fs';

type Waiter = (error: Error | null) => void;

/** Brings what was written to a file to the disk, and calls back; `fdatasync` but in tests. */
export type Sync = (done: (error: Error | null) => void) => void;

/**
 * Durability beside the thread: SQLite's COMMIT leaves a turn's writes in its log, and the log is synced here while the next turn already runs.
 * One sync at a time; it serves all that was committed before it began. Nobody is answered before the sync that covers what he wrote or may have read.
 */
export class LogSync {
  private readonly sync: Sync;
  private readonly file: number | undefined;
  /** Those whom the running sync serves. */
  private served: Waiter[] | undefined;
  private next: Waiter[] = [];
  private unsynced = false;
  /** What the disk refused once. A later sync may say that all is well though the writes are lost, so none is tried. */
  private failure: Error | undefined;
  /** The turn that goes to the disk next. */
  private turn: (() => void) | undefined;

  /** `path`: SQLite's log, which exists as long as the store is open. */
  constructor(path: string, sync?: Sync) {
    const file = sync ? undefined : openSync(path, 'r+');
    this.file = file;
    this.sync = sync ?? ((done) => fdatasync(file as number, done));
  }

  /** While one runs, committing more gains nothing: the next can't begin. */
  get running(): boolean {
    return this.served !== undefined;
  }

  /** The log has grown. */
  committed(): void {
    this.unsynced = true;
  }

  /** Calls `done` once everything committed until now is on disk, at once where it is already; with the error if that can't be had. */
  whenDurable(done: Waiter): void {
    if (this.failure) done(this.failure);
    else if (this.unsynced) {
      this.next.push(done);
      if (!this.running) this.begin();
    } else if (this.served) this.served.push(done);
    else done(null);
  }

  /** Calls `turn` when the running sync has ended, before those are answered whom it has served. One turn waits at a time. */
  whenFree(turn: () => void): void {
    this.turn = turn;
  }

  private begin(): void {
    const served = this.next;
    this.served = served;
    this.next = [];
    this.unsynced = false;
    this.sync((error) => {
      this.served = undefined;
      this.failure = error ?? undefined;
      // First the disk gets its next work, then those are answered whom it has served.
      this.handOver();
      for (const waiter of served) waiter(error);
      if (error) this.refuseNext(error);
      else if (!this.running && this.next.length > 0) this.begin();
    });
  }

  private refuseNext(error: Error): void {
    const { next } = this;
    this.next = [];
    for (const waiter of next) waiter(error);
  }

  private handOver(): void {
    const { turn } = this;
    this.turn = undefined;
    turn?.();
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }
}
