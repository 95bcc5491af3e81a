import type { BatchFetchNode, FetchNode, FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { SubgraphResponse, SubgraphTransport } from '../types.ts';
import { clone, mergeInto } from './merge.ts';
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
}

type PlanPath = readonly FlattenNodePathSegment[];

interface Sender {
  readonly node: number;
  readonly subgraph: string;
  send(run: Run, added: Readonly<Record<string, readonly JsonObject[]>>): Promise<SubgraphResponse | undefined>;
}

/** A fetch whose answer is merged as it is: at the root, or where a field leads back to the root type. */
export function compileRootFetch(node: FetchNode, index: number, path: PlanPath, binding: FetchBinding): Step {
  const sender = compileSender(node, index, path, binding);
  const collect = compileCollector(path, binding.relations);
  const list = compilePathLister(path, binding.relations);
  const rewrite = compileRewrites(node.outputRewrites, binding.relations);
  return async (run) => {
    const targets: JsonObject[] = [];
    collect(run.data, (object) => targets.push(object));
    if (targets.length === 0) return;
    const response = await sender.send(run, {});
    if (response === undefined) return;
    if (isObject(response.data)) {
      rewrite(response.data);
      mergeIntoAll(targets, response.data);
    }
    const at = list(run.data);
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

/** The entities of one batch in one run: distinct representations, and who waits for each. */
interface Gathered {
  readonly representations: JsonObject[];
  /** By representation: the objects to merge into, with their position among all objects found at the batch's paths. */
  readonly waiting: { readonly target: JsonObject; readonly position: number }[][];
}

function gather(batch: Batch, data: JsonObject): Gathered {
  const representations: JsonObject[] = [];
  const waiting: Gathered['waiting'] = [];
  const known = new Map<string, number>();
  let position = 0;
  for (const collect of batch.collectors) {
    collect(data, (target) => {
      const at = position;
      position += 1;
      const representation = batch.represent(target);
      if (representation === undefined) return;
      const key = JSON.stringify(representation);
      const slot = known.get(key);
      if (slot === undefined) {
        known.set(key, representations.length);
        representations.push(representation);
        waiting.push([{ target, position: at }]);
      } else {
        waiting[slot]?.push({ target, position: at });
      }
    });
  }
  return { representations, waiting };
}

function compileBatches(sender: Sender, batches: readonly Batch[], binding: FetchBinding): Step {
  return async (run) => {
    const gathered = batches.map((batch) => gather(batch, run.data));
    if (gathered.every(({ representations }) => representations.length === 0)) return;
    const added = Object.fromEntries(
      batches.map((batch, index) => [batch.variable, gathered[index]?.representations ?? []]),
    );
    const response = await sender.send(run, added);
    if (response === undefined) return;
    batches.forEach((batch, index) => {
      const { waiting } = gathered[index] as Gathered;
      spread(run, batch, waiting, response, sender.subgraph);
    });
    reportEntityErrors(run, response.errors, batches, gathered, sender.subgraph, binding.errors);
  };
}

function spread(
  run: Run,
  batch: Batch,
  waiting: Gathered['waiting'],
  response: SubgraphResponse,
  subgraph: string,
): void {
  if (waiting.length === 0) return;
  const entities = response.data?.[batch.alias];
  if (!Array.isArray(entities) || entities.length !== waiting.length) {
    if ((response.errors?.length ?? 0) > 0) return;
    run.errors.push(fetchFailure(new GatewayError('SUBGRAPH_BAD_ANSWER'), subgraph, undefined, run.context));
    return;
  }
  waiting.forEach((targets, slot) => {
    const entity: unknown = entities[slot];
    if (!isObject(entity)) return;
    batch.rewriteAnswer(entity);
    mergeIntoAll(
      targets.map(({ target }) => target),
      entity,
    );
  });
}

/** The last target takes the source over; the others get copies, or what is fetched into one later would show up in all. */
function mergeIntoAll(targets: readonly JsonObject[], source: JsonObject): void {
  const last = targets.length - 1;
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
  const paths = batches.map((batch) => batch.listers.flatMap((list) => list(run.data)));
  report(run, errors, subgraph, policy, (path) => {
    const index = batches.findIndex(({ alias }) => alias === path?.[0]);
    const slot = path?.[1];
    if (path === undefined || index === -1 || typeof slot !== 'number') return [];
    const targets = gathered[index]?.waiting[slot] ?? [];
    return targets.map(({ position }) => [...(paths[index]?.[position] ?? []), ...path.slice(2)]);
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
    async send(run, added) {
      const startMs = performance.now();
      const variables: Record<string, unknown> = { ...added };
      for (const name of variableUsages) {
        if (run.variables[name] !== undefined) variables[name] = run.variables[name];
      }
      let failed = 1;
      try {
        const response = await transport.execute({ ...request, variables, context: run.context });
        failed = response.errors?.length ?? 0;
        return response;
      } catch (failure) {
        run.errors.push(fetchFailure(failure, subgraph, failurePath, run.context));
        return undefined;
      } finally {
        const entities = Object.values(added).reduce((sum, list) => sum + list.length, 0);
        run.record?.({ node: index, subgraph, startMs, endMs: performance.now(), entities, errors: failed });
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
