import type { Document } from '../bson/types.ts';
import { decodeDocument } from '../bson/types.ts';
import type { Collection, Row } from '../catalogue/collection.ts';
import type { KeyRange } from '../query/intervals.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { scanIndex, scanTable } from '../transactions/view.ts';
import { deadline } from './deadline.ts';
import type { IndexScan } from './index-scan.ts';
import { FEW } from './look-up.ts';
import type { Plan } from './plan.ts';

/** A document that matched; `document` is there where the matcher had to decode it. */
export interface Found {
  readonly rid: number;
  readonly raw: Buffer;
  readonly document: Document | undefined;
}

/** What an execution looked at, for `explain`. */
export interface Counters {
  keysExamined: number;
  docsExamined: number;
}

type Matches = (document: Document) => boolean;

/** Runs a plan: the documents that match, once each, in the plan's order. Streams: nothing is kept but the numbers already seen where a document can come twice. */
export function* execute(
  collection: Collection,
  plan: Plan,
  matches: Matches,
  transaction: Transaction | undefined,
  counters?: Counters,
): Generator<Found> {
  switch (plan.kind) {
    case 'collection':
      yield* filtered(scanTable(collection, transaction, plan.backward), matches, undefined, counters);
      return;
    case 'index':
      if (isPointRead(plan, transaction)) {
        const found = readPoint(plan);
        if (counters) counters.keysExamined = counters.docsExamined = found ? 1 : 0;
        if (found) yield found;
        return;
      }
      yield* ofIndex(collection, plan, matches, transaction, plan.duplicates ? new Set() : undefined, counters);
      return;
    case 'union': {
      const seen = new Set<number>();
      for (const branch of plan.branches) yield* ofIndex(collection, branch, matches, transaction, seen, counters);
    }
  }
}

/** A plan that finds at most one document, and nothing else to look at. */
function isPointRead(plan: IndexScan, transaction: Transaction | undefined): boolean {
  return plan.single && plan.exact && transaction === undefined;
}

function readPoint(plan: IndexScan): Found | undefined {
  const row = plan.index.single((plan.ranges[0] as KeyRange).from);
  return row && { rid: row.rid, raw: row.raw, document: undefined };
}

/** The whole result of an exact look-up that finds only a few, in the plan's order; undefined where it may be more, or needs a second look. */
export function readFew(plan: Plan, limit: number | undefined): readonly { readonly raw: Buffer }[] | undefined {
  if (plan.kind !== 'index' || !plan.exact || !plan.sorted || plan.duplicates || plan.ranges.length !== 1)
    return undefined;
  if (plan.single) {
    const found = readPoint(plan);
    return found ? [found] : [];
  }
  const rows = plan.index.chunk(plan.ranges[0] as KeyRange, undefined, plan.backward, limit === 1 ? 1 : FEW);
  if (limit !== undefined && limit > 0 && limit <= rows.length) return rows.slice(0, limit);
  return rows.length < FEW ? rows : undefined;
}

function ofIndex(
  collection: Collection,
  scan: IndexScan,
  matches: Matches,
  transaction: Transaction | undefined,
  seen: Set<number> | undefined,
  counters: Counters | undefined,
): Generator<Found> {
  const rows = scanIndex(collection, scan.index, scan.ranges, transaction, scan.backward);
  return filtered(rows, scan.exact ? undefined : matches, seen, counters, true);
}

function* filtered(
  rows: Iterable<Row>,
  matches: Matches | undefined,
  seen: Set<number> | undefined,
  counters: Counters | undefined,
  byKey = false,
): Generator<Found> {
  for (const { rid, raw } of rows) {
    deadline.check();
    if (counters && byKey) counters.keysExamined++;
    if (seen?.has(rid)) continue;
    if (counters) counters.docsExamined++;
    let document: Document | undefined;
    if (matches) {
      document = decodeDocument(raw);
      if (!matches(document)) continue;
    }
    seen?.add(rid);
    yield { rid, raw, document };
  }
}
