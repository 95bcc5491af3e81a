import { encodeKey } from '../bson/key.ts';
import type { Document } from '../bson/types.ts';
import type { Collection, Row } from '../catalogue/collection.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import { isScalar } from './exact.ts';

/** Up to this many results are read at once, without a cursor. */
export const FEW = 16;

/**
 * The most frequent question of all, answered from a plan made before: a filter that asks for equal scalars in exactly the fields of one index, where no
 * other index is in question. The documents in the order of the index, or undefined where the planner must be asked, or there may be more than {@link FEW}.
 * Cost: one key, one statement.
 */
export function lookUp(collection: Collection, filter: Document, limit: number | undefined): Row[] | undefined {
  let shape = '';
  for (const name in filter) {
    if (!isScalar(filter[name])) return undefined;
    shape = shape === '' ? name : `${shape}\0${name}`;
  }
  const index = indexFor(collection, shape);
  if (index?.multikey !== 0) return undefined;
  const { fields, directions, unique } = index.spec;
  const values = fields.length === 1 ? [filter[shape]] : fields.map(({ name }) => filter[name]);
  const most = unique || limit === 1 ? 1 : FEW;
  const rows = index.documentsOf(encodeKey(values, directions), most);
  if (limit !== undefined && limit > 0 && limit < rows.length) return rows.slice(0, limit);
  return unique || rows.length < most || rows.length === limit ? rows : undefined;
}

function indexFor(collection: Collection, shape: string): CollectionIndex | null {
  const known = collection.lookUps.get(shape);
  if (known !== undefined) return known;
  const names = new Set(shape.split('\0'));
  const index = shape.startsWith('$') || shape.includes('\0$') ? null : onlyIndex(collection, names);
  if (collection.lookUps.size >= MOST_SHAPES) collection.lookUps.clear();
  collection.lookUps.set(shape, index);
  return index;
}

/** Filters come from clients: their shapes may not fill the memory. */
const MOST_SHAPES = 200;

/** The index which the planner would take: the only one that begins with one of the names, and it has them all and holds every document. */
function onlyIndex(collection: Collection, names: ReadonlySet<string>): CollectionIndex | null {
  const [index, ...others] = collection.indexes.filter(({ spec }) => names.has(spec.fields[0]?.name ?? ''));
  if (!index || others.length > 0) return null;
  const { fields, hidden, partial, sparse } = index.spec;
  const whole = fields.length === names.size && fields.every(({ name }) => names.has(name));
  return whole && !hidden && !partial && !sparse ? index : null;
}
