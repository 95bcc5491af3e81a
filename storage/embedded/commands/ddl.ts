import type { BSON } from 'bson';
import { isDocument } from '../bson/types.ts';
import { requireUnused } from '../catalogue/catalogue.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import { compileMatcher } from '../query/match.ts';
import { encode } from '../wire/raw.ts';
import { type Command, type Context, collectionName, findCollection } from './context.ts';
import { readCount, readDocument, readFlag } from './options.ts';
import { readValidation } from './validation.ts';

/** Kinds of collection and guarantees that this store doesn't have: a collection without them would be a lie. */
const REFUSED_OPTIONS = [
  'capped',
  'viewOn',
  'pipeline',
  'collation',
  'timeseries',
  'clusteredIndex',
  'expireAfterSeconds',
  'encryptedFields',
  'storageEngine',
  'indexOptionDefaults',
] as const;
const COLLECTION_FIELDS = [
  ...REFUSED_OPTIONS,
  'validator',
  'validationLevel',
  'validationAction',
  'changeStreamPreAndPostImages',
] as const;

function refuseOptions(body: BSON.Document): void {
  for (const option of REFUSED_OPTIONS) {
    const value: unknown = body[option];
    const empty =
      value === undefined ||
      value === false ||
      (isDocument(value) && Object.keys(value).length === 0) ||
      (option === 'collation' && isSimple(value));
    if (!empty) throw notImplemented(`collection option '${option}'`);
  }
}

function isSimple(collation: unknown): boolean {
  return isDocument(collation) && collation.locale === 'simple';
}

function create(context: Context): Record<string, unknown> {
  refuseOptions(context.body);
  const name = collectionName(context);
  if (findCollection(context, name)) {
    if (context.transaction)
      throw new MongoServerFault('NamespaceExists', `Collection ${context.db}.${name} already exists.`);
    return {};
  }
  const collection = context.store.catalogue.create(
    context.db,
    name,
    readValidation(context.body),
    context.transaction,
  );
  if (context.transaction) context.store.sessions.use(context.transaction, collection);
  return {};
}

function required(context: Context): Collection {
  const collection = findCollection(context);
  if (!collection)
    throw new MongoServerFault('NamespaceNotFound', `ns not found ${context.db}.${collectionName(context)}`);
  return collection;
}

function drop(context: Context): Record<string, unknown> {
  const collection = findCollection(context);
  if (!collection) return { ns: `${context.db}.${collectionName(context)}`, nIndexesWas: 0 };
  requireUnused(collection, undefined);
  remove(context, collection);
  return { nIndexesWas: collection.indexes.length, ns: collection.namespace };
}

function remove({ store }: Context, collection: Collection): void {
  store.catalogue.drop(collection);
  store.cursors.closeNamespace(collection.namespace);
}

function dropDatabase(context: Context): Record<string, unknown> {
  const collections = context.store.catalogue.list(context.db);
  for (const collection of collections) requireUnused(collection, undefined);
  for (const collection of collections) remove(context, collection);
  return collections.length > 0 ? { dropped: context.db } : {};
}

/** Changes the validator; of an index, `hidden` and `expireAfterSeconds`. */
function collMod(context: Context): Record<string, unknown> {
  const collection = required(context);
  refuseOptions(context.body);
  const validation = readValidation(context.body);
  if (Object.keys(validation).length > 0) {
    requireUnused(collection, undefined);
    collection.options = { ...collection.options, ...validation };
    context.store.catalogue.saveOptions(collection);
  }
  const change = readDocument(context.body, 'index');
  if (!change) return {};
  const index = collection.indexes.find(
    ({ spec }) => spec.name === change.name || JSON.stringify(spec.document.key) === JSON.stringify(change.keyPattern),
  );
  if (!index)
    throw new MongoServerFault(
      'IndexNotFound',
      `cannot find index ${String(change.name ?? JSON.stringify(change.keyPattern))} for ns ${collection.namespace}`,
    );
  requireUnused(collection, undefined);
  return context.store.catalogue.modifyIndex(collection, index, change);
}

function listCollections(context: Context): Record<string, unknown> {
  const { store, db, body } = context;
  const nameOnly = readFlag(body, 'nameOnly');
  const matches = compileMatcher(readDocument(body, 'filter') ?? {});
  const rows = store.catalogue
    .list(db, context.transaction)
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map((collection) => describe(collection, nameOnly))
    .filter((row) => matches(row))
    .map((row) => encode(row));
  return store.cursors.first(
    `${db}.$cmd.listCollections`,
    rows[Symbol.iterator](),
    batchSizeOf(body),
    context.session,
    context.transaction,
  );
}

function describe(collection: Collection, nameOnly: boolean): BSON.Document {
  if (nameOnly) return { name: collection.name, type: 'collection' };
  const { uuid, ...options } = collection.options;
  return {
    name: collection.name,
    type: 'collection',
    options,
    info: { readOnly: false, uuid },
    idIndex: { v: 2, key: { _id: 1 }, name: '_id_' },
  };
}

function batchSizeOf(body: BSON.Document): number | undefined {
  return readCount(readDocument(body, 'cursor') ?? {}, 'batchSize');
}

function listDatabases(context: Context): Record<string, unknown> {
  const { catalogue } = context.store;
  const matches = compileMatcher(readDocument(context.body, 'filter') ?? {});
  const nameOnly = readFlag(context.body, 'nameOnly');
  const databases = catalogue
    .names()
    .map((name) => (nameOnly ? { name } : { name, sizeOnDisk: context.store.sizeOf(name), empty: false }));
  const shown = databases.filter((row) => matches(row));
  const totalSize = shown.reduce((sum, row) => sum + ('sizeOnDisk' in row ? Number(row.sizeOnDisk) : 0), 0);
  return nameOnly
    ? { databases: shown }
    : { databases: shown, totalSize, totalSizeMb: Math.floor(totalSize / 1048576) };
}

function listIndexes(context: Context): Record<string, unknown> {
  const collection = required(context);
  const rows = collection.indexes.map((index) => encode(index.spec.document));
  return context.store.cursors.first(
    collection.namespace,
    rows[Symbol.iterator](),
    batchSizeOf(context.body),
    context.session,
    context.transaction,
  );
}

export const DDL_COMMANDS: Readonly<Record<string, Command>> = {
  create: {
    run: create,
    transactional: true,
    writes: true,
    fields: [...COLLECTION_FIELDS, 'autoIndexId', 'size', 'max', 'flags', 'idIndex'],
  },
  drop: { run: drop, writes: true, fields: [] },
  dropDatabase: { run: dropDatabase, writes: true, fields: [] },
  collMod: { run: collMod, writes: true, fields: [...COLLECTION_FIELDS, 'index', 'dryRun'] },
  listCollections: { run: listCollections, fields: ['filter', 'nameOnly', 'authorizedCollections', 'cursor'] },
  listDatabases: { run: listDatabases, fields: ['filter', 'nameOnly', 'authorizedDatabases'] },
  listIndexes: { run: listIndexes, fields: ['cursor', 'includeBuildUUIDs'] },
};
