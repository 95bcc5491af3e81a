import type { BatchFetchNode, FetchNode, FlattenNodePathSegment } from '@graphql-hive/router-query-planner';
import { Kind, parse } from 'graphql';
import type { SubgraphResponse, SubgraphTransport } from '../types.ts';
import type { VagueTypes } from './merge.ts';
import type { TypeRelations } from './relations.ts';
import type { Path, Run } from './run.ts';
import { type ErrorPolicy, fetchFailure } from './subgraph-errors.ts';

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

export type PlanPath = readonly FlattenNodePathSegment[];

/** Sends one fetch of a plan. What goes wrong is in the run's errors, and the answer undefined. */
export interface Sender {
  readonly mayShare: boolean;
  readonly vagueTypes: VagueTypes;
  readonly node: number;
  readonly subgraph: string;
  send(run: Run, entities?: Readonly<Record<string, readonly string[]>>): Promise<SubgraphResponse | undefined>;
}

export function compileSender(
  node: FetchNode | BatchFetchNode,
  index: number,
  path: PlanPath,
  binding: FetchBinding,
): Sender {
  const { serviceName: subgraph, operation: query, operationName, variableUsages = [] } = node;
  const transport = binding.transport(subgraph);
  const kind = node.operationKind === 'mutation' ? 'mutation' : 'query';
  const failurePaths = placesOf(node, path);
  const request = { subgraph, query, kind, ...(operationName === undefined ? {} : { operationName }) } as const;
  return {
    node: index,
    subgraph,
    mayShare: binding.mayShare,
    vagueTypes: binding.relations.interfaceObjects,
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
        for (const place of failurePaths) run.errors.push(fetchFailure(failure, subgraph, place, run.context));
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

/** Where a failed fetch is reported: at every root field that it was to bring, or at the entities' path as far as it is the same for all. */
function placesOf(node: FetchNode | BatchFetchNode, path: PlanPath): readonly (Path | undefined)[] {
  if (path.length > 0) return [leadingKeys(path)];
  const [operation] = parse(node.operation, { noLocation: true }).definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) return [undefined];
  return operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD ? [(selection.alias ?? selection.name).value] : undefined,
  );
}

function leadingKeys(path: PlanPath): Path | undefined {
  const keys: string[] = [];
  for (const segment of path) {
    if (segment === '@' || !('Field' in segment)) break;
    keys.push(segment.Field);
  }
  return keys.length === 0 ? undefined : keys;
}
