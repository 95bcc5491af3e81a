import type { BSON } from 'bson';
import { asBuffer } from '../bson/strings.ts';
import { MongoServerFault } from '../errors.ts';
import { readFew } from '../planner/execute.ts';
import { planLookUp, runLookUp } from '../planner/look-up.ts';
import { type Command, type Context, collectionName, findCollection } from './context.ts';
import { wholeResult } from './cursors.ts';
import { distinctValues } from './distinct-values.ts';
import {
  readArray,
  readCollation,
  readCount,
  readDocument,
  readFlag,
  readLet,
  readLong,
  readNumber,
  readString,
} from './options.ts';
import { projector } from './project.ts';
import { parseQuery, prepareQuery, type Query, runQuery } from './query.ts';

const FIND_FIELDS = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'comment',
  'maxTimeMS',
  'readConcern',
  'collation',
  'let',
  'allowDiskUse',
  'noCursorTimeout',
  'allowPartialResults',
  'returnKey',
  'showRecordId',
  'max',
  'min',
  'tailable',
  'awaitData',
  'oplogReplay',
] as const;
/** What MongoDB's find can do and this store can't. */
const REFUSED_FLAGS = ['returnKey', 'showRecordId', 'tailable', 'awaitData'] as const;

/** The query of a `find` or of an explained one. A negative limit is one batch of that many. */
export function readFind(
  body: BSON.Document,
  now: Date,
): {
  query: Query;
  batchSize: number | undefined;
  single: boolean;
  projection: BSON.Document | undefined;
} {
  for (const flag of REFUSED_FLAGS)
    if (readFlag(body, flag))
      throw new MongoServerFault('NotImplemented', `find option '${flag}' is not supported by the embedded store`);
  for (const bound of ['min', 'max'])
    if (readDocument(body, bound))
      throw new MongoServerFault('NotImplemented', `find option '${bound}' is not supported by the embedded store`);
  const query: Query = {
    filter: readDocument(body, 'filter') ?? {},
    sort: readDocument(body, 'sort'),
    hint: readHint(body),
    skip: readCount(body, 'skip'),
    limit: readCount(body, 'limit'),
    collation: readCollation(body),
    letVariables: readLet(body, now),
  };
  return {
    query,
    batchSize: readCount(body, 'batchSize'),
    single: readFlag(body, 'singleBatch'),
    projection: readDocument(body, 'projection'),
  };
}

/** A hint by name or key; an empty document is none. */
export function readHint(body: BSON.Document): unknown {
  const hint: unknown = body.hint;
  const empty = typeof hint === 'object' && hint !== null && Object.keys(hint).length === 0;
  return hint === undefined || hint === null || hint === '' || empty ? undefined : hint;
}

function find(context: Context): Record<string, unknown> {
  const { query, batchSize, single, projection } = readFind(context.body, context.now);
  const name = collectionName(context);
  const project = projector(context, projection, query);
  const collection = findCollection(context, name);
  const namespace = `${context.db}.${name}`;
  const { store, session, transaction } = context;
  if (!collection) return store.cursors.first(namespace, none(query, context), batchSize, session, transaction, single);
  const lookUp = isLookUp(query, batchSize, context)
    ? planLookUp(collection, Object.keys(query.filter), query.limit)
    : undefined;
  const found = lookUp && runLookUp(lookUp, query.filter);
  if (found) {
    const { shape } = context.request.content;
    if (shape && !projection) store.lookUps.remember(shape, lookUp, namespace);
    return wholeResult(
      namespace,
      found.map((raw) => project(asBuffer(raw))),
    );
  }
  const prepared = prepareQuery(context, collection, query);
  const few = transaction || query.skip || batchSize !== undefined ? undefined : readFew(prepared.plan, query.limit);
  if (few)
    return wholeResult(
      namespace,
      few.map(({ raw }) => project(raw)),
    );
  const rows = rowsOf(runQuery(context, collection, query, prepared), project);
  return store.cursors.first(namespace, rows, batchSize, session, transaction, single);
}

function isLookUp({ sort, hint, skip, collation }: Query, batchSize: number | undefined, context: Context): boolean {
  return !context.transaction && !sort && hint === undefined && !skip && !collation && batchSize === undefined;
}

function* rowsOf(found: Iterable<{ raw: Buffer }>, project: (raw: Buffer) => Uint8Array): Generator<Uint8Array> {
  for (const { raw } of found) yield project(raw);
}

/** Nothing; but the query's mistakes are told all the same. */
function none(query: Query, context: Context): Iterator<Uint8Array> {
  parseQuery(context, query);
  return [][Symbol.iterator]();
}

function getMore(context: Context): Record<string, unknown> {
  const { body, store, db } = context;
  const namespace = `${db}.${readString(body, 'collection')}`;
  return store.cursors.more(
    readLong(body.getMore, 'getMore'),
    namespace,
    readCount(body, 'batchSize'),
    context.session,
  );
}

function killCursors(context: Context): Record<string, unknown> {
  const ids = (readArray(context.body, 'cursors') ?? []).map((id) => readLong(id, 'cursors'));
  const { killed, unknown } = context.store.cursors.kill(ids, `${context.db}.${collectionName(context)}`);
  return { cursorsKilled: killed, cursorsNotFound: unknown, cursorsAlive: [], cursorsUnknown: [] };
}

function count(context: Context): Record<string, unknown> {
  const { body } = context;
  const collection = findCollection(context);
  const limit = readNumber(body, 'limit');
  const query: Query = {
    filter: readDocument(body, 'query') ?? {},
    hint: readHint(body),
    skip: readCount(body, 'skip'),
    limit: limit === undefined ? undefined : Math.abs(limit),
    collation: readCollation(body),
  };
  if (!collection) return { n: 0 };
  const everything = Object.keys(query.filter).length === 0 && !query.skip && !query.limit && query.hint === undefined;
  if (everything && !context.transaction) return { n: collection.count() };
  let n = 0;
  for (const _ of runQuery(context, collection, query)) n++;
  return { n };
}

function distinct(context: Context): Record<string, unknown> {
  const { body } = context;
  const key = readString(body, 'key');
  const collection = findCollection(context);
  const query: Query = {
    filter: readDocument(body, 'query') ?? {},
    hint: readHint(body),
    collation: readCollation(body),
  };
  return {
    values: collection ? distinctValues(runQuery(context, collection, query), key.split('.'), query.collation) : [],
  };
}

export const READ_COMMANDS: Readonly<Record<string, Command>> = {
  find: { run: find, transactional: true, fields: FIND_FIELDS },
  getMore: {
    run: getMore,
    transactional: true,
    fields: ['collection', 'batchSize', 'term', 'lastKnownCommittedOpTime'],
  },
  killCursors: { run: killCursors, transactional: true, fields: ['cursors'] },
  count: { run: count, fields: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'] },
  distinct: { run: distinct, transactional: true, fields: ['key', 'query', 'collation', 'hint'] },
};
