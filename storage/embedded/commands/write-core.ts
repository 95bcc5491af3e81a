import { type BSON, ObjectId, Timestamp } from 'bson';
import { type Document, decodeDocument, encodeDocument, isDocument } from '../bson/types.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault } from '../errors.ts';
import type { Found } from '../planner/execute.ts';
import { readDocument } from '../transactions/view.ts';
import { type CompiledUpdate, checkId, compileUpdate } from '../update/compile.ts';
import { upsertDocument } from '../update/upsert.ts';
import { cstringEnd, isNamed, joinElements, MAX_DOCUMENT_BYTES, valueEnd, walk } from '../wire/raw.ts';
import { type Context, findCollection, obtainCollection } from './context.ts';
import { type PreparedQuery, prepareQuery, type Query, runQuery } from './query.ts';
import { checkValid } from './validation.ts';

const TYPES_TO_CHECK = new Set([3, 4, 6, 11]);
const TIMESTAMP = 17;

/** One update or delete of a write command, whichever command it came in. */
export interface UpdateStatement extends Query {
  readonly update: Document | readonly Document[];
  readonly multi: boolean;
  readonly upsert: boolean;
  readonly arrayFilters?: readonly Document[] | undefined;
}

export interface UpdateResult {
  matched: number;
  modified: number;
  upsertedId: unknown;
  /** The one document before and after; absent for `multi`. */
  before: Buffer | undefined;
  after: Buffer | undefined;
}

/** Stores one document as it was sent; `_id` is put first, and made where it is missing. */
export function insertDocument(context: Context, collection: Collection, raw: Buffer): void {
  const stored = normalise(raw);
  checkValid(context, collection, stored);
  context.writer.insert(collection, stored);
}

function normalise(raw: Buffer): Buffer {
  checkSize(raw);
  if (isNormal(raw)) return raw;
  const others: Buffer[] = [];
  let id: Buffer | undefined;
  let changed = false;
  walk(raw, (name, type, valueStart, end, start) => {
    let element = raw.subarray(start, end);
    if (name === '_id' && id === undefined) {
      if (TYPES_TO_CHECK.has(type)) checkId(decodeDocument(joinElements([element], element.length + 5))._id);
      id = element;
      changed ||= others.length > 0;
      return true;
    }
    if (type === TIMESTAMP && raw.readBigUInt64LE(valueStart) === 0n) {
      element = timestampElement(name);
      changed = true;
    }
    others.push(element);
    return true;
  });
  if (id !== undefined && !changed) return raw;
  id ??= elementOf('_id', new ObjectId());
  const size = others.reduce((sum, part) => sum + part.length, id.length + 5);
  return joinElements([id, ...others], size);
}

const ID = Buffer.from('_id');

/** Whether a document can be stored as it is, seen from its bytes: `_id` comes first and may be one, and nothing stands for the time. */
function isNormal(raw: Buffer): boolean {
  const limit = raw.length - 1;
  if (limit < 5 || !isNamed(raw, 5, cstringEnd(raw, 5, limit), ID) || TYPES_TO_CHECK.has(raw[4] as number))
    return false;
  for (let at = 4; at < limit; ) {
    const type = raw[at] as number;
    if (type === TIMESTAMP) return false;
    at = valueEnd(raw, type, cstringEnd(raw, at + 1, limit) + 1, limit);
  }
  return true;
}

function elementOf(name: string, value: unknown): Buffer {
  const whole = encodeDocument({ [name]: value }) as Buffer;
  return Buffer.from(whole.subarray(4, whole.length - 1));
}

let increment = 0;

/** An empty timestamp at the top of a new document means "now". */
function timestampElement(name: string): Buffer {
  return elementOf(name, new Timestamp({ t: Math.floor(Date.now() / 1000), i: ++increment }));
}

function checkSize(raw: Uint8Array): void {
  if (raw.length > MAX_DOCUMENT_BYTES) {
    throw new MongoServerFault(
      'BSONObjectTooLarge',
      `object to insert too large. size in bytes: ${raw.length}, max size: ${MAX_DOCUMENT_BYTES}`,
    );
  }
}

function encodeChanged(document: Document): Buffer {
  const raw = encodeDocument(document) as Buffer;
  if (raw.length > MAX_DOCUMENT_BYTES)
    throw new MongoServerFault(17419, `Resulting document after update is larger than ${MAX_DOCUMENT_BYTES}`);
  return raw;
}

/** Runs one update. The collection is made only if something is upserted. */
export function runUpdate(context: Context, name: string, statement: UpdateStatement): UpdateResult {
  const { collation, letVariables, arrayFilters } = statement;
  const update = compileUpdate(statement.update, { collation, letVariables, arrayFilters, now: context.now });
  if (statement.multi && update.kind === 'replacement')
    throw new MongoServerFault('FailedToParse', 'multi update is not supported for replacement-style update');
  const result: UpdateResult = { matched: 0, modified: 0, upsertedId: undefined, before: undefined, after: undefined };
  const existing = findCollection(context, name);
  const collection = existing ?? (statement.upsert ? obtainCollection(context, name) : undefined);
  if (!collection) return result;
  const prepared = prepareQuery(context, collection, statement);
  const locate = usesPosition(statement.update);
  const change = (found: Found): void => changeOne(context, collection, prepared, update, locate, found, result);
  if (statement.multi) forEachMatch(context, collection, statement, prepared, change);
  else {
    const [first] = runQuery(context, collection, { ...statement, limit: 1 }, prepared);
    if (first) change(first);
  }
  if (result.matched === 0 && statement.upsert) insertUpserted(context, collection, prepared, update, result);
  return result;
}

/** All matches are found before the first is changed: what a change moves isn't met twice. Only their numbers are kept. */
function forEachMatch(
  context: Context,
  collection: Collection,
  query: Query,
  prepared: PreparedQuery,
  work: (found: Found) => void,
): void {
  const rids: number[] = [];
  for (const { rid } of runQuery(context, collection, query, prepared)) rids.push(rid);
  for (const rid of rids) {
    const raw = readDocument(collection, context.transaction, rid);
    if (raw) work({ rid, raw, document: undefined });
  }
}

function changeOne(
  context: Context,
  collection: Collection,
  { matcher }: PreparedQuery,
  update: CompiledUpdate,
  locate: boolean,
  found: Found,
  result: UpdateResult,
): void {
  const document = found.document ?? decodeDocument(found.raw);
  const matchedIndex = locate ? matcher.locate(document).index : undefined;
  const { document: changed, modified } = update.apply(document, { matchedIndex });
  result.matched++;
  result.before = found.raw;
  result.after = found.raw;
  if (!modified) return;
  result.after = encodeChanged(changed);
  checkValid(context, collection, result.after, found.raw);
  context.writer.update(collection, found.rid, found.raw, result.after);
  result.modified++;
}

function insertUpserted(
  context: Context,
  collection: Collection,
  { matcher }: PreparedQuery,
  update: CompiledUpdate,
  result: UpdateResult,
): void {
  const document = upsertDocument(matcher.predicate, update);
  const raw = normalise(encodeChanged(document));
  checkValid(context, collection, raw);
  context.writer.insert(collection, raw);
  result.upsertedId = document._id;
  result.after = raw;
}

/** Whether an update uses the positional `$`. */
function usesPosition(update: Document | readonly Document[]): boolean {
  if (Array.isArray(update)) return false;
  return Object.values(update as Document).some(
    (operand) =>
      isDocument(operand) && Object.keys(operand).some((path) => path.endsWith('.$') || path.includes('.$.')),
  );
}

/** Deletes the first match or all; answers how many, and what the one was. */
export function runDelete(
  context: Context,
  name: string,
  query: Query & { readonly multi: boolean },
): { deleted: number; before: Buffer | undefined } {
  const collection = findCollection(context, name);
  if (!collection) return { deleted: 0, before: undefined };
  const prepared = prepareQuery(context, collection, query);
  let deleted = 0;
  let before: Buffer | undefined;
  const remove = ({ rid, raw }: Found): void => {
    context.writer.remove(collection, rid, raw);
    before = raw;
    deleted++;
  };
  if (query.multi) forEachMatch(context, collection, query, prepared, remove);
  else {
    const [first] = runQuery(context, collection, { ...query, limit: 1 }, prepared);
    if (first) remove(first);
  }
  return { deleted, before };
}

/** An error that belongs to one statement; everything else (a conflict in a transaction, the disk) ends the command. */
export function statementError(context: Context, error: unknown): MongoServerFault {
  if (!(error instanceof MongoServerFault)) throw error;
  if (context.transaction && error.labels.includes('TransientTransactionError')) throw error;
  return error;
}

/** `writeErrors` entry. */
export function writeError(index: number, { code, errmsg, extra }: MongoServerFault): BSON.Document {
  return { index, code, errmsg, ...extra };
}
