import type { BatchFetchNode, FetchNode, FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { SubgraphResponse, SubgraphTransport } from '../types.ts';
import { clone, mergeInto, mergeIntoEach } from './merge.ts';
import { type Collector, compileCollector, compilePathLister, type PathLister } from './paths.ts';
import type { TypeRelations } from './relations.ts';
import { compileRepresenter, compileRewrites, type Representer, type Rewriter } from './represent.ts';
import { isObject, type JsonObject, type Path, type Run, type Step } from './run.ts';
import { type ErrorPolicy, fetchFailure, maskSubgraphError } from './subgraph-errors.ts';

/** What compiled fetches are bound to. */
export interface FetchBinding {
  readonly relations: TypeRelations;
  readonly transport: (subgraph: string) => SubgraphTransport;
  readonly errors: ErrorPolicy;
  /**
   * Whether one entity at several places of one path may be one object. Not where the plan later tells places of a path apart by the type of
   * what is above them: then the same entity needs different fields at different places.
   */
  readonly mayShare: boolean;
}

type PlanPath = readonly FlattenNodePathSegment[];

interface Sender {
  readonly mayShare: boolean;
  readonly node: number;
  readonly subgraph: string;
  send(run: Run, entities?: Readonly<Record<string, readonly string[]>>): Promise<SubgraphResponse | undefined>;
}

/** A fetch whose answer is merged as it is: at the root, or where a field leads back to the root type. */
export function compileRootFetch(node: FetchNode, index: number, path: PlanPath, binding: FetchBinding): Step {
  const sender = compileSender(node, index, path, binding);
  const collect = compileCollector(path, binding.relations);
  const list = compilePathLister(path, binding.relations);
  const rewrite = compileRewrites(node.outputRewrites, binding.relations);
  return async (run) => {
    const targets: JsonObject[] = [];
    collect(run, (object) => targets.push(object));
    if (targets.length === 0) return;
    const response = await sender.send(run);
    if (response === undefined) return;
    if (isObject(response.data)) {
      rewrite(response.data);
      mergeIntoAll(targets, response.data, undefined);
    }
    const at = [...list(run.data).values()].flat();
    report(run, response.errors, sender.subgraph, binding.errors, (error) =>
      at.map((base) => [...base, ...(error ?? [])]),
    );
  };
}

/** The same entities asked once, whatever the number of places they appear at. */
export function compileEntityFetch(node: FetchNode, index: number, path: PlanPath, binding: FetchBinding): Step {
  const batch = compileBatch(
    { alias: '_entities', variable: 'representations', paths: [path], requires: node.requires ?? [], node },
    binding,
  );
  return compileBatches(compileSender(node, index, path, binding), [batch], binding);
}

/** Several entity lookups of one subgraph in one request, each under an alias of `_entities`. */
export function compileBatchFetch(node: BatchFetchNode, index: number, binding: FetchBinding): Step {
  const batches = node.entityBatch.aliases.map((alias) =>
    compileBatch(
      {
        alias: alias.alias,
        variable: alias.representationsVariableName,
        paths: alias.paths,
        requires: alias.requires,
        node: alias,
      },
      binding,
    ),
  );
  const path = node.entityBatch.aliases[0]?.paths[0] ?? [];
  return compileBatches(compileSender(node, index, path, binding), batches, binding);
}

interface Batch {
  readonly alias: string;
  readonly variable: string;
  readonly collectors: readonly Collector[];
  readonly listers: readonly PathLister[];
  readonly represent: Representer;
  readonly rewriteAnswer: Rewriter;
}

interface BatchSource {
  readonly alias: string;
  readonly variable: string;
  readonly paths: readonly PlanPath[];
  readonly requires: NonNullable<FetchNode['requires']>;
  readonly node: Pick<FetchNode, 'inputRewrites' | 'outputRewrites'>;
}

function compileBatch(source: BatchSource, { relations }: FetchBinding): Batch {
  return {
    alias: source.alias,
    variable: source.variable,
    collectors: source.paths.map((path) => compileCollector(path, relations)),
    listers: source.paths.map((path) => compilePathLister(path, relations)),
    represent: compileRepresenter(source.requires, source.node.inputRewrites, relations),
    rewriteAnswer: compileRewrites(source.node.outputRewrites, relations),
  };
}

/** The entities of one batch in one run: distinct representations, and the objects that wait for each, by the batch's path. */
interface Gathered {
  readonly representations: string[];
  readonly waiting: JsonObject[][][];
}

function gather(batch: Batch, run: Run): Gathered {
  const representations: string[] = [];
  const waiting: JsonObject[][][] = [];
  const known = new Map<unknown, number>();
  batch.collectors.forEach((collect, path) => {
    collect(run, (target) => {
      const key = batch.represent.key(target);
      if (key === undefined) return;
      let slot = known.get(key);
      if (slot === undefined) {
        slot = representations.push(batch.represent.text(target)) - 1;
        known.set(key, slot);
        waiting.push(batch.collectors.map(() => []));
      }
      waiting[slot]?.[path]?.push(target);
    });
  });
  return { representations, waiting };
}

function compileBatches(sender: Sender, batches: readonly Batch[], binding: FetchBinding): Step {
  return async (run) => {
    const gathered = batches.map((batch) => gather(batch, run));
    if (gathered.every(({ representations }) => representations.length === 0)) return;
    const added = Object.fromEntries(
      batches.map((batch, index) => [batch.variable, gathered[index]?.representations ?? []]),
    );
    const response = await sender.send(run, added);
    if (response === undefined) return;
    batches.forEach((batch, index) => {
      const { waiting } = gathered[index] as Gathered;
      spread(run, batch, waiting, response, sender);
    });
    reportEntityErrors(run, response.errors, batches, gathered, sender.subgraph, binding.errors);
  };
}

function spread(
  run: Run,
  batch: Batch,
  waiting: Gathered['waiting'],
  response: SubgraphResponse,
  { subgraph, mayShare }: Sender,
): void {
  if (waiting.length === 0) return;
  const entities = response.data?.[batch.alias];
  if (!Array.isArray(entities) || entities.length !== waiting.length) {
    if ((response.errors?.length ?? 0) > 0) return;
    run.errors.push(fetchFailure(new GatewayError('SUBGRAPH_BAD_ANSWER'), subgraph, undefined, run.context));
    return;
  }
  waiting.forEach((paths, slot) => {
    const entity: unknown = entities[slot];
    if (!isObject(entity)) return;
    batch.rewriteAnswer(entity);
    const used = paths.filter((targets) => targets.length > 0);
    used.forEach((targets, index) => {
      const own = index === used.length - 1 ? entity : clone(entity);
      mergeIntoAll(targets, own, mayShare ? run.shared : undefined);
    });
  });
}

/**
 * With `shared`, all targets get the same nested objects, which are noted there: later fetches then find and fill them once. Without, each
 * gets a copy, or what is fetched into one later would show up in all.
 */
function mergeIntoAll(targets: readonly JsonObject[], source: JsonObject, shared: Set<object> | undefined): void {
  const last = targets.length - 1;
  if (shared !== undefined && last > 0) {
    for (const key of Object.keys(source)) {
      const value = source[key];
      if (typeof value === 'object' && value !== null) shared.add(value);
    }
  }
  if (shared !== undefined) {
    mergeIntoEach(targets, source);
    return;
  }
  for (let index = 0; index < last; index += 1) mergeInto(targets[index] as JsonObject, clone(source));
  mergeInto(targets[last] as JsonObject, source);
}

function reportEntityErrors(
  run: Run,
  errors: readonly GraphQLFormattedError[] | undefined,
  batches: readonly Batch[],
  gathered: readonly Gathered[],
  subgraph: string,
  policy: ErrorPolicy,
): void {
  if (errors === undefined || errors.length === 0) return;
  const paths = batches.map((batch) => batch.listers.map((list) => list(run.data)));
  report(run, errors, subgraph, policy, (path) => {
    const index = batches.findIndex(({ alias }) => alias === path?.[0]);
    const slot = path?.[1];
    if (path === undefined || index === -1 || typeof slot !== 'number') return [];
    const targets = gathered[index]?.waiting[slot] ?? [];
    return targets.flatMap((objects, at) =>
      objects.flatMap((object) => paths[index]?.[at]?.get(object)?.map((base) => [...base, ...path.slice(2)]) ?? []),
    );
  });
}

/** Writes down a subgraph's errors, each at every place of the response it belongs to; without a place, without a path. */
function report(
  run: Run,
  errors: readonly GraphQLFormattedError[] | undefined,
  subgraph: string,
  policy: ErrorPolicy,
  places: (path: Path | undefined) => readonly Path[],
): void {
  for (const error of errors ?? []) {
    const at = places(error.path);
    if (at.length === 0) run.errors.push(maskSubgraphError(error, subgraph, undefined, run.context, policy));
    for (const path of at) {
      const shown = path.length === 0 ? undefined : path;
      run.errors.push(maskSubgraphError(error, subgraph, shown, run.context, policy));
    }
  }
}

function compileSender(node: FetchNode | BatchFetchNode, index: number, path: PlanPath, binding: FetchBinding): Sender {
  const { serviceName: subgraph, operation: query, operationName, variableUsages = [] } = node;
  const transport = binding.transport(subgraph);
  const kind = node.operationKind === 'mutation' ? 'mutation' : 'query';
  const failurePath = leadingKeys(path);
  const request = { subgraph, query, kind, ...(operationName === undefined ? {} : { operationName }) } as const;
  return {
    node: index,
    subgraph,
    mayShare: binding.mayShare,
    async send(run, representations) {
      const startMs = run.record === undefined ? 0 : performance.now();
      const variables: Record<string, unknown> = {};
      for (const name of variableUsages) {
        if (run.variables[name] !== undefined) variables[name] = run.variables[name];
      }
      let failed = 1;
      try {
        const response = await transport.execute(
          representations === undefined
            ? { ...request, variables, context: run.context }
            : { ...request, variables, representations, context: run.context },
        );
        failed = response.errors?.length ?? 0;
        return response;
      } catch (failure) {
        run.errors.push(fetchFailure(failure, subgraph, failurePath, run.context));
        return undefined;
      } finally {
        if (run.record !== undefined) {
          const entities = Object.values(representations ?? {}).reduce((sum, list) => sum + list.length, 0);
          run.record({ node: index, subgraph, startMs, endMs: performance.now(), entities, errors: failed });
        }
      }
    },
  };
}

/** The response path that a failed fetch is reported at: as far as it is the same for all entities. */
function leadingKeys(path: PlanPath): Path | undefined {
  const keys: string[] = [];
  for (const segment of path) {
    if (segment === '@' || !('Field' in segment)) break;
    keys.push(segment.Field);
  }
  return keys.length === 0 ? undefined : keys;
}
