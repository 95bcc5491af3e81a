import { BSON } from 'bson';
import { type PlainScalar, scalarAt } from '../bson/scalars.ts';
import { decodeDocument } from '../bson/types.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';

export const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;
const MAX_DEPTH = 180;

/** Encodes one document; undefined fields are left out, as the driver does. */
export function encode(document: BSON.Document): Buffer {
  return BSON.serialize(document, { ignoreUndefined: true }) as Buffer;
}

/** A BSON value that is already encoded: spliced into replies byte by byte. `type` is the BSON element type (3 document, 4 array). */
export class RawValue {
  readonly type: number;
  readonly bytes: Uint8Array;

  constructor(type: number, bytes: Uint8Array) {
    this.type = type;
    this.bytes = bytes;
  }
}

/** An array of encoded documents, written into a reply as they are. */
export class RawArray {
  readonly documents: readonly Uint8Array[];

  constructor(documents: readonly Uint8Array[]) {
    this.documents = documents;
  }
}

const FIXED_SIZES: Readonly<Record<number, number>> = {
  1: 8,
  6: 0,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  255: 0,
  127: 0,
};

function malformed(): MongoServerFault {
  return new MongoServerFault('InvalidLength', 'invalid BSON in message');
}

/** Names are short: a loop finds their end sooner than a call out of JavaScript. */
export function cstringEnd(buffer: Buffer, at: number, limit: number): number {
  for (let i = at; i < limit; i++) if (buffer[i] === 0) return i;
  throw malformed();
}

/** Whether the bytes from `start` to `end` are `name`; no string is made. */
export function isNamed(buffer: Buffer, start: number, end: number, name: Buffer): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (buffer[start + i] !== name[i]) return false;
  return true;
}

function sized(buffer: Buffer, at: number, limit: number, extra: number, minimum: number): number {
  if (at + 4 > limit) throw malformed();
  const length = buffer.readInt32LE(at);
  const end = at + length + extra;
  if (length < minimum || end > limit) throw malformed();
  return end;
}

/** End of the value of `type` that starts at `at`; throws where it would run past `limit`. */
export function valueEnd(buffer: Buffer, type: number, at: number, limit: number): number {
  const fixed = FIXED_SIZES[type];
  if (fixed !== undefined) {
    if (at + fixed > limit) throw malformed();
    return at + fixed;
  }
  switch (type) {
    case 2:
    case 13:
    case 14:
      return sized(buffer, at, limit, 4, 1);
    case 3:
    case 4:
      return sized(buffer, at, limit, 0, 5);
    case 5:
      return sized(buffer, at, limit, 5, 0);
    case 11:
      return cstringEnd(buffer, cstringEnd(buffer, at, limit) + 1, limit) + 1;
    case 12:
      return sized(buffer, at, limit, 16, 1);
    case 15:
      return sized(buffer, at, limit, 0, 14);
    default:
      throw malformed();
  }
}

/** Visits the elements of an encoded document without decoding them; `visit` returns false to stop. Cost: a few ns per element. */
export function walk(
  buffer: Buffer,
  visit: (name: string, type: number, valueStart: number, end: number, start: number) => boolean | undefined,
): void {
  const limit = buffer.length - 1;
  let at = 4;
  while (at < limit) {
    const start = at;
    const type = buffer[at] ?? 0;
    const nameEnd = cstringEnd(buffer, at + 1, limit);
    const end = valueEnd(buffer, type, nameEnd + 1, limit);
    if (visit(buffer.toString('utf8', at + 1, nameEnd), type, nameEnd + 1, end, start) === false) return;
    at = end;
  }
}

/**
 * Checks structure, lengths, nesting and types of an encoded document at `at`; returns its end. What passes can be stored and decoded safely. Well-formed values which this store can't keep
 * throw NotImplemented (238), everything else is malformed.
 */
export function checkDocument(buffer: Buffer, at: number, limit: number, depth = 0): number {
  if (depth > MAX_DEPTH) throw new MongoServerFault('Overflow', 'BSONObj exceeded maximum nested object depth');
  const end = sized(buffer, at, limit, 0, 5);
  if (buffer[end - 1] !== 0) throw malformed();
  let cursor = at + 4;
  while (cursor < end - 1) {
    const type = buffer[cursor] ?? 0;
    const valueStart = cstringEnd(buffer, cursor + 1, end - 1) + 1;
    const next = valueEnd(buffer, type, valueStart, end - 1);
    checkValue(buffer, type, valueStart, next, depth);
    cursor = next;
  }
  if (cursor !== end - 1) throw malformed();
  return end;
}

/** Types that drivers no longer send. JavaScript would lose them when a document is rewritten. */
const DEPRECATED: Readonly<Record<number, string>> = { 6: 'undefined', 12: 'dbPointer', 14: 'symbol' };
/** JavaScript's dates end 270,000 years from now. */
const MAX_DATE = 8_640_000_000_000_000n;

function refuseUnstorable(buffer: Buffer, type: number, start: number): void {
  const deprecated = DEPRECATED[type];
  if (deprecated !== undefined) throw notImplemented(`the BSON type ${deprecated}`);
  if (type !== 9) return;
  const milliseconds = buffer.readBigInt64LE(start);
  if (milliseconds > MAX_DATE || milliseconds < -MAX_DATE) throw notImplemented(`a date of ${milliseconds} ms`);
}

function checkValue(buffer: Buffer, type: number, start: number, end: number, depth: number): void {
  refuseUnstorable(buffer, type, start);
  if (type === 3 || type === 4) checkDocument(buffer, start, end, depth + 1);
  else if (type === 15) checkCodeWithScope(buffer, start, end, depth);
  else if ((type === 2 || type === 13 || type === 14) && buffer[end - 1] !== 0) throw malformed();
  else if (type === 12 && buffer[end - 13] !== 0) throw malformed();
}

function checkCodeWithScope(buffer: Buffer, start: number, end: number, depth: number): void {
  const scope = sized(buffer, start + 4, end, 4, 1);
  if (checkDocument(buffer, scope, end, depth + 1) !== end) throw malformed();
}

/** Cuts an encoded array, from `start` to `end`, into the encoded documents it holds; other element types are refused. */
export function splitDocuments(buffer: Buffer, start: number, end: number): Buffer[] {
  const parts: Buffer[] = [];
  const limit = end - 1;
  for (let at = start + 4; at < limit; ) {
    const type = buffer[at] as number;
    const valueStart = cstringEnd(buffer, at + 1, limit) + 1;
    at = valueEnd(buffer, type, valueStart, limit);
    if (type !== 3)
      throw new MongoServerFault(
        'TypeMismatch',
        `BSON field 'documents.${parts.length}' is the wrong type, expected type 'object'`,
      );
    parts.push(buffer.subarray(valueStart, at));
  }
  return parts;
}

/** Decodes only the named top-level fields: what index keys and `_id` need, at a fraction of the cost of the whole document. */
export function decodeFields(raw: Buffer, names: ReadonlySet<string>): BSON.Document {
  const parts: Buffer[] = [];
  let size = 5;
  walk(raw, (name, _type, _valueStart, end, start) => {
    if (names.has(name)) {
      parts.push(raw.subarray(start, end));
      size += end - start;
    }
    return true;
  });
  return decodeDocument(joinElements(parts, size));
}

/** The top-level fields of these names where they are plain scalars, null where one is missing; undefined where the document must be decoded. Cost: some ns per element. */
export function plainFields(raw: Buffer, names: readonly Buffer[]): (PlainScalar | null)[] | undefined {
  const values: (PlainScalar | null)[] = names.map(() => null);
  const limit = raw.length - 1;
  for (let at = 4; at < limit; ) {
    const type = raw[at] as number;
    const nameEnd = cstringEnd(raw, at + 1, limit);
    const end = valueEnd(raw, type, nameEnd + 1, limit);
    for (let i = 0; i < names.length; i++) {
      if (!isNamed(raw, at + 1, nameEnd, names[i] as Buffer)) continue;
      const value = scalarAt(raw, type, nameEnd + 1, end);
      if (value === undefined) return undefined;
      values[i] = value;
    }
    at = end;
  }
  return values;
}

/** Names of the top-level fields that differ between two encoded documents in any byte. */
export function changedFields(before: Buffer, after: Buffer): ReadonlySet<string> {
  const old = new Map<string, Buffer>();
  walk(before, (name, _type, _valueStart, end, start) => {
    old.set(name, before.subarray(start, end));
    return true;
  });
  const changed = new Set<string>();
  walk(after, (name, _type, _valueStart, end, start) => {
    const was = old.get(name);
    if (was && was.length === end - start && after.compare(was, 0, was.length, start, end) === 0) old.delete(name);
    else changed.add(name);
    return true;
  });
  for (const name of old.keys()) changed.add(name);
  return changed;
}

/** A document of the given encoded elements. */
export function joinElements(parts: readonly Uint8Array[], size: number): Buffer {
  const out = Buffer.allocUnsafe(size);
  out.writeInt32LE(size, 0);
  let at = 4;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  out[at] = 0;
  return out;
}
