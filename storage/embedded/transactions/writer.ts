import { asBuffer } from '../bson/strings.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { CollectionIndex, DocumentKeys } from '../index/collection-index.ts';
import { duplicateKey } from '../index/duplicate-key.ts';
import { changedFields } from '../wire/raw.ts';
import type { GroupCommit } from './group-commit.ts';
import type { History } from './history.ts';
import { type KeyLock, LockWait, MAX_TRANSACTION_BYTES, type Transaction } from './transaction.ts';

/** How documents are written. One writer for a command: straight to disk, or into the open transaction. */
export interface Writer {
  insert(collection: Collection, raw: Buffer): void;
  update(collection: Collection, rid: number, before: Buffer, after: Buffer): void;
  remove(collection: Collection, rid: number, before: Buffer): void;
}

/** Writes of a command outside a transaction: seen by everybody at once, durable at the end of the turn. */
export class DirectWriter implements Writer {
  private readonly group: GroupCommit;
  private readonly history: History;

  constructor(group: GroupCommit, history: History) {
    this.group = group;
    this.history = history;
  }

  insert(collection: Collection, raw: Buffer): void {
    refuseLockedCollection(collection);
    const keys = collection.indexes.map((index) => index.computeKeys(raw));
    for (const [i, index] of collection.indexes.entries()) {
      this.checkUnique(collection, index, keys[i] as DocumentKeys, undefined, raw);
    }
    this.group.begin();
    const rid = collection.allocateRid();
    this.history.record(collection, rid, null);
    collection.insert(rid, raw);
    for (const [i, index] of collection.indexes.entries()) addKeys(index, keys[i] as DocumentKeys, rid);
  }

  update(collection: Collection, rid: number, before: Buffer, after: Buffer): void {
    this.refuseLocked(collection, rid);
    const changes = touched(collection, before, after).map((index) => changeOf(index, before, after));
    for (const { index, added, multikey } of changes)
      this.checkUnique(collection, index, { keys: added, multikey }, rid, after);
    this.group.begin();
    this.history.record(collection, rid, before);
    collection.update(rid, after);
    for (const change of changes) applyChange(change, rid);
  }

  remove(collection: Collection, rid: number, before: Buffer): void {
    this.refuseLocked(collection, rid);
    for (const index of collection.indexes)
      if (index.spec.unique) this.refuseLockedKeys(collection, index, index.keysOf(before).keys);
    this.group.begin();
    this.history.record(collection, rid, before);
    collection.remove(rid);
    for (const index of collection.indexes) for (const key of index.keysOf(before).keys) index.remove(key, rid);
  }

  private refuseLocked(collection: Collection, rid: number): void {
    const owner = collection.locks.get(rid);
    if (owner) throw new LockWait([owner]);
  }

  private refuseLockedKeys(collection: Collection, index: CollectionIndex, keys: readonly Uint8Array[]): void {
    if (collection.keyLocks.size === 0) return;
    for (const key of keys) {
      const lock = collection.keyLocks.get(lockName(index, key));
      if (lock) throw new LockWait([lock.owner]);
    }
  }

  private checkUnique(
    collection: Collection,
    index: CollectionIndex,
    { keys }: DocumentKeys,
    rid: number | undefined,
    raw: Buffer,
  ): void {
    if (!index.spec.unique) return;
    this.refuseLockedKeys(collection, index, keys);
    for (const key of keys)
      if (index.holders(key).some((holder) => holder !== rid)) throw duplicateKey(collection, index, raw);
  }
}

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

/** Puts a transaction's writes on disk. Its locks guarantee that nothing here can be refused. */
export function applyWrites(transaction: Transaction, group: GroupCommit, history: History): void {
  if (transaction.writes.size > 0) group.begin();
  for (const [collection, writes] of transaction.writes) {
    for (const [rid, raw] of writes) {
      const before = collection.get(rid);
      if (!before && !raw) continue;
      history.record(collection, rid, before ?? null);
      if (!before) collection.insert(rid, raw as Buffer);
      else if (raw) collection.update(rid, raw);
      else collection.remove(rid);
      for (const index of touched(collection, before, raw ?? undefined))
        applyChange(changeOf(index, before, raw ?? undefined), rid);
    }
  }
}

interface KeyChange {
  readonly index: CollectionIndex;
  readonly added: readonly Uint8Array[];
  readonly removed: readonly Uint8Array[];
  readonly multikey: number;
}

/** The indexes whose entries a change of a document can move. */
function touched(
  collection: Collection,
  before: Buffer | undefined,
  after: Buffer | undefined,
): readonly CollectionIndex[] {
  if (!before || !after) return collection.indexes;
  const changed = changedFields(before, after);
  return collection.indexes.filter((index) => index.isTouchedBy(changed));
}

function changeOf(index: CollectionIndex, before: Buffer | undefined, after: Buffer | undefined): KeyChange {
  const old = before ? index.keysOf(before).keys : [];
  const next = after ? index.keysOf(after) : { keys: [], multikey: 0 };
  return { index, added: without(next.keys, old), removed: without(old, next.keys), multikey: next.multikey };
}

function applyChange({ index, added, removed, multikey }: KeyChange, rid: number): void {
  for (const key of removed) index.remove(key, rid);
  addKeys(index, { keys: added, multikey }, rid);
}

function addKeys(index: CollectionIndex, { keys, multikey }: DocumentKeys, rid: number): void {
  if (multikey !== 0) index.markMultikey(multikey);
  for (const key of keys) index.insert(key, rid);
}

function lockName(index: CollectionIndex, key: Uint8Array): string {
  return `${index.id}:${asBuffer(key).toString('latin1')}`;
}

function contains(keys: readonly Uint8Array[], key: Uint8Array): boolean {
  return keys.some((other) => asBuffer(other).equals(key));
}

function without(keys: readonly Uint8Array[], others: readonly Uint8Array[]): readonly Uint8Array[] {
  return others.length === 0 ? keys : keys.filter((key) => !contains(others, key));
}

function refuseLockedCollection(collection: Collection): void {
  if (collection.creator) throw new LockWait([collection.creator]);
}

export function writeConflict(): MongoServerFault {
  return new MongoServerFault(
    'WriteConflict',
    'Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction.',
    { labels: ['TransientTransactionError'] },
  );
}
