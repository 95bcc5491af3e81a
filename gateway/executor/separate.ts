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
import type { TypeRelations } from './relations.ts';

/**
 * The native planner merges lookups of different types in a subgraph that knows their interface as an object: it asks the fields of all for
 * the objects of one. Gives each type that `keptOn` (plan key → type) names a lookup of its own again, in the same request, so that a
 * field which fails takes nothing of another type along. Plans without such fields come back as they are.
 */
export function separateTypes(
  plan: QueryPlan,
  keptOn: ReadonlyMap<string, string>,
  { interfaceObjects }: Pick<TypeRelations, 'interfaceObjects'>,
): QueryPlan {
  if (keptOn.size === 0 || plan.node === undefined) return plan;
  return { ...plan, node: separateNode(plan.node, [], { keptOn, interfaceObjects }) };
}

interface Separation {
  readonly keptOn: ReadonlyMap<string, string>;
  readonly interfaceObjects: TypeRelations['interfaceObjects'];
}

function separateNode(node: PlanNode, path: readonly FlattenNodePathSegment[], separation: Separation): PlanNode {
  switch (node.kind) {
    case 'Sequence':
    case 'Parallel':
      return { ...node, nodes: node.nodes.map((child) => separateNode(child, path, separation)) };
    case 'Flatten': {
      const inner = separateNode(node.node, [...path, ...node.path], separation);
      return inner.kind === 'BatchFetch' ? inner : { ...node, node: inner };
    }
    case 'Condition':
      return {
        ...node,
        ...(node.ifClause === undefined ? {} : { ifClause: separateNode(node.ifClause, path, separation) }),
        ...(node.elseClause === undefined ? {} : { elseClause: separateNode(node.elseClause, path, separation) }),
      };
    case 'Fetch':
      return node.requires === undefined ? node : separateFetch(node, lookupOf(node, node.requires, path), separation);
    case 'BatchFetch':
      return separateFetch(node, node.entityBatch.aliases, separation);
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
  separation: Separation,
): FetchNode | BatchFetchNode {
  const document = parse(node.operation, { noLocation: true });
  const operation = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  if (operation === undefined) return node;
  const separated = lookups.flatMap((lookup) => separateLookup(lookup, operation, separation));
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
  separation: Separation,
): SeparatedLookup[] {
  const field = operation.selectionSet.selections.find(
    (selection): selection is FieldNode => selection.kind === Kind.FIELD && keyOf(selection) === lookup.alias,
  );
  if (field === undefined) throw new Error(`the plan has no field for its lookup ${lookup.alias}`);
  const [fragment, ...others] = field.selectionSet?.selections ?? [];
  const asItIs: SeparatedLookup[] = [{ lookup, field, isOwn: false }];
  if (fragment?.kind !== Kind.INLINE_FRAGMENT || others.length > 0) return asItIs;
  const seenAs = fragment.typeCondition?.name.value ?? '';
  const added = separation.interfaceObjects.get(seenAs)?.added;
  const [required] = lookup.requires;
  if (added === undefined || required?.kind !== 'InlineFragment') return asItIs;
  const byType = Map.groupBy(fragment.selectionSet.selections, (selection) => {
    if (selection.kind !== Kind.FIELD) return required.typeCondition;
    // What is not kept on a type was asked on the interface; keys and `__typename` are what the planner wanted.
    return (
      separation.keptOn.get(keyOf(selection)) ?? (added.has(selection.name.value) ? seenAs : required.typeCondition)
    );
  });
  if (byType.size === 1 && byType.has(required.typeCondition)) return asItIs;
  return [...byType].map(([type, selections]) => ownLookup(lookup, field, fragment, { type, seenAs }, selections));
}

function ownLookup(
  lookup: EntityBatchAlias,
  field: FieldNode,
  fragment: InlineFragmentNode,
  { type, seenAs }: { readonly type: string; readonly seenAs: string },
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
      inputRewrites: [
        { ValueSetter: { path: [{ TypenameEquals: [type] }, { Key: '__typename' }], setValueTo: seenAs } },
      ],
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
