import type { Collection } from '../catalogue/collection.ts';
import { KeyedDocuments } from './keyed-documents.ts';

/** MongoDB's `transactionLifetimeLimitSeconds`. */
export const MAX_TRANSACTION_AGE_MS = 60_000;
/** What one transaction may hold in memory before it commits. */
export const MAX_TRANSACTION_BYTES = 256 * 1024 * 1024;

export type TransactionState = 'open' | 'committed' | 'aborted';

/** A unique key that an open transaction has taken (`holder` is its document) or freed. */
export interface KeyLock {
  readonly owner: Transaction;
  readonly holder: number | undefined;
}

/**
 * A multi-document transaction: reads see the snapshot `snapshotTs` plus its own `writes`, which stay in memory until commit. null is a deleted document.
 * Whoever must wait for its end leaves a function in `waiters`.
 */
export class Transaction {
  readonly session: string;
  readonly txnNumber: bigint;
  readonly startedAt: number;
  readonly snapshotTs: number;
  readonly writes = new Map<Collection, Map<number, Buffer | null>>();
  /** Of `writes`, the documents that it leaves, by their keys. */
  readonly keyed = new Map<Collection, KeyedDocuments>();
  readonly touched = new Set<Collection>();
  readonly created = new Set<Collection>();
  readonly keyLocks: { readonly collection: Collection; readonly key: string }[] = [];
  readonly waiters: (() => void)[] = [];
  state: TransactionState = 'open';
  bytes = 0;
  version = 0;

  constructor(session: string, txnNumber: bigint, snapshotTs: number) {
    this.session = session;
    this.txnNumber = txnNumber;
    this.snapshotTs = snapshotTs;
    this.startedAt = performance.now();
  }

  /** Keeps what the transaction makes of a document. */
  write(collection: Collection, rid: number, raw: Buffer | null): void {
    let writes = this.writes.get(collection);
    let keyed = this.keyed.get(collection);
    if (!writes || !keyed) {
      writes = new Map();
      keyed = new KeyedDocuments();
      this.writes.set(collection, writes);
      this.keyed.set(collection, keyed);
    }
    const before = writes.get(rid);
    if (before) keyed.remove(rid, before);
    if (raw) keyed.add(rid, raw);
    writes.set(rid, raw);
  }

  /** Lets go of what it holds in memory, once it has ended. */
  release(): void {
    this.writes.clear();
    this.keyed.clear();
    this.touched.clear();
    this.created.clear();
    this.keyLocks.length = 0;
  }
}

/** Thrown where a write must wait for another transaction's end; the command is taken back and run again afterwards. */
export class LockWait extends Error {
  readonly holders: readonly Transaction[];
  /** A schema change doesn't wait for ever: after this many milliseconds the transactions in its way are aborted. */
  readonly patienceMs: number | undefined;

  constructor(holders: readonly Transaction[], patienceMs?: number) {
    super('waiting for a transaction');
    this.holders = holders;
    this.patienceMs = patienceMs;
  }
}
