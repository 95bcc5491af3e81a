import { setImmediate } from 'node:timers/promises';
import type { KernelModels, SearchRow } from '../models.ts';
import { Loop } from '../signal.ts';
import type { Logger } from '../types.ts';
import { IndexFile } from './index-file.ts';
import { runSearch } from './query.ts';
import type { SearchEntry, SearchRequest, SearchResult } from './types.ts';

const BATCH = 200;
const IDLE_MILLISECONDS = 1_000;

/** This process's search index: follows the feed of entries in the database, in small batches between other work. */
export class SearchReplica {
  readonly #models: KernelModels;
  readonly #platform: string;
  readonly #path: string;
  readonly #loop: Loop;
  #file: IndexFile | null = null;
  #cursor = 0;

  constructor(models: KernelModels, platform: string, path: string, log: Logger) {
    this.#models = models;
    this.#platform = platform;
    this.#path = path;
    this.#loop = new Loop(
      () => this.#step(),
      IDLE_MILLISECONDS,
      (error) => log.warn({ error: String(error) }, 'search index will try again'),
    );
  }

  get cursor(): number {
    return this.#cursor;
  }

  /** Opens the file; `source` tells one database from another, so that an index of a database that is gone is not used. */
  start(source: string): void {
    this.#file = new IndexFile(this.#path);
    this.#cursor = this.#file.cursor(source);
    this.#loop.start();
  }

  wake(): void {
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    this.#file?.close();
    this.#file = null;
  }

  search(request: SearchRequest): SearchResult {
    if (!this.#file) throw new Error('the search index is not open: the kernel was not started');
    return runSearch(this.#file.database, this.#platform, request);
  }

  async #step(): Promise<boolean> {
    const rows = await this.#models.search
      .find({ seq: { $gt: this.#cursor } })
      .sort({ seq: 1 })
      .limit(BATCH)
      .lean<SearchRow[]>();
    const last = rows.at(-1);
    if (!last || !this.#file) return false;
    this.#file.apply(
      rows.map((row) => ({ id: row._id, entry: row.deleted ? null : (row.entry as unknown as SearchEntry) })),
      last.seq,
    );
    this.#cursor = last.seq;
    await setImmediate();
    return true;
  }
}
