import type { BSON } from 'bson';
import { toNumber } from '../bson/numbers.ts';
import { type Document, decodeDocument, isDocument, isNumeric } from '../bson/types.ts';
import { MongoServerFault } from '../errors.ts';
import { documentsOf } from '../wire/frames.ts';
import { RawValue } from '../wire/raw.ts';
import { type Command, type Context, collectionName, obtainCollection } from './context.ts';
import { readArray, readCollation, readDocument, readFlag, readLet, refuseUnknown } from './options.ts';
import { projector } from './project.ts';
import {
  insertDocument,
  runDelete,
  runUpdate,
  statementError,
  type UpdateStatement,
  writeError,
} from './write-core.ts';

const MAX_BATCH = 100_000;
const UPDATE_FIELDS = new Set([
  'q',
  'u',
  'c',
  'multi',
  'upsert',
  'collation',
  'arrayFilters',
  'hint',
  'sort',
  'sampleId',
  'upsertSupplied',
]);
const DELETE_FIELDS = new Set(['q', 'limit', 'collation', 'hint', 'sampleId']);

/** Runs the statements of a write command; an ordered one stops at the first error. */
export function forEachStatement(
  context: Context,
  count: number,
  work: (index: number) => void,
): BSON.Document[] | undefined {
  if (count === 0 || count > MAX_BATCH)
    throw new MongoServerFault(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${MAX_BATCH}. Got ${count} operations.`,
    );
  const ordered = readFlag(context.body, 'ordered', true);
  const errors: BSON.Document[] = [];
  for (let index = 0; index < count; index++) {
    try {
      work(index);
    } catch (error) {
      errors.push(writeError(index, statementError(context, error)));
      if (ordered || context.transaction) break;
    }
  }
  return errors.length > 0 ? errors : undefined;
}

function insert(context: Context): Record<string, unknown> {
  const documents = documentsOf(context.request, 'documents');
  const collection = obtainCollection(context);
  let n = 0;
  const writeErrors = forEachStatement(context, documents.length, (index) => {
    insertDocument(context, collection, documents[index] as Buffer);
    n++;
  });
  return writeErrors ? { n, writeErrors } : { n };
}

function update(context: Context): Record<string, unknown> {
  const name = collectionName(context);
  const statements = documentsOf(context.request, 'updates').map((raw) => decodeDocument(raw));
  const letVariables = readLet(context.body, context.now);
  const upserted: BSON.Document[] = [];
  let n = 0;
  let nModified = 0;
  const writeErrors = forEachStatement(context, statements.length, (index) => {
    const spec = statements[index] as Document;
    refuseUnknown(spec, 'update.updates', UPDATE_FIELDS);
    const result = runUpdate(context, name, readUpdate(spec, letVariables));
    n += result.matched;
    nModified += result.modified;
    if (result.upsertedId === undefined) return;
    n++;
    upserted.push({ index, _id: result.upsertedId });
  });
  return { n, ...(upserted.length > 0 && { upserted }), nModified, ...(writeErrors && { writeErrors }) };
}

function readUpdate(spec: Document, letVariables: Document | undefined): UpdateStatement {
  const multi = readFlag(spec, 'multi');
  const sort = readDocument(spec, 'sort');
  if (multi && sort) throw new MongoServerFault('FailedToParse', 'Cannot specify sort with multi=true');
  return {
    filter: readDocument(spec, 'q') ?? {},
    update: readModification(spec.u, 'u'),
    multi,
    upsert: readFlag(spec, 'upsert'),
    sort,
    hint: spec.hint,
    collation: readCollation(spec),
    letVariables: { ...letVariables, ...readDocument(spec, 'c') },
    arrayFilters: readArray(spec, 'arrayFilters') as Document[] | undefined,
  };
}

/** A document or a pipeline. */
export function readModification(value: unknown, field: string): Document | readonly Document[] {
  if (isDocument(value)) return value;
  if (Array.isArray(value) && value.every(isDocument)) return value;
  throw new MongoServerFault('FailedToParse', `Update argument must be either an object or an array: ${field}`);
}

function remove(context: Context): Record<string, unknown> {
  const name = collectionName(context);
  const statements = documentsOf(context.request, 'deletes').map((raw) => decodeDocument(raw));
  const letVariables = readLet(context.body, context.now);
  let n = 0;
  const writeErrors = forEachStatement(context, statements.length, (index) => {
    const spec = statements[index] as Document;
    refuseUnknown(spec, 'delete.deletes', DELETE_FIELDS);
    const query = {
      filter: readDocument(spec, 'q') ?? {},
      hint: spec.hint,
      collation: readCollation(spec),
      letVariables,
    };
    n += runDelete(context, name, { ...query, multi: readLimit(spec.limit) === 0 }).deleted;
  });
  return writeErrors ? { n, writeErrors } : { n };
}

function readLimit(value: unknown): 0 | 1 {
  const limit = isNumeric(value) ? toNumber(value) : undefined;
  if (limit === 0 || limit === 1) return limit;
  throw new MongoServerFault('FailedToParse', `The limit field in delete objects must be 0 or 1. Got ${String(value)}`);
}

function findAndModify(context: Context): Record<string, unknown> {
  const { body } = context;
  const name = collectionName(context);
  const remove = readFlag(body, 'remove');
  const query = {
    filter: readDocument(body, 'query') ?? {},
    sort: readDocument(body, 'sort'),
    hint: body.hint,
    collation: readCollation(body),
    letVariables: readLet(body, context.now),
    multi: false,
  };
  const project = projector(context, readDocument(body, 'fields'), query);
  if (remove) {
    refuseWithRemove(body);
    const { deleted, before } = runDelete(context, name, query);
    return { lastErrorObject: { n: deleted }, value: before ? new RawValue(3, project(before)) : null };
  }
  if (body.update === undefined)
    throw new MongoServerFault('FailedToParse', 'Either an update or remove=true must be specified');
  const upsert = readFlag(body, 'upsert');
  const arrayFilters = readArray(body, 'arrayFilters') as Document[] | undefined;
  const result = runUpdate(context, name, {
    ...query,
    upsert,
    arrayFilters,
    update: readModification(body.update, 'update'),
  });
  const shown = readFlag(body, 'new') ? result.after : result.before;
  const updatedExisting = result.matched > 0;
  return {
    lastErrorObject: {
      n: updatedExisting || result.upsertedId !== undefined ? 1 : 0,
      updatedExisting,
      ...(result.upsertedId !== undefined && { upserted: result.upsertedId }),
    },
    value: shown ? new RawValue(3, project(shown)) : null,
  };
}

function refuseWithRemove(body: BSON.Document): void {
  if (body.update !== undefined)
    throw new MongoServerFault('FailedToParse', 'Cannot specify both an update and remove=true');
  if (readFlag(body, 'new'))
    throw new MongoServerFault(
      'FailedToParse',
      "Cannot specify both new=true and remove=true; 'remove' always returns the deleted document",
    );
  if (readFlag(body, 'upsert'))
    throw new MongoServerFault('FailedToParse', 'Cannot specify both upsert=true and remove=true');
}

const WRITE = { transactional: true, retryable: true, writes: true } as const;

export const WRITE_COMMANDS: Readonly<Record<string, Command>> = {
  insert: { ...WRITE, run: insert, fields: ['documents', 'ordered', 'bypassDocumentValidation'] },
  update: { ...WRITE, run: update, fields: ['updates', 'ordered', 'bypassDocumentValidation', 'let'] },
  delete: { ...WRITE, run: remove, fields: ['deletes', 'ordered', 'let'] },
  findAndModify: {
    ...WRITE,
    run: findAndModify,
    fields: [
      'query',
      'sort',
      'remove',
      'update',
      'new',
      'fields',
      'upsert',
      'arrayFilters',
      'hint',
      'collation',
      'let',
      'bypassDocumentValidation',
    ],
  },
  findandmodify: {
    ...WRITE,
    run: findAndModify,
    fields: [
      'query',
      'sort',
      'remove',
      'update',
      'new',
      'fields',
      'upsert',
      'arrayFilters',
      'hint',
      'collation',
      'let',
      'bypassDocumentValidation',
    ],
  },
};
