import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BSON } from 'bson';
import { encodeKey, encodeKeyName } from '../bson/key.ts';
import { asBuffer } from '../bson/strings.ts';
import { decodeDocument } from '../bson/types.ts';
import type { Row } from '../catalogue/collection.ts';
import { type ReadMemory, RememberedKeys } from '../catalogue/read-memory.ts';
import { MongoServerFault } from '../errors.ts';
import type { KeyRange } from '../query/intervals.ts';
import { indexEntries } from '../query/keys.ts';
import { decodeFields, plainFields } from '../wire/raw.ts';
import { crossesArray, isPresent } from './presence.ts';
import type { IndexSpec } from './spec.ts';

/** Entries of one document in one index. */
export interface DocumentKeys {
  readonly keys: readonly Uint8Array[];
  /** Bit i: the i-th field of the index crosses an array. */
  readonly multikey: number;
}

/** Estimates stop here: beyond it an index isn't selective. */
export const MOST_COUNTED = 200;
const MAX_KEY_BYTES = 1 << 20;
const NOBODY: readonly number[] = [];
const NO_KEYS: DocumentKeys = { keys: [], multikey: 0 };
const TOP = Buffer.from([0xff, 0xff, 0xff, 0xff]);

interface Statements {
  readonly insert: StatementSync;
  readonly remove: StatementSync;
  readonly first: StatementSync;
  readonly holders: StatementSync;
  readonly single: StatementSync;
  readonly count: StatementSync;
}

/** One index: an ordered table of (key, document number). Keys compare byte by byte in MongoDB's order. */
export class CollectionIndex {
  readonly id: number;
  readonly spec: IndexSpec;
  readonly table: string;
  /** Bit i: an array was ever indexed under the i-th field; bounds are chosen more carefully from then on. */
  multikey: number;
  private multikeySaved: number;
  private dropped = false;
  private readonly paths: readonly (readonly string[])[];
  private readonly sqlite: DatabaseSync;
  private readonly remembered: RememberedKeys;
  private readonly collectionId: number;
  /** The fields' names, where all of them stand at the top of a document. */
  private readonly names: readonly Buffer[] | undefined;
  private readonly topFields: ReadonlySet<string>;
  private statements: Statements | undefined;
  private readonly scans = new Map<string, StatementSync>();
  private readonly equals = new Map<number, StatementSync>();

  constructor(
    sqlite: DatabaseSync,
    memory: ReadMemory,
    id: number,
    collectionId: number,
    spec: IndexSpec,
    multikey: number,
  ) {
    this.sqlite = sqlite;
    this.remembered = new RememberedKeys(memory);
    this.id = id;
    this.collectionId = collectionId;
    this.spec = spec;
    this.table = `i${id}`;
    this.multikey = multikey;
    this.multikeySaved = multikey;
    this.paths = spec.fields.map((field) => field.path);
    this.names = this.paths.every((path) => path.length === 1)
      ? spec.fields.map(({ name }) => Buffer.from(name))
      : undefined;
    this.topFields = new Set(spec.fields.map((field) => field.path[0] as string));
  }

  private readonly known = new WeakMap<Buffer, DocumentKeys>();

  get name(): string {
    return this.spec.name;
  }

  createTable(): void {
    this.sqlite.exec(
      `CREATE TABLE ${this.table} (k BLOB NOT NULL, r INTEGER NOT NULL, PRIMARY KEY (k, r)) WITHOUT ROWID`,
    );
  }

  dropTable(): void {
    this.dropped = true;
    this.sqlite.exec(`DROP TABLE ${this.table}`);
  }

  /**
   * The entries that a stored document has here. Throws 171 (parallel arrays) and 17280 (key too long). Kept as long as the document is in memory: an
   * open transaction and the history ask for the same documents again with every statement.
   */
  keysOf(raw: Buffer): DocumentKeys {
    const known = this.known.get(raw);
    if (known) return known;
    const keys = this.computeKeys(raw);
    this.known.set(raw, keys);
    return keys;
  }

  /** Whether a document's entries can differ after a change of these top-level fields. */
  isTouchedBy(changed: ReadonlySet<string>): boolean {
    if (this.spec.partial) return true;
    for (const name of this.topFields) if (changed.has(name)) return true;
    return false;
  }

  /** As `keysOf`, for a document that nobody will ask for again. */
  computeKeys(raw: Buffer): DocumentKeys {
    const { partial, sparse, directions } = this.spec;
    const plain = partial || sparse || !this.names ? undefined : plainFields(raw, this.names);
    if (plain) return { keys: [this.checked(encodeKey(plain, directions))], multikey: 0 };
    const document: BSON.Document = partial ? decodeDocument(raw) : decodeFields(raw, this.topFields);
    if (partial && !partial.matches(document)) return NO_KEYS;
    if (sparse && !this.paths.some((path) => isPresent(document, path))) return NO_KEYS;
    const entries = indexEntries(document, this.paths);
    const keys = entries.keys.map((values) => this.checked(encodeKey(values, directions)));
    return { keys: keys.length > 1 ? distinct(keys) : keys, multikey: entries.multikey ? this.arrayBits(document) : 0 };
  }

  private checked(key: Uint8Array): Uint8Array {
    if (key.length > MAX_KEY_BYTES)
      throw new MongoServerFault('IndexKeyTooLong', `key too large to index in ${this.name}: ${key.length} bytes`);
    return key;
  }

  private arrayBits(document: BSON.Document): number {
    return this.paths.reduce((bits, path, i) => (crossesArray(document, path) ? bits | (1 << i) : bits), 0);
  }

  /** The values of a document's first entry, for messages about duplicates. */
  valuesOf(raw: Buffer): BSON.Document {
    const entry = indexEntries(decodeFields(raw, this.topFields), this.paths).keys[0] ?? [];
    return Object.fromEntries(this.spec.fields.map((field, i) => [field.name, entry[i] ?? null]));
  }

  insert(key: Uint8Array, rid: number): void {
    if (!this.spec.unique) this.remembered.drop(nameOf(key));
    this.prepared().insert.get(key, rid);
  }

  remove(key: Uint8Array, rid: number): void {
    this.remembered.drop(nameOf(key));
    this.prepared().remove.get(key, rid);
  }

  /** Documents that have `key`; at most a handful in a unique index. */
  holders(key: Uint8Array): readonly number[] {
    const { first, holders } = this.prepared();
    if (first.get(key) === undefined) return NOBODY;
    return (holders.all(key) as unknown as [number][]).map(([rid]) => rid);
  }

  /** Remembers for good that arrays were seen. */
  markMultikey(bits: number): void {
    this.multikey |= bits;
    if ((this.multikeySaved | bits) === this.multikeySaved) return;
    this.multikeySaved |= bits;
    this.sqlite.prepare('UPDATE indexes SET multikey = ? WHERE id = ?').run(this.multikeySaved, this.id);
  }

  /** Up to `limit` entries of `range` beyond `after`, with their documents, in key order. `limit` is a power of two: each has its statement. */
  chunk(range: KeyRange, after: { key: Uint8Array; rid: number } | undefined, backward: boolean, limit: number): Row[] {
    if (this.dropped) throw new MongoServerFault('QueryPlanKilled', `index '${this.name}' dropped`);
    const statement = this.scan(backward, after !== undefined, limit);
    const to = range.to ?? TOP;
    const rows = backward
      ? after
        ? statement.all(range.from, after.key, after.rid)
        : statement.all(range.from, to)
      : after
        ? statement.all(after.key, after.rid, to)
        : statement.all(range.from, to);
    return (rows as unknown as [Uint8Array, number, Uint8Array][]).map(([key, rid, doc]) => ({
      key,
      rid,
      raw: asBuffer(doc),
    }));
  }

  /** The one document under a unique index's whole key. Cost: 2 µs. */
  single(key: Uint8Array): Row | undefined {
    const row = this.prepared().single.get(key) as unknown as [number, Uint8Array] | undefined;
    return row && { rid: row[0], raw: asBuffer(row[1]), key };
  }

  /** The first document in natural order that has these values; remembered for the next time. Cost: half a µs, the first time 2. */
  first(values: readonly unknown[]): number | undefined {
    const name = encodeKeyName(values, this.spec.directions);
    const known = this.remembered.get(name);
    if (known !== undefined) return known;
    const rid = (this.prepared().first.get(Buffer.from(name, 'latin1')) as unknown as [number] | undefined)?.[0];
    if (rid !== undefined) this.remembered.set(name, rid);
    return rid;
  }

  /** Up to `limit` documents that have `key`, encoded, in natural order; each limit has its statement. Cost: 3 µs and more. */
  documentsOf(key: Uint8Array, limit: number): Uint8Array[] {
    const statement = this.equals.get(limit) ?? this.prepareEqual(limit);
    return (statement.all(key) as unknown as [Uint8Array][]).map(([document]) => document);
  }

  private prepareEqual(limit: number): StatementSync {
    const statement = this.arrays(`SELECT c.doc FROM ${this.joined()} WHERE i.k = ? ORDER BY i.r LIMIT ${limit}`);
    this.equals.set(limit, statement);
    return statement;
  }

  /** Number of entries in `range`, counted no further than {@link MOST_COUNTED}. */
  countSome(range: KeyRange): number {
    return (this.prepared().count.get(range.from, range.to ?? TOP) as unknown as [number])[0];
  }

  private prepared(): Statements {
    this.statements ??= this.prepare();
    return this.statements;
  }

  private prepare(): Statements {
    const table = this.table;
    return {
      insert: this.sqlite.prepare(`INSERT INTO ${table} VALUES (?, ?)`),
      remove: this.sqlite.prepare(`DELETE FROM ${table} WHERE k = ? AND r = ?`),
      first: this.arrays(`SELECT r FROM ${table} WHERE k = ? ORDER BY r LIMIT 1`),
      holders: this.arrays(`SELECT r FROM ${table} WHERE k = ? LIMIT 16`),
      single: this.arrays(`SELECT i.r, c.doc FROM ${this.joined()} WHERE i.k = ?`),
      count: this.arrays(`SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE k >= ? AND k < ? LIMIT ${MOST_COUNTED})`),
    };
  }

  private joined(): string {
    return `${this.table} i CROSS JOIN c${this.collectionId} c ON c.rid = i.r`;
  }

  private arrays(sql: string): StatementSync {
    const statement = this.sqlite.prepare(sql);
    statement.setReturnArrays(true);
    return statement;
  }

  /** A bound LIMIT would make SQLite prepare anew at each call, so it stands in the text. */
  private scan(backward: boolean, resumed: boolean, limit: number): StatementSync {
    const name = `${backward} ${resumed} ${limit}`;
    const known = this.scans.get(name);
    if (known) return known;
    const forwardRange = resumed ? '(i.k, i.r) > (?, ?) AND i.k < ?' : 'i.k >= ? AND i.k < ?';
    const backwardRange = resumed ? 'i.k >= ? AND (i.k, i.r) < (?, ?)' : 'i.k >= ? AND i.k < ?';
    const where = backward ? `${backwardRange} ORDER BY i.k DESC, i.r DESC` : `${forwardRange} ORDER BY i.k, i.r`;
    const statement = this.arrays(`SELECT i.k, i.r, c.doc FROM ${this.joined()} WHERE ${where} LIMIT ${limit}`);
    this.scans.set(name, statement);
    return statement;
  }
}

function nameOf(key: Uint8Array): string {
  return asBuffer(key).toString('latin1');
}

function distinct(keys: readonly Uint8Array[]): Uint8Array[] {
  const seen = new Map<string, Uint8Array>();
  for (const key of keys) seen.set(nameOf(key), key);
  return [...seen.values()];
}
