import { encodeKey } from '../bson/key.ts';
import { compareBytes } from '../bson/strings.ts';

/** A place between keys: before or after every key that begins with these bytes. */
export interface Cut {
  readonly prefix: Uint8Array;
  readonly after: boolean;
}

/** A range of one ascending key component. `point`: a single value, so that the next component of an index can be used as well. */
export interface Interval {
  readonly low: Cut;
  readonly high: Cut;
  readonly point: boolean;
}

export const before = (prefix: Uint8Array): Cut => ({ prefix, after: false });
export const after = (prefix: Uint8Array): Cut => ({ prefix, after: true });

export function point(value: unknown): Interval {
  const key = encodeKey([value]);
  return { low: before(key), high: after(key), point: true };
}

/** All values of a type bracket. */
export function bracketInterval(bracket: number): Interval {
  const prefix = Uint8Array.of(bracket);
  return { low: before(prefix), high: after(prefix), point: false };
}

export function compareCuts(a: Cut, b: Cut): number {
  const length = Math.min(a.prefix.length, b.prefix.length);
  const order = compareBytes(a.prefix.subarray(0, length), b.prefix.subarray(0, length));
  if (order !== 0) return order;
  if (a.prefix.length === b.prefix.length) return Number(a.after) - Number(b.after);
  if (a.prefix.length < b.prefix.length) return a.after ? 1 : -1;
  return b.after ? -1 : 1;
}

/** Sorted and without overlaps. */
export function union(intervals: readonly Interval[]): readonly Interval[] {
  const sorted = [...intervals].sort((a, b) => compareCuts(a.low, b.low) || compareCuts(a.high, b.high));
  const result: Interval[] = [];
  for (const next of sorted) {
    const last = result.at(-1);
    if (last === undefined || compareCuts(next.low, last.high) >= 0) result.push(next);
    else if (compareCuts(next.high, last.high) > 0)
      result[result.length - 1] = { ...last, high: next.high, point: false };
  }
  return result;
}

export function intersection(left: readonly Interval[], right: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const a of left) {
    for (const b of right) {
      const low = compareCuts(a.low, b.low) >= 0 ? a.low : b.low;
      const high = compareCuts(a.high, b.high) <= 0 ? a.high : b.high;
      if (compareCuts(low, high) < 0) result.push({ low, high, point: a.point || b.point });
    }
  }
  return union(result);
}

/** Keys from `from` (inclusive) to `to` (exclusive; absent: to the end). */
export interface KeyRange {
  readonly from: Uint8Array;
  readonly to: Uint8Array | undefined;
  /** `from` is the one whole key that can lie in it. */
  readonly exact?: boolean;
}

/** The range of whole index keys: `prefix` encodes the equal components before, `direction` is this component's in the index. */
export function keyRange(prefix: Uint8Array, interval: Interval, direction: 1 | -1): KeyRange {
  const [low, high] = direction === 1 ? [interval.low, interval.high] : [flip(interval.high), flip(interval.low)];
  return { from: position(prefix, low) ?? prefix, to: position(prefix, high) };
}

function flip({ prefix, after }: Cut): Cut {
  return { prefix: prefix.map((byte) => byte ^ 0xff), after: !after };
}

function position(prefix: Uint8Array, cut: Cut): Uint8Array | undefined {
  const bytes = Buffer.concat([prefix, cut.prefix]);
  return cut.after ? successor(bytes) : bytes;
}

/** The smallest bytes that are greater than everything beginning with `bytes`; `undefined` if there are none. */
function successor(bytes: Uint8Array): Uint8Array | undefined {
  let length = bytes.length;
  while (length > 0 && bytes[length - 1] === 0xff) length -= 1;
  if (length === 0) return undefined;
  const result = Uint8Array.prototype.slice.call(bytes, 0, length);
  result[length - 1] = (result[length - 1] as number) + 1;
  return result;
}
