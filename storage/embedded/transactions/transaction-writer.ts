import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import { duplicateKey } from '../index/duplicate-key.ts';
import { contains, lockName, touched, without } from './key-changes.ts';
import { type KeyLock, MAX_TRANSACTION_BYTES, type Transaction } from './transaction.ts';
import type { Writer } from './writer.ts';

/** Writes of a transaction: kept in memory, guarded by locks that make a second writer fail at once (112), applied at commit. */
export class TransactionWriter implements Writer {
  private readonly transaction: Transaction;

  constructor(transaction: Transaction) {
    this.transaction = transaction;
  }

  insert(collection: Collection, raw: Buffer): void {
    const rid = collection.allocateRid();
    this.lockKeys(collection, rid, undefined, raw);
    this.write(collection, rid, Buffer.from(raw));
  }

  update(collection: Collection, rid: number, before: Buffer, after: Buffer): void {
    this.lockDocument(collection, rid);
    this.lockKeys(collection, rid, before, after);
    this.write(collection, rid, after);
  }

  remove(collection: Collection, rid: number, before: Buffer): void {
    this.lockDocument(collection, rid);
    this.lockKeys(collection, rid, before, undefined);
    this.write(collection, rid, null);
  }

  private write(collection: Collection, rid: number, raw: Buffer | null): void {
    this.transaction.bytes += (raw?.length ?? 0) + 64;
    if (this.transaction.bytes > MAX_TRANSACTION_BYTES)
      throw new MongoServerFault('TransactionTooLarge', 'the transaction is larger than 256 MiB');
    collection.locks.set(rid, this.transaction);
    this.transaction.write(collection, rid, raw);
  }

  private lockDocument(collection: Collection, rid: number): void {
    const owner = collection.locks.get(rid);
    if (owner !== undefined && owner !== this.transaction) throw writeConflict();
    const images = collection.history.get(rid);
    const last = images?.[images.length - 1];
    if (last && last.ts > this.transaction.snapshotTs) throw writeConflict();
  }

  private lockKeys(collection: Collection, rid: number, before: Buffer | undefined, after: Buffer | undefined): void {
    for (const index of touched(collection, before, after)) {
      const old = before ? index.keysOf(before).keys : [];
      const { keys: next, multikey } = after ? index.keysOf(after) : { keys: [], multikey: 0 };
      index.multikey |= multikey;
      if (!index.spec.unique) continue;
      const freed = without(old, next);
      const taken = without(next, old);
      for (const key of [...freed, ...taken]) this.refuseForeignLock(collection, index, key);
      for (const key of taken) this.checkFree(collection, index, key, rid, after as Buffer);
      for (const key of freed) this.lockKey(collection, index, key, undefined);
      for (const key of taken) this.lockKey(collection, index, key, rid);
    }
  }

  private lockKey(collection: Collection, index: CollectionIndex, key: Uint8Array, holder: number | undefined): void {
    const name = lockName(index, key);
    collection.keyLocks.set(name, { owner: this.transaction, holder });
    this.transaction.keyLocks.push({ collection, key: name });
  }

  private refuseForeignLock(collection: Collection, index: CollectionIndex, key: Uint8Array): void {
    const lock: KeyLock | undefined = collection.keyLocks.get(lockName(index, key));
    if (lock && lock.owner !== this.transaction) throw writeConflict();
  }

  /** A key held in the snapshot is a duplicate; one that was taken or freed by somebody since is a conflict. */
  private checkFree(collection: Collection, index: CollectionIndex, key: Uint8Array, rid: number, raw: Buffer): void {
    const own = collection.keyLocks.get(lockName(index, key));
    if (own) {
      if (own.holder !== undefined && own.holder !== rid) throw duplicateKey(collection, index, raw);
      return;
    }
    if (collection.creator) return;
    for (const holder of index.holders(key)) {
      if (holder === rid) continue;
      if (this.changedSince(collection, holder)) throw writeConflict();
      throw duplicateKey(collection, index, raw);
    }
    if (this.heldInSnapshot(collection, index, key)) throw writeConflict();
  }

  private changedSince(collection: Collection, rid: number): boolean {
    return collection.history.get(rid)?.some(({ ts }) => ts > this.transaction.snapshotTs) ?? false;
  }

  private heldInSnapshot(collection: Collection, index: CollectionIndex, key: Uint8Array): boolean {
    for (const rid of collection.replacedHolders(index, key)) {
      const image = collection.history.get(rid)?.find(({ ts }) => ts > this.transaction.snapshotTs);
      if (image?.raw && contains(index.keysOf(image.raw).keys, key)) return true;
    }
    return false;
  }
}

export function writeConflict(): MongoServerFault {
  return new MongoServerFault(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { labels: ['TransientTransactionError'] },
  );
}
