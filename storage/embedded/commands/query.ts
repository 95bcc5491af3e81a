import type { BSON } from 'bson';
import type { Collation } from '../bson/collation.ts';
import type { Document } from '../bson/types.ts';
import type { Collection } from '../catalogue/collection.ts';
import { type Counters, execute, type Found } from '../planner/execute.ts';
import { choosePlan, type Plan } from '../planner/plan.ts';
import { sortInMemory } from '../planner/sort.ts';
import { compileSort, type SortOrder } from '../query/keys.ts';
import { compileParsed, type Matcher } from '../query/match.ts';
import { parseFilter } from '../query/parse.ts';
import type { Context } from './context.ts';

/** A query, parsed: what find, update, delete, count, distinct and a pipeline's beginning have in common. */
export interface Query {
  readonly filter: BSON.Document;
  readonly sort?: BSON.Document | undefined;
  readonly hint?: unknown;
  readonly collation?: Collation | undefined;
  readonly letVariables?: Document | undefined;
  readonly skip?: number | undefined;
  readonly limit?: number | undefined;
}

export interface PreparedQuery {
  readonly matcher: Matcher;
  readonly sort: SortOrder | undefined;
  readonly plan: Plan;
}

/** Parses filter and sort: every mistake in them is found here. */
export function parseQuery(context: Context, query: Query): { matcher: Matcher; sort: SortOrder | undefined } {
  const matcher = compileParsed(parseFilter(query.filter), {
    collation: query.collation,
    letVariables: query.letVariables,
    now: context.now,
  });
  const wanted =
    query.sort && !Object.hasOwn(query.sort, '$natural') && Object.keys(query.sort).length > 0 ? query.sort : undefined;
  return { matcher, sort: wanted && compileSort(wanted, query.collation) };
}

export function prepareQuery(context: Context, collection: Collection, query: Query): PreparedQuery {
  const { matcher, sort } = parseQuery(context, query);
  const natural = query.sort && Object.hasOwn(query.sort, '$natural');
  const hint = natural && query.hint === undefined ? query.sort : query.hint;
  return {
    matcher,
    sort,
    plan: choosePlan(collection, { predicate: matcher.predicate, sort, hint, collation: query.collation }),
  };
}

/** The matches in the order asked for, streamed unless they must be sorted in memory. */
export function* runQuery(
  context: Context,
  collection: Collection,
  query: Query,
  prepared = prepareQuery(context, collection, query),
  counters?: Counters,
): Generator<Found> {
  const { skip = 0, limit } = query;
  const { plan, matcher, sort } = prepared;
  const rows = execute(collection, plan, matcher, context.transaction, counters);
  const last = limit === undefined || limit === 0 ? Number.POSITIVE_INFINITY : skip + limit;
  const ordered = sort && !plan.sorted ? sortInMemory(rows, sort, Number.isFinite(last) ? last : undefined) : rows;
  let at = 0;
  for (const found of ordered) {
    at++;
    if (at > skip) yield found;
    if (at >= last) return;
  }
}
