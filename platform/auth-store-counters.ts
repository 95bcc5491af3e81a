import type { Connection } from 'mongoose';
import { RateLimiterMongo } from 'rate-limiter-flexible';
import type { CounterStore } from '../auth/ports.ts';
import { createCollections, defineModel, type Stored } from '../kernel/define-model.ts';

interface CounterRow extends Stored {
  readonly key: string;
  readonly points: number;
  readonly expire: Date;
}

/** Counters of failed logins in the platform's database, so that all replicas count together. The wall clock decides what has expired. */
export async function openCounterStore(
  connection: Connection,
): Promise<CounterStore & { purge(now: Date): Promise<void> }> {
  const collection = 'auth_counters';
  const rows = defineModel<CounterRow>(connection, collection, { key: String, points: Number, expire: Date }, [
    { keys: { key: 1 }, unique: true },
    { keys: { expire: 1 } },
  ]);
  await createCollections([rows]);
  return {
    open: (keyPrefix, { points, seconds }) =>
      new RateLimiterMongo({
        storeClient: connection.getClient(),
        dbName: connection.name,
        tableName: collection,
        keyPrefix,
        points,
        duration: seconds,
        disableIndexesCreation: true,
      }),
    purge: async (now) => {
      await rows.deleteMany({ expire: { $lt: now } });
    },
  };
}
