import { Int32, Long, ObjectId } from './types.ts';

/** The types that {@link scalarAt} reads: string, ObjectId, date, int32 and int64. */
export type PlainScalar = string | ObjectId | Date | Int32 | Long;

/**
 * One plain scalar out of an encoded document, as `decodeDocument` gives it, at a fraction of its cost; undefined for other types and for strings beyond ASCII,
 * whose validity is not looked at here. The bytes have been checked.
 */
export function scalarAt(raw: Buffer, type: number, start: number, end: number): PlainScalar | undefined {
  switch (type) {
    case 2:
      return isAscii(raw, start + 4, end - 1) ? raw.toString('latin1', start + 4, end - 1) : undefined;
    case 7:
      return new ObjectId(raw.subarray(start, end));
    case 9:
      return new Date(Number(raw.readBigInt64LE(start)));
    case 16:
      return new Int32(raw.readInt32LE(start));
    case 18:
      return Long.fromBits(raw.readInt32LE(start), raw.readInt32LE(start + 4));
    default:
      return undefined;
  }
}

function isAscii(raw: Buffer, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if ((raw[i] as number) >= 0x80) return false;
  return true;
}
