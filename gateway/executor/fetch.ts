import type { BatchFetchNode, FetchNode } from '@graphql-hive/router-query-planner';
import type { GraphQLFormattedError } from 'graphql';
import { compileLookup, type Gathered, gather, type Lookup, spread } from './lookup.ts';
import { mergeIntoAll } from './merge.ts';
import { compileCollector, compilePathLister } from './paths.ts';
import { compileRewrites } from './represent.ts';
import { isObject, type JsonObject, type Run, type Step } from './run.ts';
import { compileSender, type FetchBinding, type PlanPath, type Sender } from './sender.ts';
import { type ErrorPolicy, reportErrors } from './subgraph-errors.ts';

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
    if (run.turn !== undefined) await run.turn();
    if (isObject(response.data)) {
      rewrite(response.data);
      mergeIntoAll(targets, response.data, undefined, binding.relations.interfaceObjects);
    }
    if (response.errors === undefined || response.errors.length === 0) return;
    const at = [...list(run.data).values()].flat();
    reportErrors(run, response.errors, sender.subgraph, binding.errors, (error) =>
      at.map((base) => [...base, ...(error ?? [])]),
    );
  };
}

/** The same entities asked once, whatever the number of places they appear at. */
export function compileEntityFetch(node: FetchNode, index: number, path: PlanPath, binding: FetchBinding): Step {
  const lookup = compileLookup(
    { alias: '_entities', variable: 'representations', paths: [path], requires: node.requires ?? [], node },
    binding,
  );
  return compileLookups(compileSender(node, index, path, binding), [lookup], binding);
}

/** Several entity lookups of one subgraph in one request, each under an alias of `_entities`. */
export function compileBatchFetch(node: BatchFetchNode, index: number, binding: FetchBinding): Step {
  const lookups = node.entityBatch.aliases.map((alias) =>
    compileLookup(
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
  return compileLookups(compileSender(node, index, path, binding), lookups, binding);
}

function compileLookups(sender: Sender, lookups: readonly Lookup[], binding: FetchBinding): Step {
  return async (run) => {
    if (run.turn !== undefined) await run.turn();
    const gathered = lookups.map((lookup) => gather(lookup, run));
    if (gathered.every(({ representations }) => representations.length === 0)) return;
    const added = Object.fromEntries(
      lookups.map((lookup, index) => [lookup.variable, gathered[index]?.representations ?? []]),
    );
    const response = await sender.send(run, added);
    if (response === undefined) return;
    if (run.turn !== undefined) await run.turn();
    lookups.forEach((lookup, index) => {
      const { waiting } = gathered[index] as Gathered;
      spread(run, lookup, waiting, response, sender);
    });
    reportEntityErrors(run, response.errors, lookups, gathered, sender.subgraph, binding.errors);
  };
}

function reportEntityErrors(
  run: Run,
  errors: readonly GraphQLFormattedError[] | undefined,
  lookups: readonly Lookup[],
  gathered: readonly Gathered[],
  subgraph: string,
  policy: ErrorPolicy,
): void {
  if (errors === undefined || errors.length === 0) return;
  const paths = lookups.map((lookup) => lookup.listers.map((list) => list(run.data)));
  reportErrors(run, errors, subgraph, policy, (path) => {
    const index = lookups.findIndex(({ alias }) => alias === path?.[0]);
    const slot = path?.[1];
    if (path === undefined || index === -1 || typeof slot !== 'number') return [];
    const targets = gathered[index]?.waiting[slot] ?? [];
    return targets.flatMap((objects, at) =>
      objects.flatMap((object) => paths[index]?.[at]?.get(object)?.map((base) => [...base, ...path.slice(2)]) ?? []),
    );
  });
}
