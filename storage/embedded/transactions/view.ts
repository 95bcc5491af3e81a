import { compareBytes } from '../bson/strings.ts';
import type { Collection, Row } from '../catalogue/collection.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import type { KeyRange } from '../query/intervals.ts';
import type { Transaction } from './transaction.ts';

const FIRST_CHUNK = 16;
const LARGEST_CHUNK = 512;
const CHUNK_BYTES = 1 << 20;

/**
 * What differs, for a transaction, from what is stored: what others committed since its snapshot, undone, and its own writes. Looks at both where they
 * are: a transaction of many writes beside others that commit asks for it with every statement.
 */
class Overlay {
  private readonly collection: Collection;
  private readonly transaction: Transaction;
  private readonly own: ReadonlyMap<number, Buffer | null>;

  constructor(collection: Collection, transaction: Transaction) {
    this.collection = collection;
    this.own = transaction.writes.get(collection) ?? NO_WRITES;
    this.transaction = transaction;
  }

  get isEmpty(): boolean {
    return this.own.size === 0 && this.collection.history.size === 0;
  }

  /** Whether the stored document is not what the reader sees. */
  has(rid: number): boolean {
    return this.own.has(rid) || this.imageOf(rid) !== undefined;
  }

  /** The documents that the reader sees instead. */
  *documents(): Generator<Row> {
    for (const [rid, raw] of this.own) if (raw) yield { rid, raw };
    for (const rid of this.collection.replaced) {
      const raw = this.own.has(rid) ? undefined : this.imageOf(rid)?.raw;
      if (raw) yield { rid, raw };
    }
  }

  /** As `documents`, those only that can have `key`. */
  *holders(index: CollectionIndex, key: Uint8Array): Generator<Row> {
    const keyed = this.transaction.keyed.get(this.collection);
    for (const rid of keyed?.holders(index, key, () => this.written()) ?? []) {
      const raw = this.own.get(rid);
      if (raw) yield { rid, raw };
    }
    for (const rid of this.collection.replacedHolders(index, key)) {
      const raw = this.own.has(rid) ? undefined : this.imageOf(rid)?.raw;
      if (raw) yield { rid, raw };
    }
  }

  private *written(): Generator<readonly [number, Buffer]> {
    for (const [rid, raw] of this.own) if (raw) yield [rid, raw];
  }

  private imageOf(rid: number) {
    return this.collection.history.get(rid)?.find(({ ts }) => ts > this.transaction.snapshotTs);
  }
}

const NO_WRITES: ReadonlyMap<number, Buffer | null> = new Map();

/** The overlay of a transaction; undefined where nothing differs. */
function overlayOf(collection: Collection, transaction: Transaction | undefined): Overlay | undefined {
  if (!transaction) return undefined;
  const overlay = new Overlay(collection, transaction);
  return overlay.isEmpty ? undefined : overlay;
}

/** One document as the reader sees it. */
export function readDocument(
  collection: Collection,
  transaction: Transaction | undefined,
  rid: number,
): Buffer | undefined {
  const own = transaction?.writes.get(collection)?.get(rid);
  if (own !== undefined) return own ?? undefined;
  const image = transaction && collection.history.get(rid)?.find(({ ts }) => ts > transaction.snapshotTs);
  return image ? (image.raw ?? undefined) : collection.get(rid);
}

interface Source {
  chunk(after: Row | undefined, limit: number): Row[];
  /** The overlay's documents that belong behind `after` and not behind `upTo`, in order. */
  overlaid(overlay: Overlay, after: Row | undefined, upTo: Row | undefined): Row[];
  readonly order: (a: Row, b: Row) => number;
}

/** Documents in natural order. Reads in chunks: holds no lock and no open statement between two of them, however slow the reader is. */
export function scanTable(
  collection: Collection,
  transaction: Transaction | undefined,
  backward = false,
): Iterable<Row> {
  const sign = backward ? -1 : 1;
  const order = (a: Row, b: Row): number => sign * (a.rid - b.rid);
  return scan(
    {
      order,
      chunk: (after, limit) => collection.chunk(after?.rid, backward, limit),
      overlaid: (overlay, after, upTo) => within([...overlay.documents()], after, upTo, order),
    },
    () => overlayOf(collection, transaction),
  );
}

/** Documents by index key within the ranges, which must be disjoint and in scan order. A document can come once per entry it has there. */
export function* scanIndex(
  collection: Collection,
  index: CollectionIndex,
  ranges: readonly KeyRange[],
  transaction: Transaction | undefined,
  backward = false,
): Generator<Row> {
  const sign = backward ? -1 : 1;
  const order = (a: Row, b: Row): number => sign * (compareBytes(keyOf(a), keyOf(b)) || a.rid - b.rid);
  for (const range of ranges) {
    yield* scan(
      {
        order,
        chunk: (after, limit) =>
          collection.creator ? [] : index.chunk(range, after && { key: keyOf(after), rid: after.rid }, backward, limit),
        overlaid: (overlay, after, upTo) => within(entriesOf(overlay, index, range), after, upTo, order),
      },
      () => overlayOf(collection, transaction),
    );
  }
}

function keyOf(row: Row): Uint8Array {
  if (row.key === undefined) throw new Error('a row of an index scan has a key');
  return row.key;
}

function* scan(source: Source, currentOverlay: () => Overlay | undefined): Generator<Row> {
  let after: Row | undefined;
  let limit = FIRST_CHUNK;
  for (;;) {
    const chunk = source.chunk(after, limit);
    const last = chunk.length < limit;
    const overlay = currentOverlay();
    yield* overlay ? merge(source, chunk, overlay, after, last) : chunk;
    if (last) return;
    after = chunk[chunk.length - 1];
    limit = nextLimit(limit, chunk);
  }
}

function merge(source: Source, chunk: readonly Row[], overlay: Overlay, after: Row | undefined, last: boolean): Row[] {
  const stored = chunk.filter((row) => !overlay.has(row.rid));
  const changed = source.overlaid(overlay, after, last ? undefined : chunk[chunk.length - 1]);
  return changed.length === 0 ? stored : [...stored, ...changed].sort(source.order);
}

function entriesOf(overlay: Overlay, index: CollectionIndex, range: KeyRange): Row[] {
  const rows: Row[] = [];
  for (const { rid, raw } of range.exact ? overlay.holders(index, range.from) : overlay.documents()) {
    for (const key of index.keysOf(raw).keys) {
      if (compareBytes(key, range.from) >= 0 && (range.to === undefined || compareBytes(key, range.to) < 0))
        rows.push({ rid, raw, key });
    }
  }
  return rows;
}

function within(
  rows: readonly Row[],
  after: Row | undefined,
  upTo: Row | undefined,
  order: (a: Row, b: Row) => number,
): Row[] {
  return rows
    .filter((row) => (after === undefined || order(row, after) > 0) && (upTo === undefined || order(row, upTo) <= 0))
    .sort(order);
}

/** Chunks grow while documents are small: memory stays flat whatever their size. Powers of two only. */
function nextLimit(limit: number, chunk: readonly Row[]): number {
  let bytes = 1;
  for (const row of chunk) bytes += row.raw.length;
  const fitting = Math.floor((CHUNK_BYTES * chunk.length) / bytes);
  return 2 ** Math.floor(Math.log2(Math.max(1, Math.min(limit * 4, LARGEST_CHUNK, fitting))));
}
