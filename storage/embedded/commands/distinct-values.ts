import type { Collation } from '../bson/collation.ts';
import { createGroupKey } from '../bson/grouping.ts';
import { decodeDocument, getField, isArrayIndex, isDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';

const MAX_BYTES = 16 * 1024 * 1024;

/** The distinct values under a path, arrays element by element, in MongoDB's order of first appearance. Throws 17217 beyond 16 MB. */
export function distinctValues(
  rows: Iterable<{ readonly raw: Buffer }>,
  path: readonly string[],
  collation: Collation | undefined,
): unknown[] {
  const values = new Map<string, unknown>();
  const keyOf = createGroupKey(collation);
  let bytes = 0;
  const add = (value: unknown): void => {
    const key = keyOf(value);
    if (values.has(key)) return;
    bytes += key.length;
    if (bytes > MAX_BYTES) throw new MongoServerFault(17217, 'distinct too big, 16mb cap');
    values.set(key, value);
  };
  for (const { raw } of rows) collect(decodeDocument(raw), path, 0, add);
  return [...values.values()];
}

function collect(value: unknown, path: readonly string[], at: number, add: (value: unknown) => void): void {
  if (at === path.length) {
    if (Array.isArray(value)) value.forEach(add);
    else if (value !== undefined) add(value);
    return;
  }
  const step = path[at] as string;
  if (Array.isArray(value)) {
    if (isArrayIndex(step)) collect(value[Number(step)], path, at + 1, add);
    else for (const item of value) if (isDocument(item)) collect(item, path, at, add);
  } else if (isDocument(value)) collect(getField(value, step), path, at + 1, add);
}
