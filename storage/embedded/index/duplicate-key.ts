import { Long } from 'bson';
import { isDocument, typeOf } from '../bson/types.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { CollectionIndex } from './collection-index.ts';

/** E11000 with what drivers and mongoose read from it: `keyPattern` and `keyValue`. */
export function duplicateKey(collection: Collection, index: CollectionIndex, raw: Buffer): MongoServerFault {
  const keyValue = index.valuesOf(raw);
  const message = `E11000 duplicate key error collection: ${collection.namespace} index: ${index.name} dup key: ${shellForm(keyValue)}`;
  return new MongoServerFault('DuplicateKey', message, { extra: { keyPattern: index.spec.document.key, keyValue } });
}

/** A value as MongoDB writes it into messages. */
export function shellForm(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `[ ${value.map(shellForm).join(', ')} ]`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (isDocument(value)) {
    const fields = Object.entries(value).map(([name, item]) => `${name}: ${shellForm(item)}`);
    return fields.length === 0 ? '{}' : `{ ${fields.join(', ')} }`;
  }
  if (typeOf(value) === 7) return `ObjectId('${String(value)}')`;
  if (typeOf(value) === 5)
    return `BinData(${String((value as { sub_type?: number }).sub_type ?? 0)}, ${String((value as { toString(format: string): string }).toString('hex')).toUpperCase()})`;
  if (typeOf(value) === 1) return doubleForm(Number(value));
  return Long.isLong(value) ? value.toString() : String(value);
}

function doubleForm(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
