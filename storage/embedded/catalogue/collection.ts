import type { DatabaseSync, StatementSync } from 'node:sqlite';
import type { BSON } from 'bson';
import { asBuffer } from '../bson/strings.ts';
import { MongoServerFault } from '../errors.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import { KeyedDocuments } from '../transactions/keyed-documents.ts';
import type { KeyLock, Transaction } from '../transactions/transaction.ts';
import { type ReadMemory, RememberedDocuments } from './read-memory.ts';

/** One stored document with its place in natural order. `key` is the index key it was found by, where an index was scanned. */
export interface Row {
  readonly rid: number;
  readonly raw: Buffer;
  readonly key?: Uint8Array;
}

/** The state of a document before a commit that some open snapshot must not see; null where it didn't exist. */
export interface PreImage {
  readonly ts: number;
  readonly raw: Buffer | null;
}

interface Statements {
  readonly get: StatementSync;
  readonly insert: StatementSync;
  readonly update: StatementSync;
  readonly remove: StatementSync;
}

/**
 * A collection and its documents: one SQLite table of raw BSON keyed by a running number, which is natural order.
 * `creator` is the open transaction that made it and that alone sees it until it commits.
 */
export class Collection {
  readonly id: number;
  db: string;
  name: string;
  options: BSON.Document;
  creator: Transaction | undefined;
  dropped = false;
  private readonly remembered: RememberedDocuments;
  readonly locks = new Map<number, Transaction>();
  readonly keyLocks = new Map<string, KeyLock>();
  readonly history = new Map<number, PreImage[]>();
  /** Of those in `history`, the ones that existed before: replaced or deleted since. */
  readonly replaced = new Set<number>();
  indexes: readonly CollectionIndex[] = [];
  private readonly replacedByKey = new KeyedDocuments();
  readonly users = new Set<Transaction>();
  private readonly sqlite: DatabaseSync;
  private statements: Statements | undefined;
  private readonly scans = new Map<string, StatementSync>();
  private nextRid: number | undefined;
  private cachedCount: number | undefined;

  constructor(sqlite: DatabaseSync, id: number, db: string, name: string, options: BSON.Document, memory: ReadMemory) {
    this.remembered = new RememberedDocuments(memory);
    this.sqlite = sqlite;
    this.id = id;
    this.db = db;
    this.name = name;
    this.options = options;
  }

  rememberReplaced(rid: number, raw: Buffer): void {
    this.replaced.add(rid);
    this.replacedByKey.add(rid, raw);
  }

  /** An image was forgotten; `left` are the later ones of the document. */
  forgetReplaced(rid: number, raw: Buffer, left: readonly PreImage[]): void {
    this.replacedByKey.remove(rid, raw);
    if (!left.some((image) => image.raw)) this.replaced.delete(rid);
    for (const image of left) if (image.raw) this.replacedByKey.add(rid, image.raw);
  }

  /** Replaced documents that had `key` at some time. */
  replacedHolders(index: CollectionIndex, key: Uint8Array): Iterable<number> {
    return this.replacedByKey.holders(index, key, () => this.replacedImages());
  }

  private *replacedImages(): Generator<readonly [number, Buffer]> {
    for (const rid of this.replaced) {
      for (const { raw } of this.history.get(rid) ?? []) if (raw) yield [rid, raw];
    }
  }

  get namespace(): string {
    return `${this.db}.${this.name}`;
  }

  /** Under its new name it has a new list of indexes: what was planned under the old one is no longer current. */
  move(db: string, name: string): void {
    this.db = db;
    this.name = name;
    this.indexes = [...this.indexes];
  }

  index(name: string): CollectionIndex | undefined {
    return this.indexes.find((index) => index.name === name);
  }

  createTable(): void {
    this.sqlite.exec(`CREATE TABLE c${this.id} (rid INTEGER PRIMARY KEY, doc BLOB NOT NULL)`);
  }

  dropTable(): void {
    this.sqlite.exec(`DROP TABLE c${this.id}`);
  }

  /** A place after all others. Numbers are never used twice while the process lives. */
  allocateRid(): number {
    if (this.nextRid === undefined) {
      const last = this.creator ? 0 : this.sqlite.prepare(`SELECT max(rid) AS last FROM c${this.id}`).get()?.last;
      this.nextRid = typeof last === 'number' ? last + 1 : 1;
    }
    return this.nextRid++;
  }

  get(rid: number): Buffer | undefined {
    if (this.creator) return undefined;
    const row = this.prepared().get.get(rid) as unknown as [Uint8Array] | undefined;
    return row && asBuffer(row[0]);
  }

  /** As `get`, and remembered for the next time. Only for what is answered at once: a document that is kept would keep all that is remembered beside it. */
  look(rid: number): Uint8Array | undefined {
    const known = this.remembered.get(rid);
    if (known) return known;
    const document = this.get(rid);
    if (document) this.remembered.set(rid, document);
    return document;
  }

  insert(rid: number, raw: Uint8Array): void {
    this.prepared().insert.get(rid, raw);
    if (this.cachedCount !== undefined) this.cachedCount++;
  }

  update(rid: number, raw: Uint8Array): void {
    this.remembered.drop(rid);
    this.prepared().update.get(raw, rid);
  }

  remove(rid: number): void {
    this.remembered.drop(rid);
    this.prepared().remove.get(rid);
    if (this.cachedCount !== undefined) this.cachedCount--;
  }

  /** Up to `limit` documents beyond `after` in natural order. `limit` is a power of two: each has its statement. */
  chunk(after: number | undefined, backward: boolean, limit: number): Row[] {
    if (this.creator) return [];
    if (this.dropped) throw new MongoServerFault('QueryPlanKilled', `collection ${this.namespace} dropped`);
    const start = after ?? (backward ? Number.MAX_SAFE_INTEGER : -1);
    const rows = this.scan(backward, limit).all(start) as unknown as [number, Uint8Array][];
    return rows.map(([rid, doc]) => ({ rid, raw: asBuffer(doc) }));
  }

  /** A bound LIMIT would make SQLite prepare anew at each call, so it stands in the text. */
  private scan(backward: boolean, limit: number): StatementSync {
    const name = `${backward} ${limit}`;
    let statement = this.scans.get(name);
    if (!statement) {
      const where = backward ? 'rid < ? ORDER BY rid DESC' : 'rid > ? ORDER BY rid';
      statement = this.sqlite.prepare(`SELECT rid, doc FROM c${this.id} WHERE ${where} LIMIT ${limit}`);
      statement.setReturnArrays(true);
      this.scans.set(name, statement);
    }
    return statement;
  }

  /** Number of documents; counted once, then kept. */
  count(): number {
    if (this.creator) return 0;
    this.cachedCount ??= this.sqlite
      .prepare(`SELECT count(*) AS n FROM ${this.indexes[0]?.table ?? `c${this.id}`}`)
      .get()?.n as number;
    return this.cachedCount;
  }

  /** Bytes of the documents, of their table, and of each index; an estimate from the first 1,000 of each. */
  sizes(): { size: number; storageSize: number; indexSizes: Record<string, number> } {
    if (this.creator) return { size: 0, storageSize: 0, indexSizes: {} };
    const mean = (table: string, column: string): number =>
      Number(
        this.sqlite.prepare(`SELECT avg(length(x)) AS mean FROM (SELECT ${column} AS x FROM ${table} LIMIT 1000)`).get()
          ?.mean ?? 0,
      );
    const size = Math.round(mean(`c${this.id}`, 'doc') * this.count());
    const indexSizes = Object.fromEntries(
      this.indexes.map((index) => [index.name, Math.round((mean(index.table, 'k') + 8) * this.count())]),
    );
    return { size, storageSize: size, indexSizes };
  }

  /** Forgets what was counted in memory, after a turn was rolled back. */
  forget(): void {
    this.cachedCount = undefined;
  }

  private prepared(): Statements {
    this.statements ??= this.prepare();
    return this.statements;
  }

  private prepare(): Statements {
    const table = `c${this.id}`;
    const get = this.sqlite.prepare(`SELECT doc FROM ${table} WHERE rid = ?`);
    get.setReturnArrays(true);
    return {
      get,
      insert: this.sqlite.prepare(`INSERT INTO ${table} VALUES (?, ?)`),
      update: this.sqlite.prepare(`UPDATE ${table} SET doc = ? WHERE rid = ?`),
      remove: this.sqlite.prepare(`DELETE FROM ${table} WHERE rid = ?`),
    };
  }
}
