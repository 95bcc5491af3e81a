import { asBuffer } from '../bson/strings.ts';
import type { CollectionIndex } from '../index/collection-index.ts';

type Entries = Map<string, Set<number>>;

/**
 * Documents in memory by the keys they have in an index, so that a look-up by key need not look at each of them. An index is entered when it is first
 * asked for; from then on every change is. A document may stand under several keys, and under one that it no longer has: who asks looks again.
 */
export class KeyedDocuments {
  private readonly indexes = new Map<CollectionIndex, Entries>();

  /** Numbers of the documents that have or had `key`. `all` gives every document at the first question about an index. */
  holders(index: CollectionIndex, key: Uint8Array, all: () => Iterable<readonly [number, Buffer]>): Iterable<number> {
    let entries = this.indexes.get(index);
    if (!entries) {
      entries = new Map();
      this.indexes.set(index, entries);
      for (const [rid, raw] of all()) enter(entries, index, rid, raw);
    }
    return entries.get(nameOf(key)) ?? [];
  }

  add(rid: number, raw: Buffer): void {
    for (const [index, entries] of this.indexes) enter(entries, index, rid, raw);
  }

  remove(rid: number, raw: Buffer): void {
    for (const [index, entries] of this.indexes) {
      for (const key of index.keysOf(raw).keys) {
        const name = nameOf(key);
        const rids = entries.get(name);
        rids?.delete(rid);
        if (rids?.size === 0) entries.delete(name);
      }
      // Asked for again, it is made again: a dropped index doesn't stay for ever.
      if (entries.size === 0) this.indexes.delete(index);
    }
  }
}

function enter(entries: Entries, index: CollectionIndex, rid: number, raw: Buffer): void {
  for (const key of index.keysOf(raw).keys) {
    const name = nameOf(key);
    const rids = entries.get(name);
    if (rids) rids.add(rid);
    else entries.set(name, new Set([rid]));
  }
}

function nameOf(key: Uint8Array): string {
  return asBuffer(key).toString('latin1');
}
