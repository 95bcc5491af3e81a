import { EJSON } from 'bson';
import { type Document, decodeDocument, encodeDocument } from './types.ts';

/** A document as it comes from the wire, written as Extended JSON (relaxed: `1` is an int32, `1.5` a double). */
export function wire(document: unknown): Document {
  return decodeDocument(
    encodeDocument(EJSON.deserialize(EJSON.serialize(document as Document), { relaxed: false }) as Document),
  );
}

/** Canonical Extended JSON, in which every type shows: `{"a":{"$numberInt":"1"}}`. */
export function canonical(value: unknown): unknown {
  const { v } = decodeDocument(encodeDocument({ v: value }));
  return EJSON.serialize({ v } as Document, { relaxed: false }).v;
}

/** Relaxed Extended JSON: numbers are plain, the rest shows its type. */
export function relaxed(value: unknown): unknown {
  return EJSON.serialize({ v: value } as Document, { relaxed: true }).v;
}

/** The code and message of the fault that `work` throws. */
export function faultOf(work: () => unknown): { code: number; errmsg: string } {
  try {
    work();
  } catch (error) {
    const { code, errmsg } = error as { code: number; errmsg: string };
    if (code === undefined) throw error;
    return { code, errmsg };
  }
  throw new Error('expected a fault');
}
