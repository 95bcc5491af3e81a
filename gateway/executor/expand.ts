import {
  type ArgumentNode,
  type DirectiveNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
} from 'graphql';
import { GatewayError } from '../errors.ts';

/** A field with its fragments resolved; fields of one selection set with the same response key are one. */
export interface ExpandedField {
  readonly kind: 'field';
  readonly responseKey: string;
  /** The key under which subgraphs are asked for it (`arrange.ts`); mostly the response key. */
  planKey: string;
  readonly name: string;
  readonly args: readonly ArgumentNode[];
  /** Without `@skip` and `@include`, which are decided already. */
  readonly directives: readonly DirectiveNode[];
  /** The output type; undefined for `__schema`, `__type` and `__typename`. */
  readonly type: GraphQLOutputType | undefined;
  /** The type that the field was selected on. */
  readonly parent: GraphQLCompositeType;
  /** Undefined for leaves. Empty when everything below is skipped. */
  readonly selections: Selection[] | undefined;
}

/** A type condition that narrows. One that doesn't was flattened into its parent; one that nothing can satisfy was dropped. */
export interface ExpandedFragment {
  readonly kind: 'fragment';
  readonly on: GraphQLCompositeType;
  readonly selections: Selection[];
}

export type Selection = ExpandedField | ExpandedFragment;

export interface ExpansionLimits {
  /** Fields after all fragments are expanded. */
  readonly maxSelections: number;
  /** Levels of nesting, fragments included: what the recursion of every later step has to bear. */
  readonly maxDepth: number;
}

export interface ExpansionInput {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Values of the variables that `@skip` and `@include` look at. */
  readonly conditions: Readonly<Record<string, boolean>>;
  readonly limits: ExpansionLimits;
}

/**
 * The operation without fragment definitions, `@skip` and `@include`: a tree whose size is bounded. The native planner must never
 * see anything else: a fragment cycle or a long chain crashes it, and a bomb of fragments keeps it busy for a minute.
 * Needs a validated document. Throws `GatewayError` LIMIT_SELECTIONS or LIMIT_DEPTH. Linear in the expanded size.
 */
export function expandOperation(input: ExpansionInput): readonly Selection[] {
  const root = input.schema.getRootType(input.operation.operation);
  if (root == null) throw new GatewayError('OPERATION_NOT_SUPPORTED', { params: { what: input.operation.operation } });
  const state: ExpansionState = { ...input, count: 0 };
  const into: Selection[] = [];
  expandInto(state, input.operation.selectionSet.selections, { parent: root, possible: namesOf(state, root) }, into, 1);
  return into;
}

interface ExpansionState extends ExpansionInput {
  count: number;
}

interface Scope {
  readonly parent: GraphQLCompositeType;
  /** The object types that can get here, all enclosing type conditions considered. */
  readonly possible: readonly string[];
}

function expandInto(
  state: ExpansionState,
  nodes: readonly SelectionNode[],
  scope: Scope,
  into: Selection[],
  depth: number,
): void {
  const { parent } = scope;
  if (depth > state.limits.maxDepth)
    throw new GatewayError('LIMIT_DEPTH', { params: { limit: state.limits.maxDepth } });
  for (const node of nodes) {
    if (isSkipped(node.directives, state.conditions)) continue;
    state.count += 1;
    if (state.count > state.limits.maxSelections) {
      throw new GatewayError('LIMIT_SELECTIONS', { params: { limit: state.limits.maxSelections } });
    }
    if (node.kind === Kind.FIELD) {
      const field = addField(state, node, parent, into);
      if (node.selectionSet !== undefined && field.selections !== undefined) {
        const type = namedOutput(state.schema, field);
        if (isCompositeType(type)) {
          const below = { parent: type, possible: namesOf(state, type) };
          expandInto(state, node.selectionSet.selections, below, field.selections, depth + 1);
        }
      }
      continue;
    }
    const fragment = node.kind === Kind.FRAGMENT_SPREAD ? state.fragments.get(node.name.value) : node;
    if (fragment === undefined) continue;
    const condition =
      fragment.typeCondition === undefined ? parent : state.schema.getType(fragment.typeCondition.name.value);
    if (!isCompositeType(condition)) continue;
    if (covers(state.schema, condition, parent)) {
      expandInto(state, fragment.selectionSet.selections, scope, into, depth + 1);
      continue;
    }
    const names = namesOf(state, condition);
    const possible = scope.possible.filter((name) => names.includes(name));
    if (possible.length === 0) continue;
    const narrowed: ExpandedFragment = { kind: 'fragment', on: condition, selections: [] };
    into.push(narrowed);
    expandInto(
      state,
      fragment.selectionSet.selections,
      { parent: condition, possible },
      narrowed.selections,
      depth + 1,
    );
  }
}

function namesOf({ schema }: ExpansionState, type: GraphQLCompositeType): readonly string[] {
  return isAbstractType(type) ? schema.getPossibleTypes(type).map(({ name }) => name) : [type.name];
}

function addField(
  state: ExpansionState,
  node: SelectionNode & { kind: Kind.FIELD },
  parent: GraphQLCompositeType,
  into: Selection[],
): ExpandedField {
  const responseKey = node.alias?.value ?? node.name.value;
  const known = into.find((other) => other.kind === 'field' && other.responseKey === responseKey);
  if (known?.kind === 'field') return known;
  const field: ExpandedField = {
    kind: 'field',
    responseKey,
    planKey: responseKey,
    name: node.name.value,
    args: node.arguments ?? [],
    directives: (node.directives ?? []).filter((directive) => !isCondition(directive)),
    type: fieldType(state.schema, parent, node.name.value),
    parent,
    selections: node.selectionSet === undefined ? undefined : [],
  };
  into.push(field);
  return field;
}

function fieldType(schema: GraphQLSchema, parent: GraphQLCompositeType, name: string): GraphQLOutputType | undefined {
  if (name === '__typename' || name === '__schema' || name === '__type') return undefined;
  const type = isObjectType(parent) || isInterfaceType(parent) ? parent.getFields()[name]?.type : undefined;
  if (type === undefined) {
    throw new GatewayError('GRAPHQL_VALIDATION_FAILED', {
      cause: `${parent.name}.${name} in ${schema.description ?? ''}`,
    });
  }
  return type;
}

/** What is selected below a field; the introspection types for the introspection fields. */
function namedOutput(schema: GraphQLSchema, field: ExpandedField): GraphQLNamedType | undefined {
  if (field.type !== undefined) return getNamedType(field.type);
  return schema.getType(field.name === '__schema' ? '__Schema' : '__Type');
}

/** Whether every object of type `parent` also satisfies the type condition. */
export function covers(schema: GraphQLSchema, condition: GraphQLCompositeType, parent: GraphQLCompositeType): boolean {
  if (condition === parent) return true;
  if (!isAbstractType(condition)) return false;
  if (isObjectType(parent) || isInterfaceType(parent)) return schema.isSubType(condition, parent);
  return false;
}

function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include';
}

function isSkipped(
  directives: readonly DirectiveNode[] | undefined,
  conditions: Readonly<Record<string, boolean>>,
): boolean {
  for (const directive of directives ?? []) {
    if (!isCondition(directive)) continue;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    const holds =
      value?.kind === Kind.VARIABLE
        ? conditions[value.name.value] === true
        : value?.kind === Kind.BOOLEAN && value.value;
    if (holds === (directive.name.value === 'skip')) return true;
  }
  return false;
}

/** The object type that the operation starts at. */
export function rootTypeOf(schema: GraphQLSchema, operation: OperationDefinitionNode): GraphQLObjectType | undefined {
  return schema.getRootType(operation.operation) ?? undefined;
}
