import type { Collation } from './collation.ts';
import { encodeKey } from './key.ts';
import { isDocument, mapFields } from './types.ts';

/** A text per class of equal values: equal values give the same, different ones different texts. For maps and sets. */
export type GroupKey = (value: unknown) => string;

export function createGroupKey(collation?: Collation): GroupKey {
  const keyOf: GroupKey = (value) => {
    const key = encodeKey([value]);
    return Buffer.from(key.buffer, key.byteOffset, key.length).toString('latin1');
  };
  if (collation === undefined) return keyOf;
  const represent = createRepresentatives(collation);
  return (value) => keyOf(mapStrings(value, represent));
}

/** Gives each string the first one seen that the collation takes for equal. */
function createRepresentatives(collation: Collation): (text: string) => string {
  const sorted: string[] = [];
  const known = new Map<string, string>();
  return (text) => {
    const earlier = known.get(text);
    if (earlier !== undefined) return earlier;
    let low = 0;
    for (let high = sorted.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (collation.compare(sorted[middle] as string, text) < 0) low = middle + 1;
      else high = middle;
    }
    const found = sorted[low];
    const representative = found !== undefined && collation.compare(found, text) === 0 ? found : text;
    if (representative === text) sorted.splice(low, 0, text);
    known.set(text, representative);
    return representative;
  };
}

function mapStrings(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((item) => mapStrings(item, change));
  return isDocument(value) ? mapFields(value, (item) => mapStrings(item, change)) : value;
}
