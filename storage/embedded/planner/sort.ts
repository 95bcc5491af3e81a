import { decodeDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import type { SortOrder } from '../query/keys.ts';
import type { Found } from './execute.ts';

/** MongoDB's `internalQueryMaxBlockingSortMemoryUsageBytes`; beyond it a sort needs an index. */
const MAX_SORT_BYTES = 100 * 1024 * 1024;

interface Entry {
  readonly key: readonly unknown[];
  readonly found: Found;
  readonly at: number;
}

/** Sorts in memory, stable; with `limit` it never keeps more than twice that many. Throws 292 beyond 100 MB. */
export function sortInMemory(rows: Iterable<Found>, order: SortOrder, limit: number | undefined): Found[] {
  let kept: Entry[] = [];
  let bytes = 0;
  let at = 0;
  const compare = (a: Entry, b: Entry): number => order.compareKeys(a.key, b.key) || a.at - b.at;
  for (const found of rows) {
    const document = found.document ?? decodeDocument(found.raw);
    kept.push({ key: order.keyOf(document), found: { rid: found.rid, raw: found.raw, document: undefined }, at: at++ });
    bytes += found.raw.length;
    if (limit !== undefined && kept.length >= Math.max(2 * limit, 64)) {
      kept.sort(compare);
      kept = kept.slice(0, limit);
      bytes = kept.reduce((sum, entry) => sum + entry.found.raw.length, 0);
    }
    if (bytes > MAX_SORT_BYTES) throw tooMuch();
  }
  kept.sort(compare);
  return (limit === undefined ? kept : kept.slice(0, limit)).map((entry) => entry.found);
}

function tooMuch(): MongoServerFault {
  return new MongoServerFault(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    'Executor error during find command :: caused by :: Sort exceeded memory limit of 104857600 bytes; the embedded store does not sort on disk: use an index or a limit',
  );
}
