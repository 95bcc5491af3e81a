import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { isDuplicateKey } from '../commands.ts';
import type { KernelModels, LeaseRow } from '../models.ts';

const TERM_MILLISECONDS = 10_000;

/**
 * One holder at a time among the replicas, by a row that must be renewed. The lease saves work that only one need do; it is no lock: whatever runs
 * under it must be safe when run twice. The term runs in real time, not on the platform's clock.
 */
export class Lease {
  readonly #models: KernelModels;
  readonly #name: string;
  readonly #holder = randomUUID();
  #heldUntil = 0;

  constructor(models: KernelModels, name: string) {
    this.#models = models;
    this.#name = name;
  }

  held(): boolean {
    return Date.now() < this.#heldUntil;
  }

  /** Takes or renews the lease. True when held. Cost: two small operations; call it every few seconds. */
  async acquire(): Promise<boolean> {
    const now = Date.now();
    const row = await this.#models.leases.findById(this.#name).lean<LeaseRow | null>();
    if (row && row.holder !== this.#holder && row.expiresAt.getTime() > now && !isDead(row)) {
      this.#heldUntil = 0;
      return false;
    }
    const taken = row ? await this.#replace(row, now) : await this.#create(now);
    this.#heldUntil = taken ? now + TERM_MILLISECONDS : 0;
    return taken;
  }

  async release(): Promise<void> {
    this.#heldUntil = 0;
    await this.#models.leases.deleteOne({ _id: this.#name, holder: this.#holder });
  }

  #terms(now: number) {
    return {
      holder: this.#holder,
      host: hostname(),
      pid: process.pid,
      expiresAt: new Date(now + TERM_MILLISECONDS),
    };
  }

  async #create(now: number): Promise<boolean> {
    try {
      await this.#models.leases.insertMany([{ _id: this.#name, ...this.#terms(now) }]);
      return true;
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
  }

  async #replace(row: LeaseRow, now: number): Promise<boolean> {
    const filter = { _id: this.#name, holder: row.holder, expiresAt: row.expiresAt };
    const result = await this.#models.leases.updateOne(filter, { $set: this.#terms(now) });
    return result.matchedCount === 1;
  }
}

/** A holder that ran on this machine and is gone (kill -9) need not be waited for. */
function isDead(row: LeaseRow): boolean {
  if (row.host !== hostname()) return false;
  if (row.pid === process.pid) return false;
  try {
    process.kill(row.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
