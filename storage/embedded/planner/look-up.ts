import { encodeKey } from '../bson/key.ts';
import type { Document } from '../bson/types.ts';
import type { Collection } from '../catalogue/collection.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import { isScalar } from './exact.ts';

/** Up to this many results are read at once, without a cursor. */
export const FEW = 16;

/** A filter that asks for equal scalars in exactly the fields of one index, where no other index is in question: the most frequent question of all. */
export interface LookUp {
  readonly collection: Collection;
  readonly index: CollectionIndex;
  /** As they were when the index was chosen. */
  readonly indexes: readonly CollectionIndex[];
  readonly limit: number | undefined;
  /** Rows to read: one more than this may be there unless the index is unique. */
  readonly most: number;
}

/** Chooses the index of a look-up, which holds for every filter of the same names; undefined where the planner must be asked. */
export function planLookUp(
  collection: Collection,
  names: readonly string[],
  limit: number | undefined,
): LookUp | undefined {
  const { indexes } = collection;
  const [index, ...others] = indexes.filter(({ spec }) => names.includes(spec.fields[0]?.name ?? ''));
  if (!index || others.length > 0) return undefined;
  const { fields, hidden, partial, sparse, unique } = index.spec;
  const whole = fields.length === names.length && fields.every(({ name }) => names.includes(name));
  if (!whole || hidden || partial || sparse) return undefined;
  return { collection, index, indexes, limit, most: unique || limit === 1 ? 1 : FEW };
}

/** Whether the collection is still as it was when the index was chosen. */
export function isCurrent({ collection, indexes }: LookUp): boolean {
  return collection.indexes === indexes && !collection.dropped;
}

/**
 * The documents in the order of the index; undefined where the filter asks for more than scalars, arrays are in the index, or there may be more than {@link FEW}.
 * Cost: one key, one statement.
 */
export function runLookUp(
  { collection, index, limit, most }: LookUp,
  filter: Document,
): readonly Uint8Array[] | undefined {
  const { fields, directions } = index.spec;
  if (index.multikey !== 0) return undefined;
  const values = fields.map(({ name }) => filter[name]);
  if (!values.every(isScalar)) return undefined;
  if (most === 1) return firstOf(collection, index, values);
  const found = index.documentsOf(encodeKey(values, directions), most);
  if (limit && limit < found.length) return found.slice(0, limit);
  return found.length < most || found.length === limit ? found : undefined;
}

function firstOf(collection: Collection, index: CollectionIndex, values: readonly unknown[]): readonly Uint8Array[] {
  const rid = index.first(values);
  const document = rid === undefined ? undefined : collection.look(rid);
  return document ? [document] : [];
}
