import type { Collection } from '../catalogue/collection.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import { boundsOf } from '../query/bounds.ts';
import { keyRange } from '../query/intervals.ts';
import { parseFilter } from '../query/parse.ts';
import type { Store } from '../store.ts';
import { LockWait } from '../transactions/transaction.ts';
import { readDocument, scanIndex } from '../transactions/view.ts';

/** What one round takes at most from one index: the rest waits a minute, so that no turn becomes long. */
const MOST_PER_ROUND = 5_000;

/** Deletes what TTL indexes have let expire by `now`. A document that a transaction holds waits for the next round. */
export function expireDocuments(store: Store, now: Date): number {
  let deleted = 0;
  store.history.tick();
  for (const db of store.catalogue.names()) {
    for (const collection of store.catalogue.list(db)) {
      for (const index of collection.indexes) deleted += expireByIndex(store, collection, index, now);
    }
  }
  return deleted;
}

function expireByIndex(store: Store, collection: Collection, index: CollectionIndex, now: Date): number {
  const { expireAfterSeconds, fields, directions } = index.spec;
  const [field] = fields;
  if (expireAfterSeconds === undefined || !field) return 0;
  const limit = new Date(now.getTime() - expireAfterSeconds * 1000);
  const intervals = boundsOf(parseFilter({ [field.name]: { $lte: limit } }), field.name, { multikey: true }) ?? [];
  const ranges = intervals.map((interval) => keyRange(new Uint8Array(0), interval, directions[0] ?? 1));
  const expired = new Set<number>();
  for (const { rid } of scanIndex(collection, index, ranges, undefined)) {
    expired.add(rid);
    if (expired.size >= MOST_PER_ROUND) break;
  }
  return [...expired].filter((rid) => removeUnlocked(store, collection, rid)).length;
}

function removeUnlocked(store: Store, collection: Collection, rid: number): boolean {
  const raw = readDocument(collection, undefined, rid);
  if (!raw) return false;
  try {
    store.directWriter.remove(collection, rid, raw);
    return true;
  } catch (error) {
    if (error instanceof LockWait) return false;
    throw error;
  }
}
