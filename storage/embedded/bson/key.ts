import type { Code, ObjectId, Timestamp } from 'bson';
import { readBinary, readRegex } from './compare.ts';
import { exactOf, exactOfDouble, isInfinite, isNaNValue, magnitudeOf, subtractExact, toNumber } from './numbers.ts';
import { bracketOf, type Document, typeOf } from './types.ts';

/** Bytes that grow; one is reused for all keys of a turn. */
class KeyWriter {
  bytes = Buffer.allocUnsafe(256);
  length = 0;

  room(count: number): void {
    if (this.length + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.length + count));
    this.bytes.copy(larger, 0, 0, this.length);
    this.bytes = larger;
  }

  byte(value: number): void {
    this.room(1);
    this.bytes[this.length++] = value;
  }

  raw(source: Uint8Array): void {
    this.room(source.length);
    this.bytes.set(source, this.length);
    this.length += source.length;
  }

  u32(value: number): void {
    this.room(4);
    this.length = this.bytes.writeUInt32BE(value >>> 0, this.length);
  }

  f64(value: number): void {
    this.room(8);
    this.length = this.bytes.writeDoubleBE(value, this.length);
  }

  u64(value: bigint): void {
    this.room(8);
    this.length = this.bytes.writeBigUInt64BE(value, this.length);
  }

  /** UTF-8 with embedded NUL as `00 FF` and the end as `00 01`, so that no string is the prefix of another. */
  text(value: string): void {
    this.room(value.length * 3 + 2);
    const start = this.length;
    this.length += this.bytes.write(value, start, 'utf8');
    if (value.includes('\0')) this.escape(start);
    this.byte(0);
    this.byte(1);
  }

  private escape(start: number): void {
    const plain = Buffer.from(this.bytes.subarray(start, this.length));
    this.length = start;
    for (const unit of plain) {
      this.byte(unit);
      if (unit === 0) this.byte(0xff);
    }
  }

  invert(from: number): void {
    for (let i = from; i < this.length; i++) this.bytes[i] = (this.bytes[i] as number) ^ 0xff;
  }
}

const writer = new KeyWriter();

/**
 * The key of a tuple of values: `memcmp` over keys is `compareValues` over the tuples, and no value's encoding is a prefix of another's. A descending component is inverted.
 * Missing and null stay apart. There are no keys under a collation: ICU gives JavaScript no sort keys.
 */
export function encodeKey(values: readonly unknown[], directions: readonly (1 | -1)[] = []): Uint8Array {
  writeKey(values, directions);
  return Uint8Array.prototype.slice.call(writer.bytes, 0, writer.length);
}

/** The key's bytes as latin1: what maps are keyed by. */
export function encodeKeyName(values: readonly unknown[], directions: readonly (1 | -1)[]): string {
  writeKey(values, directions);
  return writer.bytes.toString('latin1', 0, writer.length);
}

function writeKey(values: readonly unknown[], directions: readonly (1 | -1)[]): void {
  writer.length = 0;
  for (let i = 0; i < values.length; i++) {
    const start = writer.length;
    writeValue(values[i]);
    if (directions[i] === -1) writer.invert(start);
  }
}

function writeValue(value: unknown): void {
  const bracket = bracketOf(value);
  writer.byte(bracket);
  PAYLOAD[bracket]?.(value);
}

type Payload = (value: unknown) => void;

const PAYLOAD: Record<number, Payload> = {
  10: writeNumber,
  15: writeString,
  20: writeDocument,
  25: writeArray,
  30: writeBinary,
  35: (value) => writer.raw((value as ObjectId).id),
  40: (value) => writer.byte(value === true ? 1 : 0),
  45: (value) => writeDate(value as Date),
  47: (value) => writer.u64((value as Timestamp).toBigInt() & 0xffffffffffffffffn),
  50: (value) => {
    const { pattern, options } = readRegex(value);
    writer.text(pattern);
    writer.text(options);
  },
  60: (value) => writer.text((value as Code).code),
  65: (value) => {
    writer.text((value as Code).code);
    writeDocument((value as Code).scope ?? {});
  },
};

function writeString(value: unknown): void {
  writer.text(value as string);
}

function writeDocument(value: unknown): void {
  const document = value as Document;
  for (const name of Object.keys(document)) {
    const item = document[name];
    const bracket = bracketOf(item);
    writer.byte(bracket);
    writer.text(name);
    PAYLOAD[bracket]?.(item);
  }
  writer.byte(0);
}

function writeArray(value: unknown): void {
  for (const item of value as unknown[]) writeValue(item);
  writer.byte(0);
}

function writeBinary(value: unknown): void {
  const { bytes, subtype } = readBinary(value);
  writer.u32(bytes.length);
  writer.byte(subtype);
  writer.raw(bytes);
}

function writeDate(value: Date): void {
  const start = writer.length;
  writer.f64(value.getTime() + 0);
  orderDouble(start);
}

/**
 * Nearest double towards zero, then what is left of the value as an exact decimal: int32 and doubles end after nine bytes, int64 and decimals go on only where a double can't hold them.
 * NaN is eight zero bytes, below −∞.
 */
function writeNumber(value: unknown): void {
  const start = writer.length;
  if (isNaNValue(value)) {
    writer.u64(0n);
    writer.byte(0);
    return;
  }
  const type = typeOf(value);
  if (type === 16 || type === 1 || isInfinite(value)) {
    writer.f64(toNumber(value) + 0);
    writer.byte(0);
  } else writeExact(value);
  orderDouble(start);
}

/** Makes an IEEE double's bytes (and what follows) compare as the number does. */
function orderDouble(start: number): void {
  const first = writer.bytes[start] as number;
  if (first & 0x80) writer.invert(start);
  else writer.bytes[start] = first | 0x80;
}

function writeExact(value: unknown): void {
  const exact = exactOf(value);
  const negative = exact.coefficient < 0n;
  const magnitude = negative ? { ...exact, coefficient: -exact.coefficient } : exact;
  const double = doubleBelow(magnitude);
  const rest = subtractExact(magnitude, exactOfDouble(double));
  // The sign of a value below every double must survive: −0 sorts its rest downwards.
  writer.f64(negative ? -double : double);
  if (rest.coefficient === 0n) {
    writer.byte(0);
    return;
  }
  writer.byte(1);
  writer.u32(magnitudeOf(rest) + 0x10000);
  writer.text(rest.coefficient.toString().replace(/0+$/, ''));
}

/** The largest double that isn't above a positive value. */
function doubleBelow(value: { coefficient: bigint; exponent: number }): number {
  if (value.coefficient === 0n) return 0;
  if (magnitudeOf(value) < -330) return 0;
  const near = Math.min(Number(`${value.coefficient}e${value.exponent}`), Number.MAX_VALUE);
  return subtractExact(value, exactOfDouble(near)).coefficient < 0n ? previousDouble(near) : near;
}

const scratch = new DataView(new ArrayBuffer(8));

function previousDouble(value: number): number {
  scratch.setFloat64(0, value);
  scratch.setBigUint64(0, scratch.getBigUint64(0) - 1n);
  return scratch.getFloat64(0);
}
