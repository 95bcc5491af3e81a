import type { BSON } from 'bson';
import { isDocument } from '../bson/types.ts';
import { checkNamespace } from '../catalogue/catalogue.ts';
import type { Collection } from '../catalogue/collection.ts';
import { MongoServerFault, notImplemented } from '../errors.ts';
import type { Counters } from '../planner/execute.ts';
import { describePlan } from '../planner/explain.ts';
import { readAggregate } from './aggregate.ts';
import { type Command, type Context, findCollection } from './context.ts';
import { SERVER_VERSION } from './info.ts';
import { readArray, readCollation, readDocument } from './options.ts';
import { prepareQuery, type Query, runQuery } from './query.ts';
import { readFind, readHint } from './read.ts';

const counted = ({ body }: Context): Query => ({
  filter: readDocument(body, 'query') ?? {},
  hint: readHint(body),
  collation: readCollation(body),
});

/** The query inside each command that can be explained. */
const QUERIES: Readonly<Record<string, (context: Context) => Query>> = {
  find: ({ body, now }) => readFind(body, now).query,
  aggregate: (context) => readAggregate(context).query,
  count: counted,
  distinct: counted,
  update: ({ body }) => ofStatement(readArray(body, 'updates')?.[0]),
  delete: ({ body }) => ofStatement(readArray(body, 'deletes')?.[0]),
  findAndModify: (context) => ({ ...counted(context), sort: readDocument(context.body, 'sort') }),
};

function ofStatement(statement: unknown): Query {
  if (!isDocument(statement))
    throw new MongoServerFault('FailedToParse', 'explained write commands have exactly one statement');
  return { filter: readDocument(statement, 'q') ?? {}, hint: readHint(statement), collation: readCollation(statement) };
}

/** Tells how a query is read: MongoDB's `queryPlanner`, and `executionStats` by running it (a write isn't done). */
function explain(context: Context): Record<string, unknown> {
  const inner = readDocument(context.body, 'explain') ?? {};
  const name = Object.keys(inner)[0] ?? '';
  const read = QUERIES[name];
  if (!read) throw notImplemented(`explain of '${name}'`);
  const inside: Context = { ...context, body: inner, request: { ...context.request, command: name, body: inner } };
  const query = read(inside);
  const target: unknown = inner[name];
  if (typeof target !== 'string') throw new MongoServerFault('InvalidNamespace', 'explain needs a collection');
  checkNamespace(context.db, target);
  const namespace = `${context.db}.${target}`;
  const collection = findCollection(inside, target);
  const verbosity: unknown = context.body.verbosity ?? 'allPlansExecution';
  const answer: Record<string, unknown> = {
    explainVersion: '1',
    queryPlanner: planner(inside, collection, query, namespace),
  };
  if (verbosity !== 'queryPlanner') answer.executionStats = stats(inside, collection, query);
  return { ...answer, command: inner, serverInfo: { version: SERVER_VERSION } };
}

function planner(context: Context, collection: Collection | undefined, query: Query, namespace: string): BSON.Document {
  const winningPlan = collection ? describePlan(prepareQuery(context, collection, query), query) : { stage: 'EOF' };
  return { namespace, parsedQuery: query.filter, indexFilterSet: false, winningPlan, rejectedPlans: [] };
}

function stats(context: Context, collection: Collection | undefined, query: Query): BSON.Document {
  const counters: Counters = { keysExamined: 0, docsExamined: 0 };
  const started = performance.now();
  let nReturned = 0;
  if (collection)
    for (const _ of runQuery(context, collection, query, prepareQuery(context, collection, query), counters))
      nReturned++;
  return {
    executionSuccess: true,
    nReturned,
    executionTimeMillis: Math.round(performance.now() - started),
    totalKeysExamined: counters.keysExamined,
    totalDocsExamined: counters.docsExamined,
  };
}

export const EXPLAIN_COMMANDS: Readonly<Record<string, Command>> = {
  explain: { run: explain, fields: ['verbosity'] },
};
