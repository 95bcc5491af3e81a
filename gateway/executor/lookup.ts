import type { FetchNode } from '@graphql-hive/router-query-planner';
import { GatewayError } from '../errors.ts';
import type { SubgraphResponse } from '../types.ts';
import { clone, mergeIntoAll } from './merge.ts';
import { type Collector, compileCollector, compilePathLister, type PathLister } from './paths.ts';
import { compileRepresenter, compileRewrites, type Representer, type Rewriter } from './represent.ts';
import { isObject, type JsonObject, type Run } from './run.ts';
import type { FetchBinding, PlanPath, Sender } from './sender.ts';
import { fetchFailure } from './subgraph-errors.ts';

/** One `_entities` field of a fetch: which objects it is for, what they are asked with, what to do with the answer. */
export interface Lookup {
  readonly alias: string;
  readonly variable: string;
  readonly collectors: readonly Collector[];
  readonly listers: readonly PathLister[];
  readonly represent: Representer;
  readonly rewriteAnswer: Rewriter;
}

export interface LookupSource {
  readonly alias: string;
  readonly variable: string;
  readonly paths: readonly PlanPath[];
  readonly requires: NonNullable<FetchNode['requires']>;
  readonly node: Pick<FetchNode, 'inputRewrites' | 'outputRewrites'>;
}

export function compileLookup(source: LookupSource, { relations }: FetchBinding): Lookup {
  return {
    alias: source.alias,
    variable: source.variable,
    collectors: source.paths.map((path) => compileCollector(path, relations)),
    listers: source.paths.map((path) => compilePathLister(path, relations)),
    represent: compileRepresenter(source.requires, source.node.inputRewrites, relations),
    rewriteAnswer: compileRewrites(source.node.outputRewrites, relations),
  };
}

/** The entities of one lookup in one run: distinct representations, and the objects that wait for each, by the lookup's path. */
export interface Gathered {
  readonly representations: string[];
  readonly waiting: JsonObject[][][];
}

export function gather(lookup: Lookup, run: Run): Gathered {
  const representations: string[] = [];
  const waiting: JsonObject[][][] = [];
  const known = new Map<unknown, number>();
  lookup.collectors.forEach((collect, path) => {
    collect(run, (target) => {
      const key = lookup.represent.key(target);
      if (key === undefined) return;
      let slot = known.get(key);
      if (slot === undefined) {
        slot = representations.push(lookup.represent.text(target)) - 1;
        known.set(key, slot);
        waiting.push(lookup.collectors.map(() => []));
      }
      waiting[slot]?.[path]?.push(target);
    });
  });
  return { representations, waiting };
}

/** Merges the entities of an answer into the objects that wait for them. */
export function spread(
  run: Run,
  lookup: Lookup,
  waiting: Gathered['waiting'],
  response: SubgraphResponse,
  { subgraph, mayShare, vagueTypes }: Sender,
): void {
  if (waiting.length === 0) return;
  const entities = response.data?.[lookup.alias];
  if (!Array.isArray(entities) || entities.length !== waiting.length) {
    if ((response.errors?.length ?? 0) > 0) return;
    run.errors.push(fetchFailure(new GatewayError('SUBGRAPH_BAD_ANSWER'), subgraph, undefined, run.context));
    return;
  }
  waiting.forEach((paths, slot) => {
    const entity: unknown = entities[slot];
    if (!isObject(entity)) return;
    lookup.rewriteAnswer(entity);
    const used = paths.filter((targets) => targets.length > 0);
    used.forEach((targets, index) => {
      const own = index === used.length - 1 ? entity : clone(entity);
      mergeIntoAll(targets, own, mayShare ? run.shared : undefined, vagueTypes);
    });
  });
}
