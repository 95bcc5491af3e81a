import { asBuffer } from '../bson/strings.ts';
import type { Collection } from '../catalogue/collection.ts';
import type { CollectionIndex, DocumentKeys } from '../index/collection-index.ts';
import { changedFields } from '../wire/raw.ts';

/** How a change of a document moves its entries in one index. */
export interface KeyChange {
  readonly index: CollectionIndex;
  readonly added: readonly Uint8Array[];
  readonly removed: readonly Uint8Array[];
  readonly multikey: number;
}

/** The indexes whose entries a change of a document can move. */
export function touched(
  collection: Collection,
  before: Buffer | undefined,
  after: Buffer | undefined,
): readonly CollectionIndex[] {
  if (!before || !after) return collection.indexes;
  const changed = changedFields(before, after);
  return collection.indexes.filter((index) => index.isTouchedBy(changed));
}

/** Old and new entries of a document, apart from those that stay. */
export function changeOf(index: CollectionIndex, before: Buffer | undefined, after: Buffer | undefined): KeyChange {
  const old = before ? index.keysOf(before).keys : [];
  const next = after ? index.keysOf(after) : { keys: [], multikey: 0 };
  return { index, added: without(next.keys, old), removed: without(old, next.keys), multikey: next.multikey };
}

/** Writes the change to the index's table. */
export function applyChange({ index, added, removed, multikey }: KeyChange, rid: number): void {
  for (const key of removed) index.remove(key, rid);
  addKeys(index, { keys: added, multikey }, rid);
}

export function addKeys(index: CollectionIndex, { keys, multikey }: DocumentKeys, rid: number): void {
  if (multikey !== 0) index.markMultikey(multikey);
  for (const key of keys) index.insert(key, rid);
}

export function lockName(index: CollectionIndex, key: Uint8Array): string {
  return `${index.id}:${asBuffer(key).toString('latin1')}`;
}

export function contains(keys: readonly Uint8Array[], key: Uint8Array): boolean {
  return keys.some((other) => asBuffer(other).equals(key));
}

export function without(keys: readonly Uint8Array[], others: readonly Uint8Array[]): readonly Uint8Array[] {
  return others.length === 0 ? keys : keys.filter((key) => !contains(others, key));
}
