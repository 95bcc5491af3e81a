import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';
import {
  type FieldNode,
  type InlineFragmentNode,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionNode,
  type VariableNode,
} from 'graphql';

/**
 * The native planner merges lookups of different types in a subgraph that knows their interface as an object: it asks the fields of all for
 * the objects of one. Gives each type that `keptOn` (plan key → type) names a lookup of its own again, in the same request, so that a
 * field which fails takes nothing of another type along. Plans without such fields come back as they are.
 */
export function separateTypes(plan: QueryPlan, keptOn: ReadonlyMap<string, string>): QueryPlan {
  if (keptOn.size === 0 || plan.node === undefined) return plan;
  return { ...plan, node: separateNode(plan.node, [], keptOn) };
}

function separateNode(
  node: PlanNode,
  path: readonly FlattenNodePathSegment[],
  keptOn: ReadonlyMap<string, string>,
): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => separateNode(child, path, keptOn)) };
    case 'Flatten': {
      const inner = separateNode(node.node, [...path, ...node.path], keptOn);
      return inner.kind === 'BatchFetch' ? inner : { ...node, node: inner };
    }
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause === undefined ? {} : { ifClause: separateNode(node.ifClause, path, keptOn) }),
        ...(node.elseClause === undefined ? {} : { elseClause: separateNode(node.elseClause, path, keptOn) }),
      };
    case 'Fetch':
      return node.requires === undefined ? node : separateFetch(node, lookupOf(node, node.requires, path), keptOn);
    case 'BatchFetch':
      return separateFetch(node, node.entityBatch.aliases, keptOn);
    default:
      return node;
  }
}

/** The only lookup of a plain fetch, as batches write it. */
function lookupOf(
  { inputRewrites, outputRewrites }: FetchNode,
  requires: RequiresSelection[],
  path: readonly FlattenNodePathSegment[],
): EntityBatchAlias[] {
  return [
    {
      alias: '_entities',
      representationsVariableName: 'representations',
      paths: [[...path]],
      requires,
      ...(inputRewrites === undefined ? {} : { inputRewrites }),
      ...(outputRewrites === undefined ? {} : { outputRewrites }),
    },
  ];
}

function separateFetch(
  node: FetchNode | BatchFetchNode,
  lookups: readonly EntityBatchAlias[],
  keptOn: ReadonlyMap<string, string>,
): FetchNode | BatchFetchNode {
  const document = parse(node.operation, { noLocation: true });
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return node;
  const separated = lookups.flatMap((lookup) => separateLookup(lookup, operation, keptOn));
  if (separated.every(({ isOwn }) => !isOwn)) return node;
  const { serviceName, variableUsages, operationKind } = node;
  return {
    kind: 'BatchFetch',
    serviceName,
    ...(variableUsages === undefined ? {} : { variableUsages }),
    ...(operationKind === undefined ? {} : { operationKind }),
    operation: print({
      ...document,
      definitions: document.definitions.map((definition) =>
        definition === operation ? withLookups(operation, lookups, separated) : definition,
      ),
    }),
    entityBatch: { aliases: separated.map(({ lookup }) => lookup) },
  };
}

interface SeparatedLookup {
  readonly lookup: EntityBatchAlias;
  readonly field: FieldNode;
  /** Whether it was made here. */
  readonly isOwn: boolean;
}

function separateLookup(
  lookup: EntityBatchAlias,
  operation: OperationDefinitionNode,
  keptOn: ReadonlyMap<string, string>,
): SeparatedLookup[] {
  const field = operation.selectionSet.selections.find(
    (selection): selection is FieldNode => selection.kind === Kind.FIELD && keyOf(selection) === lookup.alias,
  );
  if (field === undefined) throw new Error(`the plan has no field for its lookup ${lookup.alias}`);
  const [fragment, ...others] = field.selectionSet?.selections ?? [];
  const asItIs: SeparatedLookup[] = [{ lookup, field, isOwn: false }];
  if (fragment?.kind !== Kind.INLINE_FRAGMENT || others.length > 0) return asItIs;
  const byType = Map.groupBy(fragment.selectionSet.selections, (selection) => typeOf(selection, keptOn));
  const asked = lookup.requires.map((required) => (required.kind === 'InlineFragment' ? required.typeCondition : ''));
  if ([...byType.keys()].every((type) => type === undefined || (byType.size === 1 && asked.join() === type)))
    return asItIs;
  return [...byType].map(([type, selections]) =>
    ownLookup(lookup, field, fragment, type ?? fragment.typeCondition?.name.value ?? '', selections),
  );
}

function typeOf(selection: SelectionNode, keptOn: ReadonlyMap<string, string>): string | undefined {
  return selection.kind === Kind.FIELD ? keptOn.get(keyOf(selection)) : undefined;
}

function ownLookup(
  lookup: EntityBatchAlias,
  field: FieldNode,
  fragment: InlineFragmentNode,
  type: string,
  selections: readonly SelectionNode[],
): SeparatedLookup {
  const alias = `${lookup.alias}_${type}`;
  const variable = `${lookup.representationsVariableName}_${type}`;
  return {
    isOwn: true,
    lookup: {
      ...lookup,
      alias,
      representationsVariableName: variable,
      requires: lookup.requires.map((required) =>
        required.kind === 'InlineFragment' ? { ...required, typeCondition: type } : required,
      ),
    },
    field: {
      ...field,
      alias: { kind: Kind.NAME, value: alias },
      arguments: (field.arguments ?? []).map((argument) => ({ ...argument, value: variableNamed(variable) })),
      selectionSet: {
        kind: Kind.SELECTION_SET,
        selections: [{ ...fragment, selectionSet: { kind: Kind.SELECTION_SET, selections } }],
      },
    },
  };
}

function withLookups(
  operation: OperationDefinitionNode,
  before: readonly EntityBatchAlias[],
  separated: readonly SeparatedLookup[],
): OperationDefinitionNode {
  const variables = operation.variableDefinitions ?? [];
  const given = new Set(before.map(({ representationsVariableName }) => representationsVariableName));
  const model = variables.find(({ variable }) => given.has(variable.name.value));
  if (model === undefined) throw new Error('a lookup of the plan has no variable');
  const names = new Set(separated.map(({ lookup }) => lookup.representationsVariableName));
  return {
    ...operation,
    variableDefinitions: [
      ...[...names].map((value) => ({ ...model, variable: variableNamed(value) })),
      ...variables.filter(({ variable }) => !given.has(variable.name.value)),
    ],
    selectionSet: { kind: Kind.SELECTION_SET, selections: separated.map(({ field }) => field) },
  };
}

function variableNamed(value: string): VariableNode {
  return { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value } };
}

function keyOf({ alias, name }: FieldNode): string {
  return (alias ?? name).value;
}
