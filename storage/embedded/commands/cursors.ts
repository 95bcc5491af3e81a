import { Long } from 'bson';
import { MongoServerFault } from '../errors.ts';
import type { Transaction } from '../transactions/transaction.ts';
import { RawArray } from '../wire/raw.ts';

/** MongoDB closes cursors that nobody has asked for this long. */
const IDLE_MS = 10 * 60_000;
const FIRST_BATCH = 101;
const BATCH_BYTES = 16 * 1024 * 1024;
const MAX_OPEN = 10_000;

/** A result that is read batch by batch. Between batches it holds one chunk of rows at most. */
export interface Cursor {
  readonly id: Long;
  readonly namespace: string;
  readonly rows: Iterator<Uint8Array>;
  readonly session: string | undefined;
  readonly transaction: Transaction | undefined;
  /** The row read but not fitting into the last batch. */
  held: Uint8Array | undefined;
  usedAt: number;
}

export interface Batch {
  readonly documents: RawArray;
  readonly done: boolean;
}

export class Cursors {
  private readonly open = new Map<string, Cursor>();
  private next = 1;

  get count(): number {
    return this.open.size;
  }

  /** First batch of a result; `id` stays zero when that was all. `batchSize` 0 gives an empty batch and an open cursor. */
  first(
    namespace: string,
    rows: Iterator<Uint8Array>,
    batchSize: number | undefined,
    session: string | undefined,
    transaction: Transaction | undefined,
    single = false,
  ): Record<string, unknown> {
    const cursor: Cursor = {
      id: this.newId(),
      namespace,
      rows,
      session,
      transaction,
      held: undefined,
      usedAt: performance.now(),
    };
    const { documents, done } = readBatch(cursor, batchSize ?? FIRST_BATCH);
    if (!done && !single) this.keep(cursor);
    return { cursor: { firstBatch: documents, id: done || single ? Long.ZERO : cursor.id, ns: namespace } };
  }

  private newId(): Long {
    return Long.fromBits(this.next++, (Math.random() * 0x7fffffff) | 0, false);
  }

  private keep(cursor: Cursor): void {
    if (this.open.size >= MAX_OPEN) throw new MongoServerFault('InternalError', `more than ${MAX_OPEN} open cursors`);
    this.open.set(cursor.id.toString(), cursor);
  }

  more(
    id: Long,
    namespace: string,
    batchSize: number | undefined,
    session: string | undefined,
  ): Record<string, unknown> {
    const cursor = this.open.get(id.toString());
    if (!cursor) throw new MongoServerFault('CursorNotFound', `cursor id ${id} not found`);
    if (cursor.namespace !== namespace)
      throw new MongoServerFault(
        'Unauthorized',
        `Requested getMore on namespace '${namespace}', but cursor belongs to a different namespace ${cursor.namespace}`,
      );
    if (cursor.session !== session)
      throw new MongoServerFault(50737, `Cannot run getMore on cursor ${id}, which was created in another session`);
    if (cursor.transaction && cursor.transaction.state !== 'open') {
      this.close(cursor);
      throw new MongoServerFault('CursorNotFound', `cursor id ${id} not found`);
    }
    cursor.usedAt = performance.now();
    try {
      const { documents, done } = readBatch(
        cursor,
        batchSize === undefined || batchSize === 0 ? Number.POSITIVE_INFINITY : batchSize,
      );
      if (done) this.open.delete(id.toString());
      return { cursor: { nextBatch: documents, id: done ? Long.ZERO : cursor.id, ns: namespace } };
    } catch (error) {
      this.close(cursor);
      throw error;
    }
  }

  /** Closes the cursors that exist; tells which did. */
  kill(ids: readonly Long[], namespace: string): { killed: Long[]; unknown: Long[] } {
    const killed: Long[] = [];
    const unknown: Long[] = [];
    for (const id of ids) {
      const cursor = this.open.get(id.toString());
      if (cursor?.namespace === namespace) {
        this.close(cursor);
        killed.push(id);
      } else unknown.push(id);
    }
    return { killed, unknown };
  }

  private close(cursor: Cursor): void {
    this.open.delete(cursor.id.toString());
    cursor.rows.return?.();
  }

  closeIdle(): void {
    const limit = performance.now() - IDLE_MS;
    for (const cursor of this.open.values())
      if (cursor.usedAt < limit || (cursor.transaction && cursor.transaction.state !== 'open')) this.close(cursor);
  }

  closeSession(session: string): void {
    for (const cursor of this.open.values()) if (cursor.session === session) this.close(cursor);
  }

  closeNamespace(namespace: string): void {
    for (const cursor of this.open.values()) if (cursor.namespace === namespace) this.close(cursor);
  }

  closeAll(): void {
    for (const cursor of this.open.values()) this.close(cursor);
  }
}

/** The reply of a result that is known as a whole: no cursor is made. */
export function wholeResult(namespace: string, documents: readonly Uint8Array[]): Record<string, unknown> {
  return { cursor: { firstBatch: new RawArray(documents), id: Long.ZERO, ns: namespace } };
}

function readBatch(cursor: Cursor, limit: number): Batch {
  const documents: Uint8Array[] = [];
  let bytes = 0;
  if (cursor.held) {
    documents.push(cursor.held);
    bytes = cursor.held.length;
    cursor.held = undefined;
  }
  while (documents.length < limit) {
    const { value, done } = cursor.rows.next();
    if (done) return { documents: new RawArray(documents), done: true };
    bytes += value.length + 16;
    if (bytes > BATCH_BYTES && documents.length > 0) {
      cursor.held = value;
      break;
    }
    documents.push(value);
  }
  return { documents: new RawArray(documents), done: false };
}
