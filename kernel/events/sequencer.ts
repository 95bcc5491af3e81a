import type { ClientSession, Model } from 'mongoose';
import { bulkUpdate } from '../define-model.ts';
import type { HeadRow, KernelModels, Sequenced } from '../models.ts';
import type { TransactionalStore } from '../unit-of-work.ts';

const BATCH = 500;

/** A feed that is sequenced: its rows, the name of its head, and how a batch is ordered. */
export interface Feed<R extends Sequenced> {
  readonly name: string;
  readonly model: Model<R>;
  readonly order?: (rows: readonly R[]) => readonly R[];
}

/**
 * Gives committed rows their place in a feed: increasing, without gaps that could fill later. It runs under the leader lease, but two at a time
 * would do no harm: both write the head. Rows keep `seq: 0` until then, so a crash loses nothing.
 */
export class Sequencer<R extends Sequenced> {
  readonly #store: TransactionalStore;
  readonly #heads: Model<HeadRow>;
  readonly #feed: Feed<R>;

  constructor(store: TransactionalStore, models: KernelModels, feed: Feed<R>) {
    this.#store = store;
    this.#heads = models.heads;
    this.#feed = feed;
  }

  /** Sequences one batch. True when there was one. */
  async step(): Promise<boolean> {
    const rows = await this.#feed.model.find({ seq: 0 }).sort({ seq: 1, _id: 1 }).limit(BATCH).lean<R[]>();
    if (rows.length === 0) return false;
    const ordered = this.#feed.order?.(rows) ?? rows;
    await this.#store.transaction((session) => this.#assign(ordered, session));
    return true;
  }

  async #assign(rows: readonly R[], session: ClientSession): Promise<void> {
    const head = await this.#heads.findOneAndUpdate(
      { _id: this.#feed.name },
      { $inc: { value: rows.length }, $setOnInsert: { hash: '' } },
      { upsert: true, returnDocument: 'after', session, lean: true },
    );
    const first = (head?.value ?? rows.length) - rows.length + 1;
    const operations = rows.map((row, index) => ({
      updateOne: { filter: { _id: row._id, seq: 0 }, update: { $set: { seq: first + index } } },
    }));
    await bulkUpdate(this.#feed.model, operations, session);
  }
}

/** The order within a batch: as written, but events of one record by version. */
export function inRecordOrder<R extends { readonly recordId: string; readonly version: number }>(
  rows: readonly R[],
): readonly R[] {
  const ofRecord = Map.groupBy(rows, (row) => row.recordId);
  for (const events of ofRecord.values()) events.sort((a, b) => a.version - b.version);
  return rows.flatMap((row) => ofRecord.get(row.recordId)?.shift() ?? []);
}
