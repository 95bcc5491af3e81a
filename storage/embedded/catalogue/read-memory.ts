/** Bytes of documents and number of keys that a store remembers. */
const MOST_BYTES = 32 * 1024 * 1024;
const MOST_KEYS = 250_000;
/** Larger documents are rare and cost little beside what sending them costs. */
const MOST_OF_ONE = 16 * 1024;

/** What look-ups read last, for all collections of a store. The bytes lie one after the other in one piece of memory, so that they are no garbage; when it is full, all is forgotten at once. */
export class ReadMemory {
  private bytes: Buffer | undefined;
  private used = 0;
  private keys = 0;
  /** Rises when all is forgotten. */
  private generation = 0;

  get age(): number {
    return this.generation;
  }

  /** Where a document was put, or undefined where it is too large. */
  keep(document: Uint8Array): number | undefined {
    const size = document.length;
    if (size > MOST_OF_ONE) return undefined;
    if (!this.bytes || this.used + size + 4 > MOST_BYTES) this.forget();
    const bytes = this.bytes as Buffer;
    const at = this.used;
    bytes.writeInt32LE(size, at);
    bytes.set(document, at + 4);
    this.used += size + 4;
    return at;
  }

  /** The document that was put there: good until the command is answered. */
  read(at: number): Uint8Array {
    const bytes = this.bytes as Buffer;
    return bytes.subarray(at + 4, at + 4 + bytes.readInt32LE(at));
  }

  countKey(): void {
    if (++this.keys > MOST_KEYS) this.forget();
  }

  /** Takes a new piece of memory: what still waits to be sent stays in the old one. */
  private forget(): void {
    this.bytes = Buffer.allocUnsafeSlow(MOST_BYTES);
    this.used = this.keys = 0;
    this.generation++;
  }
}

/** A map whose entries are forgotten with the memory that they point into. */
class Remembered<Key> {
  protected readonly memory: ReadMemory;
  private readonly entries = new Map<Key, number>();
  private age = 0;

  constructor(memory: ReadMemory) {
    this.memory = memory;
  }

  protected current(): Map<Key, number> {
    if (this.age !== this.memory.age) {
      this.entries.clear();
      this.age = this.memory.age;
    }
    return this.entries;
  }

  /** To be called before what the key stands for changes. */
  drop(key: Key): void {
    if (this.entries.size > 0) this.entries.delete(key);
  }
}

/** Documents of one collection by their number. */
export class RememberedDocuments extends Remembered<number> {
  get(rid: number): Uint8Array | undefined {
    const at = this.current().get(rid);
    return at === undefined ? undefined : this.memory.read(at);
  }

  set(rid: number, document: Uint8Array): void {
    const at = this.memory.keep(document);
    if (at !== undefined) this.current().set(rid, at);
  }
}

/** The first document under a key of one index. */
export class RememberedKeys extends Remembered<string> {
  get(key: string): number | undefined {
    return this.current().get(key);
  }

  set(key: string, rid: number): void {
    this.memory.countKey();
    this.current().set(key, rid);
  }
}
