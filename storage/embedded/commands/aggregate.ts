import { compilePipeline } from '../aggregate/pipeline.ts';
import type { Namespace, Pipeline, ReadQuery } from '../aggregate/stage.ts';
import { type Document, decodeDocument, encodeDocument } from '../bson/types.ts';
import { checkNamespace } from '../catalogue/catalogue.ts';
import { MongoServerFault } from '../errors.ts';
import { type Command, type Context, findCollection } from './context.ts';
import { readArray, readCollation, readCount, readDocument, readFlag, readLet } from './options.ts';
import { writeOutput } from './output.ts';
import { type Query, runQuery } from './query.ts';
import { readHint } from './read.ts';

/** What an `aggregate` asks for, compiled. `name` is absent for `{aggregate: 1}`. */
export interface Aggregation {
  readonly pipeline: Pipeline;
  readonly name: string | undefined;
  readonly query: Query;
}

export function readAggregate(context: Context): Aggregation {
  const { body } = context;
  const collation = readCollation(body);
  const letVariables = readLet(body, context.now);
  const pipeline = compilePipeline(readArray(body, 'pipeline') ?? [], {
    collation,
    letVariables,
    now: context.now,
    read: (from, query, options) => readOther(context, from, query, options),
    sources: { $listLocalSessions: () => localSessions(context) },
  });
  const name = targetOf(context, pipeline);
  return { pipeline, name, query: { ...pipeline.pushdown, hint: readHint(body), collation, letVariables } };
}

function targetOf({ body, db }: Context, pipeline: Pipeline): string | undefined {
  const target: unknown = body.aggregate;
  if (typeof target === 'string') {
    checkNamespace(db, target);
    return target;
  }
  if (pipeline.isSourceless) return undefined;
  throw new MongoServerFault(
    'InvalidNamespace',
    '{aggregate: 1} is not valid for this pipeline; a collection is required.',
  );
}

/** Another collection, for `$lookup`: in the same snapshot, through the planner. */
function* readOther(
  context: Context,
  from: Namespace,
  query: ReadQuery,
  options: Pick<Query, 'collation' | 'letVariables'>,
): Generator<Document> {
  const inside: Context = { ...context, db: from.db ?? context.db };
  const collection = findCollection(inside, from.coll);
  if (!collection) return;
  for (const { raw, document } of runQuery(inside, collection, { ...query, ...options }))
    yield document ?? decodeDocument(raw);
}

function localSessions({ body, now }: Context): Document[] {
  return body.lsid === undefined ? [] : [{ _id: body.lsid, lastUse: now }];
}

/** Documents of the first stages, then what the others make of them. */
export function* runAggregation(context: Context, { pipeline, name, query }: Aggregation): Generator<Document> {
  const collection = name === undefined || pipeline.isSourceless ? undefined : findCollection(context, name);
  const source = collection ? documentsOf(runQuery(context, collection, query)) : [];
  yield* pipeline.run(source);
}

function* documentsOf(
  found: Iterable<{ readonly raw: Buffer; readonly document: Document | undefined }>,
): Generator<Document> {
  for (const { raw, document } of found) yield document ?? decodeDocument(raw);
}

function aggregate(context: Context): Record<string, unknown> {
  const { body, store, db, session, transaction } = context;
  const aggregation = readAggregate(context);
  const cursor = readDocument(body, 'cursor');
  if (!cursor)
    throw new MongoServerFault(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    );
  const namespace = `${db}.${aggregation.name ?? '$cmd.aggregate'}`;
  const { output } = aggregation.pipeline;
  const documents = runAggregation(context, aggregation);
  if (output) {
    refuseLinearizable(body);
    writeOutput(context, output, documents);
    return store.cursors.first(namespace, [][Symbol.iterator](), 0, session, transaction, true);
  }
  return store.cursors.first(
    namespace,
    encoded(documents),
    readCount(cursor, 'batchSize'),
    session,
    transaction,
    readFlag(body, 'singleBatch'),
  );
}

function refuseLinearizable(body: Document): void {
  if (readDocument(body, 'readConcern')?.level !== 'linearizable') return;
  throw new MongoServerFault('InvalidOptions', 'readConcern level linearizable cannot be used with $out or $merge');
}

function* encoded(documents: Iterable<Document>): Generator<Uint8Array> {
  for (const document of documents) yield encodeDocument(document);
}

export const AGGREGATE_COMMANDS: Readonly<Record<string, Command>> = {
  aggregate: {
    run: aggregate,
    transactional: true,
    writes: true,
    fields: [
      'pipeline',
      'cursor',
      'allowDiskUse',
      'bypassDocumentValidation',
      'collation',
      'hint',
      'let',
      'singleBatch',
    ],
  },
};
