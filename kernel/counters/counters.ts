import { bulkUpdate } from '../define-model.ts';
import type { CounterDelta, KernelModels } from '../models.ts';
import type { Kernel } from '../types.ts';
import type { TransactionalStore } from '../unit-of-work.ts';
import { monthIn } from './month.ts';
import type { CountedMonth, CounterName } from './types.ts';

const BATCH = 1_000;

/**
 * The figures of a platform by unit and month. Facts write small deltas in their transaction; one folder adds them up and deletes them in one
 * transaction, so that each counts once and no two bookings collide on a counter.
 */
export class Counters {
  readonly #store: TransactionalStore;
  readonly #models: KernelModels;
  readonly #nextUlid: () => string;
  #pending = new Map<string, CounterDelta>();

  constructor(store: TransactionalStore, models: KernelModels, nextUlid: () => string) {
    this.#store = store;
    this.#models = models;
    this.#nextUlid = nextUlid;
  }

  /** Counts in memory what no transaction causes; `flush` writes it. */
  add(counter: CounterName, amount: number, unitId: string | null, timeZone: string, at: Date): void {
    const month = monthIn(timeZone, at);
    const key = keyOf({ unitId, month, counter, category: null });
    const before = this.#pending.get(key)?.amount ?? 0;
    this.#pending.set(key, { _id: this.#nextUlid(), unitId, month, counter, category: null, amount: before + amount });
  }

  async flush(): Promise<boolean> {
    if (this.#pending.size === 0) return false;
    const rows = [...this.#pending.values()];
    this.#pending = new Map();
    await this.#models.deltas.insertMany(rows);
    return true;
  }

  /** Folds one batch of deltas into the counters. True when there was one. */
  async step(): Promise<boolean> {
    const rows = await this.#models.deltas.find({}).sort({ _id: 1 }).limit(BATCH).lean<CounterDelta[]>();
    if (rows.length === 0) return false;
    await this.#store.transaction(async (session) => {
      const deleted = await this.#models.deltas.deleteMany({ _id: { $in: rows.map((row) => row._id) } }, { session });
      if (deleted.deletedCount !== rows.length) throw new Error('another replica folded the same counters');
      await bulkUpdate(this.#models.counters, additions(rows), session);
    });
    return true;
  }

  async read(filter: Parameters<Kernel['counted']>[0]): Promise<readonly CountedMonth[]> {
    const month = {
      ...(filter.from === undefined ? {} : { $gte: filter.from }),
      ...(filter.to === undefined ? {} : { $lte: filter.to }),
    };
    const query = {
      ...(Object.keys(month).length === 0 ? {} : { month }),
      ...(filter.unitId === undefined ? {} : { unitId: filter.unitId }),
    };
    const rows = await this.#models.counters.find(query).sort({ month: 1, _id: 1 }).lean<CounterDelta[]>();
    return rows.map(({ _id, category = null, ...counted }) => ({ ...counted, category }));
  }
}

function additions(rows: readonly CounterDelta[]) {
  const groups = Map.groupBy(rows, keyOf);
  return [...groups].map(([key, [first, ...rest]]) => {
    const amount = rest.reduce((sum, row) => sum + row.amount, first?.amount ?? 0);
    const { unitId = null, month = '', counter = 'visits', category = null } = first ?? {};
    return {
      updateOne: {
        filter: { _id: key },
        update: { $inc: { amount }, $setOnInsert: { unitId, month, counter, category } },
        upsert: true,
      },
    };
  });
}

function keyOf({ unitId, month, counter, category }: Omit<CounterDelta, '_id' | 'amount'>): string {
  return `${unitId ?? ''}|${month}|${counter}${category ? `|${category}` : ''}`;
}
