import { randomUUID } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { type BSON, UUID } from 'bson';
import { decodeDocument, encodeDocument } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { CollectionIndex } from '../index/collection-index.ts';
import { type IndexSpec, readIndexSpec } from '../index/spec.ts';
import type { GroupCommit } from '../transactions/group-commit.ts';
import { LockWait, type Transaction } from '../transactions/transaction.ts';
import { Collection } from './collection.ts';
import { ReadMemory } from './read-memory.ts';

/** Schema changes wait this long for open transactions, then abort them. */
const DDL_PATIENCE_MS = 2_000;
const MAX_NAMESPACE_BYTES = 255;
const MAX_INDEXES = 64;

/**
 * Which collections and indexes exist. Changes are serialised: they run to the end within one turn of the single thread, in the same SQLite transaction as the data.
 */
export class Catalogue {
  private readonly sqlite: DatabaseSync;
  private readonly group: GroupCommit;
  private readonly memory = new ReadMemory();
  private readonly databases = new Map<string, Map<string, Collection>>();
  private nextCollection = 1;
  private nextIndex = 1;

  constructor(sqlite: DatabaseSync, group: GroupCommit) {
    this.sqlite = sqlite;
    this.group = group;
  }

  /** Reads everything from disk: at start, and after a turn was rolled back. */
  load(): void {
    for (const database of this.databases.values())
      for (const collection of database.values()) collection.dropped = true;
    this.databases.clear();
    const byId = new Map<number, Collection>();
    for (const row of this.sqlite.prepare('SELECT id, db, name, options FROM collections ORDER BY id').all()) {
      const collection = new Collection(
        this.sqlite,
        row.id as number,
        row.db as string,
        row.name as string,
        decodeDocument(row.options as Uint8Array),
        this.memory,
      );
      this.register(collection);
      byId.set(collection.id, collection);
    }
    for (const row of this.sqlite.prepare('SELECT id, collection, spec, multikey FROM indexes ORDER BY id').all()) {
      const collection = byId.get(row.collection as number);
      const spec = readIndexSpec(decodeDocument(row.spec as Uint8Array));
      if (!collection) continue;
      const { id } = collection;
      const index = new CollectionIndex(this.sqlite, this.memory, row.id as number, id, spec, row.multikey as number);
      collection.indexes = [...collection.indexes, index];
    }
    this.nextCollection = this.following('collections');
    this.nextIndex = this.following('indexes');
  }

  private following(table: string): number {
    return Number(this.sqlite.prepare('SELECT seq FROM sqlite_sequence WHERE name = ?').get(table)?.seq ?? 0) + 1;
  }

  private register(collection: Collection): void {
    const database = this.databases.get(collection.db) ?? new Map<string, Collection>();
    database.set(collection.name, collection);
    this.databases.set(collection.db, database);
  }

  /** The collection as `transaction` (or nobody) sees it; one that another transaction is creating doesn't exist yet. */
  find(db: string, name: string, transaction?: Transaction): Collection | undefined {
    const collection = this.databases.get(db)?.get(name);
    return collection?.creator && collection.creator !== transaction ? undefined : collection;
  }

  list(db: string, transaction?: Transaction): Collection[] {
    return [...(this.databases.get(db)?.values() ?? [])].filter(
      (collection) => !collection.creator || collection.creator === transaction,
    );
  }

  names(): string[] {
    return [...this.databases.keys()].filter((db) => this.list(db).length > 0).sort();
  }

  /** Makes a collection with its `_id` index. Inside a transaction it exists for that transaction alone until commit. */
  create(db: string, name: string, options: BSON.Document, transaction: Transaction | undefined): Collection {
    checkNamespace(db, name);
    const existing = this.databases.get(db)?.get(name);
    if (existing?.creator) throw new LockWait([existing.creator]);
    const identified = { uuid: new UUID(randomUUID()), ...options };
    const collection = new Collection(this.sqlite, this.nextCollection++, db, name, identified, this.memory);
    if (transaction) {
      collection.creator = transaction;
      transaction.created.add(collection);
    } else this.persistCollection(collection);
    this.register(collection);
    this.addIndex(collection, readIndexSpec({ v: 2, key: { _id: 1 }, name: '_id_' }));
    return collection;
  }

  /** Turns what a committing transaction created into tables. */
  persist(collection: Collection): void {
    collection.creator = undefined;
    this.persistCollection(collection);
    for (const index of collection.indexes) this.persistIndex(collection, index);
  }

  private persistCollection(collection: Collection): void {
    this.group.begin();
    this.sqlite
      .prepare('INSERT INTO collections VALUES (?, ?, ?, ?)')
      .run(collection.id, collection.db, collection.name, encodeDocument(collection.options));
    collection.createTable();
  }

  private persistIndex(collection: Collection, index: CollectionIndex): void {
    this.group.begin();
    this.sqlite
      .prepare('INSERT INTO indexes VALUES (?, ?, ?, ?)')
      .run(index.id, collection.id, encodeDocument(index.spec.document), index.multikey);
    index.createTable();
  }

  /** Adds an empty index; the caller fills it. */
  addIndex(collection: Collection, spec: IndexSpec): CollectionIndex {
    if (collection.indexes.length >= MAX_INDEXES)
      throw new MongoServerFault('CannotCreateIndex', `add index fails, too many indexes for ${collection.namespace}`);
    const index = new CollectionIndex(this.sqlite, this.memory, this.nextIndex++, collection.id, spec, 0);
    if (!collection.creator) this.persistIndex(collection, index);
    collection.indexes = [...collection.indexes, index];
    return index;
  }

  dropIndex(collection: Collection, index: CollectionIndex): void {
    this.group.begin();
    this.sqlite.prepare('DELETE FROM indexes WHERE id = ?').run(index.id);
    index.dropTable();
    collection.indexes = collection.indexes.filter((other) => other !== index);
  }

  /** Takes a collection away; one that only a transaction knew leaves no trace. */
  drop(collection: Collection): void {
    this.databases.get(collection.db)?.delete(collection.name);
    collection.dropped = true;
    if (collection.creator) return;
    this.group.begin();
    this.sqlite.prepare('DELETE FROM indexes WHERE collection = ?').run(collection.id);
    this.sqlite.prepare('DELETE FROM collections WHERE id = ?').run(collection.id);
    for (const index of collection.indexes) index.dropTable();
    collection.dropTable();
  }

  rename(collection: Collection, db: string, name: string): void {
    checkNamespace(db, name);
    this.group.begin();
    this.sqlite.prepare('UPDATE collections SET db = ?, name = ? WHERE id = ?').run(db, name, collection.id);
    this.databases.get(collection.db)?.delete(collection.name);
    collection.move(db, name);
    this.register(collection);
  }

  saveOptions(collection: Collection): void {
    if (collection.creator) return;
    this.group.begin();
    this.sqlite
      .prepare('UPDATE collections SET options = ? WHERE id = ?')
      .run(encodeDocument(collection.options), collection.id);
  }

  /** `collMod` of an index: `hidden` and `expireAfterSeconds`. Answers the old and new values. */
  modifyIndex(collection: Collection, index: CollectionIndex, change: BSON.Document): Record<string, unknown> {
    const answer: Record<string, unknown> = {};
    const document = { ...index.spec.document };
    for (const option of ['hidden', 'expireAfterSeconds']) {
      if (change[option] === undefined) continue;
      answer[`${option}_old`] = document[option] ?? false;
      answer[`${option}_new`] = change[option];
      document[option] = change[option];
    }
    const spec = readIndexSpec(document);
    const replaced = new CollectionIndex(this.sqlite, this.memory, index.id, collection.id, spec, index.multikey);
    this.group.begin();
    this.sqlite
      .prepare('UPDATE indexes SET spec = ? WHERE id = ?')
      .run(encodeDocument(replaced.spec.document), index.id);
    collection.indexes = collection.indexes.map((other) => (other === index ? replaced : other));
    return answer;
  }
}

/** Throws {@link LockWait} while open transactions other than `own` use the collection. */
export function requireUnused(collection: Collection, own: Transaction | undefined): void {
  const others = [...collection.users].filter((transaction) => transaction !== own);
  if (others.length > 0) throw new LockWait(others, DDL_PATIENCE_MS);
}

const ILLEGAL_IN_DB = /[/\\. "$\0]/;

/** Refuses what MongoDB refuses as a name (73). */
export function checkNamespace(db: string, name: string): void {
  const invalid = (why: string): MongoServerFault =>
    new MongoServerFault('InvalidNamespace', `Invalid namespace specified '${db}.${name}': ${why}`);
  if (db === '' || ILLEGAL_IN_DB.test(db) || Buffer.byteLength(db) > 63) throw invalid('database name');
  if (name === '' || name.startsWith('.') || name.includes('$') || name.includes('\0'))
    throw invalid('collection name');
  if (Buffer.byteLength(`${db}.${name}`) > MAX_NAMESPACE_BYTES) throw invalid('too long');
}
