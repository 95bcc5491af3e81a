import type { KernelModels, OutboxRow } from '../models.ts';

const PAGE = 200;
const PAGES_KEPT = 16;

/** Reads the sequenced outbox in pages. Consumers that stand at the same place share one read. */
export class OutboxReader {
  readonly #models: KernelModels;
  #pages = new Map<number, Promise<readonly OutboxRow[]>>();

  constructor(models: KernelModels) {
    this.#models = models;
  }

  /** The events after `seq`, at most one page. Empty when there are none as of the last `refresh`. */
  after(seq: number): Promise<readonly OutboxRow[]> {
    const known = this.#pages.get(seq);
    if (known) return known;
    const page = this.#models.outbox
      .find({ seq: { $gt: seq } })
      .sort({ seq: 1 })
      .limit(PAGE)
      .lean<OutboxRow[]>()
      .exec();
    if (this.#pages.size >= PAGES_KEPT) this.refresh();
    this.#pages.set(seq, page);
    page.catch(() => this.#pages.delete(seq));
    return page;
  }

  /** Forgets what was read: new events may be there. */
  refresh(): void {
    this.#pages = new Map();
  }

  async head(): Promise<number> {
    const head = await this.#models.heads.findById('outbox').lean<{ value: number } | null>();
    return head?.value ?? 0;
  }
}
