import type { BSON } from 'bson';
import { compareValues } from '../bson/compare.ts';
import { isDocument } from '../bson/types.ts';
import { requireUnused } from '../catalogue/catalogue.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { CollectionIndex } from '../index/collection-index.ts';
import { duplicateKey } from '../index/duplicate-key.ts';
import { type IndexSpec, readIndexSpec, sameIndex, sameKey } from '../index/spec.ts';
import { scanTable } from '../transactions/view.ts';
import { type Command, type Context, collectionName, findCollection, obtainCollection } from './context.ts';
import { readArray } from './options.ts';

function createIndexes(context: Context): Record<string, unknown> {
  const specs = (readArray(context.body, 'indexes') ?? []).map((raw) => readIndexSpec(requireDocument(raw)));
  if (specs.length === 0) throw new MongoServerFault('BadValue', 'Must specify at least one index to create');
  const before = findCollection(context);
  const collection = before ?? obtainCollection(context);
  const numIndexesBefore = collection.indexes.length;
  const missing = specs.filter((spec) => isMissing(collection, spec));
  if (missing.length > 0) refuseInTransaction(context, collection);
  if (missing.length > 0) requireUnused(collection, context.transaction);
  for (const spec of missing) if (isMissing(collection, spec)) build(context, collection, spec);
  return {
    numIndexesBefore,
    numIndexesAfter: collection.indexes.length,
    createdCollectionAutomatically: before === undefined,
    ...(missing.length === 0 && { note: 'all indexes already exist' }),
  };
}

function requireDocument(raw: unknown): BSON.Document {
  if (isDocument(raw)) return raw;
  throw new MongoServerFault(
    'TypeMismatch',
    "BSON field 'createIndexes.indexes' is the wrong type, expected type 'object'",
  );
}

/** False where the same index exists; throws 85/86 where a different one stands in its place. */
function isMissing(collection: Collection, spec: IndexSpec): boolean {
  if (spec.fields.length === 1 && spec.fields[0]?.name === '_id') return false;
  const byName = collection.index(spec.name);
  if (byName && !sameIndex(byName.spec, spec)) {
    const [code, what] = sameKey(byName.spec, spec)
      ? (['IndexOptionsConflict', 'options'] as const)
      : (['IndexKeySpecsConflict', 'key'] as const);
    throw new MongoServerFault(
      code,
      `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index and existing index differ in ${what}: ${spec.name}`,
    );
  }
  const byKey = collection.indexes.find((index) => index !== byName && sameKey(index.spec, spec));
  if (byKey)
    throw new MongoServerFault('IndexOptionsConflict', `Index already exists with a different name: ${byKey.name}`);
  return byName === undefined;
}

function refuseInTransaction({ transaction }: Context, collection: Collection): void {
  if (!transaction || collection.creator === transaction) return;
  throw new MongoServerFault(
    'OperationNotSupportedInTransaction',
    `Cannot create new indexes on existing collection ${collection.namespace} in a multi-document transaction.`,
  );
}

/** Fills a new index from all documents, before anybody else runs. Throws 11000 where they aren't unique. */
function build(context: Context, collection: Collection, spec: IndexSpec): void {
  const { catalogue } = context.store;
  const index = catalogue.addIndex(collection, spec);
  try {
    fill(context, collection, index);
  } catch (error) {
    catalogue.dropIndex(collection, index);
    throw error;
  }
}

function fill(context: Context, collection: Collection, index: CollectionIndex): void {
  for (const { rid, raw } of scanTable(collection, context.transaction)) {
    const { keys, multikey } = index.keysOf(raw);
    if (multikey !== 0) index.markMultikey(multikey);
    for (const key of keys) {
      if (index.spec.unique && index.holders(key).some((holder) => holder !== rid))
        throw duplicateKey(collection, index, raw);
      if (!collection.creator) index.insert(key, rid);
    }
  }
}

function dropIndexes(context: Context): Record<string, unknown> {
  const collection = findCollection(context);
  if (!collection)
    throw new MongoServerFault('NamespaceNotFound', `ns not found ${context.db}.${collectionName(context)}`);
  const nIndexesWas = collection.indexes.length;
  const wanted = named(collection, context.body.index);
  requireUnused(collection, undefined);
  for (const index of wanted) context.store.catalogue.dropIndex(collection, index);
  const all = context.body.index === '*' ? { msg: 'non-_id indexes dropped for collection' } : {};
  return { nIndexesWas, ...all };
}

function named(collection: Collection, given: unknown): CollectionIndex[] {
  if (given === '*') return collection.indexes.filter((index) => index.name !== '_id_');
  const wanted = Array.isArray(given) ? given : [given];
  return wanted.map((item: unknown) => {
    const index =
      typeof item === 'string'
        ? collection.index(item)
        : collection.indexes.find(({ spec }) => compareValues(spec.document.key, item) === 0);
    if (!index) throw new MongoServerFault('IndexNotFound', `index not found with name [${String(item)}]`);
    if (index.name === '_id_') throw new MongoServerFault('InvalidOptions', 'cannot drop _id index');
    return index;
  });
}

export const INDEX_COMMANDS: Readonly<Record<string, Command>> = {
  createIndexes: {
    run: createIndexes,
    transactional: true,
    writes: true,
    fields: ['indexes', 'commitQuorum', 'ignoreUnknownIndexOptions'],
  },
  dropIndexes: { run: dropIndexes, writes: true, fields: ['index'] },
};
