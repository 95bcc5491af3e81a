import type { Output } from '../aggregate/stage.ts';
import { type Document, decodeDocument, encodeDocument, getField, ObjectId } from '../bson/types.ts';
import { requireUnused } from '../catalogue/catalogue.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import { type Context, findCollection, obtainCollection } from './context.ts';
import { runQuery } from './query.ts';
import { insertDocument } from './write-core.ts';

const MAX_MERGE_BYTES = 100 * 1024 * 1024;

/** The end of a pipeline that writes: `$out` replaces a collection as a whole, `$merge` writes document by document. */
export function writeOutput(context: Context, output: Output, documents: Iterable<Document>): void {
  const stage = output.kind === 'out' ? '$out' : '$merge';
  if (context.transaction)
    throw new MongoServerFault('OperationNotSupportedInTransaction', `${stage} cannot be used in a transaction`);
  const inside: Context = { ...context, db: output.into.db ?? context.db };
  if (output.kind === 'out') replaceCollection(inside, output.into.coll, documents);
  else mergeInto(inside, output, documents);
}

let temporary = 0;

/** Fills a new collection with the old one's indexes and puts it in its place; on an error the old one stays as it was. */
function replaceCollection(context: Context, name: string, documents: Iterable<Document>): void {
  const { catalogue, cursors } = context.store;
  const old = findCollection(context, name);
  if (old) requireUnused(old, undefined);
  const fresh = catalogue.create(context.db, `tmp.agg_out.${++temporary}.${name}`.slice(0, 200), {}, undefined);
  try {
    for (const index of old?.indexes ?? []) if (index.name !== '_id_') catalogue.addIndex(fresh, index.spec);
    for (const document of documents) insertDocument(context, fresh, encodeDocument(document) as Buffer);
  } catch (error) {
    catalogue.drop(fresh);
    throw error;
  }
  if (old) {
    catalogue.drop(old);
    cursors.closeNamespace(old.namespace);
  }
  catalogue.rename(fresh, context.db, name);
}

type Merge = Output & { readonly kind: 'merge' };

function mergeInto(context: Context, merge: Merge, documents: Iterable<Document>): void {
  const target = obtainCollection(context, merge.into.coll);
  requireUniqueIndex(target, merge.on);
  for (const document of collect(documents)) {
    const complete =
      document._id === undefined && merge.on.includes('_id') ? { _id: new ObjectId(), ...document } : document;
    mergeOne(context, target, merge, complete);
  }
}

/** The pipeline may read the collection it writes: it is run to its end first. */
function collect(documents: Iterable<Document>): Document[] {
  const all: Document[] = [];
  let bytes = 0;
  for (const document of documents) {
    bytes += encodeDocument(document).length;
    if (bytes > MAX_MERGE_BYTES) {
      throw new MongoServerFault(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `$merge of more than ${MAX_MERGE_BYTES} bytes is not supported by the embedded store`,
      );
    }
    all.push(document);
  }
  return all;
}

function requireUniqueIndex(target: Collection, on: readonly string[]): void {
  const found = target.indexes.some(
    ({ spec }) =>
      spec.unique &&
      !spec.partial &&
      !spec.sparse &&
      spec.fields.length === on.length &&
      spec.fields.every((field) => on.includes(field.name)),
  );
  if (!found) throw new MongoServerFault(51183, 'Cannot find index to verify that join fields will be unique');
}

function mergeOne(context: Context, target: Collection, merge: Merge, document: Document): void {
  const filter = Object.fromEntries(merge.on.map((path) => [path, { $eq: valueAt(document, path) }]));
  const [existing] = runQuery(context, target, { filter, limit: 1 });
  if (!existing) {
    if (merge.whenNotMatched === 'fail')
      throw new MongoServerFault(
        13113,
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      );
    if (merge.whenNotMatched === 'insert') insertDocument(context, target, encodeDocument(document) as Buffer);
    return;
  }
  if (merge.whenMatched === 'fail') {
    insertDocument(context, target, encodeDocument(document) as Buffer);
    return;
  }
  const combined = merge.combine(existing.document ?? decodeDocument(existing.raw), document);
  if (combined) context.writer.update(target, existing.rid, existing.raw, encodeDocument(combined) as Buffer);
}

function valueAt(document: Document, path: string): unknown {
  const value = path.split('.').reduce<unknown>((inner, step) => getField(inner, step), document);
  if (value === undefined || value === null || Array.isArray(value)) {
    throw new MongoServerFault(51132, "$merge write error: 'on' field cannot be missing, null, undefined or an array");
  }
  return value;
}
