import { createBudget, type Merge, type Output } from '../aggregate/stage.ts';
import { type Document, decodeDocument, encodeDocument, ObjectId } from '../bson/types.ts';
import { requireUnused } from '../catalogue/catalogue.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import { type Context, findCollection, obtainCollection } from './context.ts';
import { runQuery } from './query.ts';
import { insertDocument } from './write-core.ts';

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

function mergeInto(context: Context, merge: Merge, documents: Iterable<Document>): void {
  const target = obtainCollection(context, merge.into.coll);
  const spend = createBudget({ name: '$merge', options: {} });
  const held: Document[] = [];
  // The pipeline may read the collection it writes: it is run to its end first.
  for (const document of documents) {
    spend(document);
    held.push(document._id === undefined ? { _id: new ObjectId(), ...document } : document);
  }
  for (const document of held) mergeOne(context, target, merge, document);
}

function mergeOne(context: Context, target: Collection, merge: Merge, document: Document): void {
  if (document._id === null || Array.isArray(document._id))
    throw new MongoServerFault(51132, "$merge write error: 'on' field cannot be missing, null, undefined or an array");
  const [existing] = runQuery(context, target, { filter: { _id: { $eq: document._id } }, limit: 1 });
  const incoming = encodeDocument(document) as Buffer;
  if (!existing) {
    if (merge.whenNotMatched === 'fail')
      throw new MongoServerFault(
        13113,
        '$merge could not find a matching document in the target collection for at least one document in the source collection',
      );
    if (merge.whenNotMatched === 'insert') insertDocument(context, target, incoming);
  } else if (merge.combine === 'fail') {
    // The unique index on _id says so, with MongoDB's words.
    insertDocument(context, target, incoming);
  } else {
    const combined = merge.combine(existing.document ?? decodeDocument(existing.raw), document);
    if (combined) context.writer.update(target, existing.rid, existing.raw, encodeDocument(combined) as Buffer);
  }
}
