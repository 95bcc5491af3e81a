import type { Collection } from '../catalogue/collection.ts';
import type { CollectionIndex, DocumentKeys } from '../index/collection-index.ts';
import { duplicateKey } from '../index/duplicate-key.ts';
import type { GroupCommit } from './group-commit.ts';
import type { History } from './history.ts';
import { addKeys, applyChange, changeOf, lockName, touched } from './key-changes.ts';
import { LockWait, type Transaction } from './transaction.ts';

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

function refuseLockedCollection(collection: Collection): void {
  if (collection.creator) throw new LockWait([collection.creator]);
}
