import { type Document, decodeDocument, isDocument } from '../bson/types.ts';
import { checkNamespace } from '../catalogue/catalogue.ts';
import { MongoServerFault } from '../errors.ts';
import { documentsOf } from '../wire/frames.ts';
import { encode, walk } from '../wire/raw.ts';
import { type Command, type Context, obtainCollection } from './context.ts';
import { readArray, readCollation, readDocument, readFlag, readLet, refuseUnknown } from './options.ts';
import { readModification } from './write.ts';
import { insertDocument, runDelete, runUpdate, statementError } from './write-core.ts';

const OPERATION_FIELDS: Readonly<Record<string, ReadonlySet<string>>> = {
  insert: new Set(['insert', 'document']),
  update: new Set([
    'update',
    'filter',
    'updateMods',
    'multi',
    'upsert',
    'arrayFilters',
    'hint',
    'collation',
    'constants',
    'sort',
  ]),
  delete: new Set(['delete', 'filter', 'multi', 'hint', 'collation']),
};

interface Namespace {
  readonly db: string;
  readonly name: string;
}

interface Totals {
  nErrors: number;
  nInserted: number;
  nMatched: number;
  nModified: number;
  nUpserted: number;
  nDeleted: number;
}

/** Writes to several collections in one command (MongoDB 8): one result document per operation. */
function bulkWrite(context: Context): Record<string, unknown> {
  const operations = documentsOf(context.request, 'ops');
  const namespaces = documentsOf(context.request, 'nsInfo').map((raw) => readNamespace(decodeDocument(raw).ns));
  const ordered = readFlag(context.body, 'ordered', true);
  const errorsOnly = readFlag(context.body, 'errorsOnly');
  const totals: Totals = { nErrors: 0, nInserted: 0, nMatched: 0, nModified: 0, nUpserted: 0, nDeleted: 0 };
  const results: Document[] = [];
  for (const [idx, raw] of operations.entries()) {
    try {
      const result = runOperation(context, namespaces, raw, totals);
      if (!errorsOnly) results.push({ ok: 1, idx, ...result });
    } catch (error) {
      const { code, errmsg, extra } = statementError(context, error);
      results.push({ ok: 0, idx, code, errmsg, n: 0, ...extra });
      totals.nErrors++;
      if (ordered || context.transaction) break;
    }
  }
  const batchSize = readDocument(context.body, 'cursor')?.batchSize;
  const rows = results.map((result) => encode(result))[Symbol.iterator]();
  const size = batchSize === undefined ? results.length + 1 : Number(batchSize);
  const reply = context.store.cursors.first('admin.$cmd.bulkWrite', rows, size, context.session, context.transaction);
  return { ...reply, ...totals };
}

function readNamespace(ns: unknown): Namespace {
  const dot = typeof ns === 'string' ? ns.indexOf('.') : -1;
  if (typeof ns !== 'string' || dot < 0)
    throw new MongoServerFault('InvalidNamespace', `Invalid namespace specified '${String(ns)}'`);
  const namespace = { db: ns.slice(0, dot), name: ns.slice(dot + 1) };
  checkNamespace(namespace.db, namespace.name);
  return namespace;
}

function runOperation(context: Context, namespaces: readonly Namespace[], raw: Buffer, totals: Totals): Document {
  const operation = decodeDocument(raw);
  const kind = Object.keys(operation)[0] ?? '';
  const fields = OPERATION_FIELDS[kind];
  if (!fields) throw new MongoServerFault('BadValue', `BSON field 'bulkWrite.ops.${kind}' is an unknown field.`);
  refuseUnknown(operation, 'bulkWrite.ops', fields);
  const namespace = namespaces[Number(operation[kind])];
  if (!namespace) throw new MongoServerFault('BadValue', `BulkWrite ops entry ${kind} has an invalid nsInfo index.`);
  const inside: Context = { ...context, db: namespace.db };
  if (kind === 'insert') return insertOne(inside, namespace.name, raw, totals);
  return kind === 'update'
    ? updateSome(inside, namespace.name, operation, totals)
    : deleteSome(inside, namespace.name, operation, totals);
}

function insertOne(context: Context, name: string, raw: Buffer, totals: Totals): Document {
  let document: Buffer | undefined;
  walk(raw, (field, type, start, end) => {
    if (field === 'document' && type === 3) document = raw.subarray(start, end);
    return true;
  });
  if (!document)
    throw new MongoServerFault(40414, "BSON field 'bulkWrite.ops.document' is missing but a required field");
  insertDocument(context, obtainCollection(context, name), document);
  totals.nInserted++;
  return { n: 1 };
}

function queryOf(context: Context, operation: Document) {
  return {
    filter: isDocument(operation.filter) ? operation.filter : {},
    hint: operation.hint,
    collation: readCollation(operation),
    multi: readFlag(operation, 'multi'),
    letVariables: { ...readLet(context.body, context.now), ...readDocument(operation, 'constants') },
  };
}

function updateSome(context: Context, name: string, operation: Document, totals: Totals): Document {
  const result = runUpdate(context, name, {
    ...queryOf(context, operation),
    sort: readDocument(operation, 'sort'),
    upsert: readFlag(operation, 'upsert'),
    update: readModification(operation.updateMods, 'updateMods'),
    arrayFilters: readArray(operation, 'arrayFilters') as Document[] | undefined,
  });
  totals.nMatched += result.matched;
  totals.nModified += result.modified;
  if (result.upsertedId === undefined) return { n: result.matched, nModified: result.modified };
  totals.nUpserted++;
  return { n: 1, nModified: 0, upserted: { _id: result.upsertedId } };
}

function deleteSome(context: Context, name: string, operation: Document, totals: Totals): Document {
  const { deleted } = runDelete(context, name, queryOf(context, operation));
  totals.nDeleted += deleted;
  return { n: deleted };
}

export const BULK_COMMANDS: Readonly<Record<string, Command>> = {
  bulkWrite: {
    run: bulkWrite,
    transactional: true,
    retryable: true,
    writes: true,
    fields: ['ops', 'nsInfo', 'ordered', 'errorsOnly', 'let', 'bypassDocumentValidation', 'cursor'],
  },
};
