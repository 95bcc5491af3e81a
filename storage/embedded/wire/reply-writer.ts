import { Long, Timestamp } from 'bson';
import { encode, RawArray, RawValue } from './raw.ts';

type Plain = Readonly<Record<string, unknown>>;

const INT32_MAX = 0x7fffffff;
const SHORT = 40;

/** Bytes of one reply; the buffer is kept from one to the next, because most are small. */
class ReplyWriter {
  private bytes = Buffer.allocUnsafe(64 * 1024);
  private at = 0;

  /** The encoded reply behind `prefix` bytes that the caller fills in. */
  take(prefix: number, reply: Plain): Buffer {
    this.at = prefix;
    this.document(reply);
    const out = Buffer.allocUnsafe(this.at);
    this.bytes.copy(out, 0, 0, this.at);
    return out;
  }

  private room(count: number): void {
    if (this.at + count <= this.bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.bytes.length * 2, this.at + count));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  private document(fields: Plain): void {
    const start = this.at;
    this.room(5);
    this.at += 4;
    for (const name in fields) {
      const value = fields[name];
      if (value !== undefined) this.element(name, value);
    }
    this.room(1);
    this.bytes[this.at++] = 0;
    this.bytes.writeInt32LE(this.at - start, start);
  }

  private element(name: string, value: unknown): void {
    if (typeof value === 'string') {
      this.name(2, name);
      this.string(value);
    } else if (typeof value === 'number' && (value | 0) === value && Math.abs(value) <= INT32_MAX) {
      this.name(16, name);
      this.room(4);
      this.at = this.bytes.writeInt32LE(value, this.at);
    } else if (value instanceof RawValue) {
      this.name(value.type, name);
      this.raw(value.bytes);
    } else if (value instanceof RawArray) {
      this.name(4, name);
      this.array(value.documents);
    } else if (value instanceof Long) {
      this.name(value instanceof Timestamp ? 17 : 18, name);
      this.room(8);
      this.at = this.bytes.writeInt32LE(value.low, this.at);
      this.at = this.bytes.writeInt32LE(value.high, this.at);
    } else if (isPlain(value)) {
      this.name(3, name);
      this.document(value);
    } else {
      const whole = encode({ [name]: value });
      this.raw(whole.subarray(4, whole.length - 1));
    }
  }

  private array(documents: readonly Uint8Array[]): void {
    const start = this.at;
    this.room(5);
    this.at += 4;
    for (let i = 0; i < documents.length; i++) {
      this.name(3, String(i));
      this.raw(documents[i] as Uint8Array);
    }
    this.room(1);
    this.bytes[this.at++] = 0;
    this.bytes.writeInt32LE(this.at - start, start);
  }

  private name(type: number, name: string): void {
    this.room(name.length * 3 + 2);
    this.bytes[this.at++] = type;
    this.text(name);
    this.bytes[this.at++] = 0;
  }

  /** Most texts are short and ASCII: a loop is sooner done than a call out of JavaScript. */
  private text(value: string): void {
    const start = this.at;
    for (let i = 0; i < value.length; i++) {
      const code = value.charCodeAt(i);
      if (code >= 0x80 || i > SHORT) {
        this.at = start + this.bytes.write(value, start);
        return;
      }
      this.bytes[this.at++] = code;
    }
  }

  private string(value: string): void {
    this.room(value.length * 3 + 5);
    const start = this.at;
    this.at += 4;
    this.text(value);
    this.bytes[this.at++] = 0;
    this.bytes.writeInt32LE(this.at - start - 4, start);
  }

  private raw(source: Uint8Array): void {
    this.room(source.length);
    this.bytes.set(source, this.at);
    this.at += source.length;
  }
}

function isPlain(value: unknown): value is Plain {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

const writer = new ReplyWriter();

/** Encodes a reply whose plain objects may hold {@link RawValue}s: stored documents go out as the bytes they came in as. `prefix` bytes are left free before it. */
export function encodeReply(reply: Plain, prefix = 0): Buffer {
  return writer.take(prefix, reply);
}
