import type {
  BatchFetchNode,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
} from '@graphql-hive/router-query-planner';
import { GatewayError } from '../errors.ts';
import { compileBatchFetch, compileEntityFetch, compileRootFetch } from './fetch.ts';
import type { Step } from './run.ts';
import type { FetchBinding } from './sender.ts';

/** A plan turned into closures, bound to the transports of its generation. */
export interface CompiledPlan {
  readonly step: Step;
  /** In the order of the plan; the index is `FetchRecord.node`. */
  readonly fetches: readonly (FetchNode | BatchFetchNode)[];
}

/** Compiles once per operation; running a plan interprets nothing. Throws `GatewayError` for nodes that are refused (`Subscription`, `Defer`). */
export function compilePlan(
  plan: QueryPlan,
  kind: 'query' | 'mutation',
  context: Omit<FetchBinding, 'mayShare'>,
): CompiledPlan {
  const binding: FetchBinding = { ...context, mayShare: plan.node === undefined || !tellsPlacesApart(plan.node) };
  const fetches: (FetchNode | BatchFetchNode)[] = [];
  const step =
    plan.node === undefined ? undefined : compileNode(plan.node, [], { binding, fetches, serial: kind === 'mutation' });
  return { step: step ?? (() => undefined), fetches };
}

interface Compilation {
  readonly binding: FetchBinding;
  readonly fetches: (FetchNode | BatchFetchNode)[];
  /** In a mutation the fetches that change something run one after the other, whatever the planner put side by side. */
  readonly serial: boolean;
}

function compileNode(node: PlanNode, path: readonly FlattenNodePathSegment[], state: Compilation): Step {
  switch (node.kind) {
    case 'Sequence':
      return inSequence(node.nodes.map((child) => compileNode(child, path, state)));
    case 'Parallel': {
      if (!state.serial) return inParallel(node.nodes.map((child) => compileNode(child, path, state)));
      const reads = node.nodes.filter((child) => !changesSomething(child));
      const writes = node.nodes.filter(changesSomething);
      const first = inParallel(reads.map((child) => compileNode(child, path, state)));
      return inSequence([first, ...writes.map((child) => compileNode(child, path, state))]);
    }
    case 'Flatten':
      return compileNode(node.node, [...path, ...node.path], state);
    case 'Fetch': {
      const index = state.fetches.push(node) - 1;
      return node.requires === undefined
        ? compileRootFetch(node, index, path, state.binding)
        : compileEntityFetch(node, index, path, state.binding);
    }
    case 'BatchFetch':
      return compileBatchFetch(node, state.fetches.push(node) - 1, state.binding);
    case 'Condition': {
      const then = node.ifClause === undefined ? undefined : compileNode(node.ifClause, path, state);
      const otherwise = node.elseClause === undefined ? undefined : compileNode(node.elseClause, path, state);
      return (run) => (run.variables[node.condition] === true ? then : otherwise)?.(run);
    }
    case 'Subscription':
      throw new GatewayError('OPERATION_NOT_SUPPORTED', { params: { what: 'subscription' } });
    case 'Defer':
      throw new GatewayError('OPERATION_NOT_SUPPORTED', { params: { what: '@defer' } });
  }
}

function tellsPlacesApart(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(tellsPlacesApart);
    case 'Flatten':
      return hasCondition(node.path) || tellsPlacesApart(node.node);
    case 'BatchFetch':
      return node.entityBatch.aliases.some(({ paths }) => paths.some(hasCondition));
    case 'Condition':
      return [node.ifClause, node.elseClause].some((child) => child !== undefined && tellsPlacesApart(child));
    default:
      return false;
  }
}

function hasCondition(path: readonly FlattenNodePathSegment[]): boolean {
  return path.some((segment) => segment !== '@' && 'TypeCondition' in segment);
}

function changesSomething(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Fetch':
    case 'BatchFetch':
      return node.operationKind === 'mutation';
    case 'Sequence':
    case 'Parallel':
      return node.nodes.some(changesSomething);
    case 'Flatten':
      return changesSomething(node.node);
    case 'Condition':
      return [node.ifClause, node.elseClause].some((child) => child !== undefined && changesSomething(child));
    case 'Subscription':
    case 'Defer':
      return true;
  }
}

function inSequence(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return only;
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function inParallel(steps: readonly Step[]): Step {
  const [only] = steps;
  if (only !== undefined && steps.length === 1) return only;
  return async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };
}
