import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { GatewayError } from '../errors.ts';
import type { CostIndex, FieldCost } from './cost-index.ts';
import type { Limits } from './defaults.ts';

type Variables = Readonly<Record<string, unknown>>;
/** A cost, or how to get it once the variables are known. */
type Term = number | ((variables: Variables) => number);

/** The cost of one operation in points; throws LIMIT_PAGE_SIZE for a page that is too large. A constant function for most operations. */
export type CostOf = (variables: Variables) => number;

type CostLimits = Pick<Limits, 'maxPageSize' | 'assumedListSize'>;

const PAGE_ARGUMENTS: readonly string[] = ['first', 'last'];
const CONNECTION_FIELDS: readonly string[] = ['edges', 'nodes'];

/**
 * Compiles the static cost of a validated operation after the cost directives specification: a field costs its weight (objects 1,
 * leaves 0) plus its children, times the entries it can have: the slicing argument, `assumedSize`, or the configured guess.
 * Selections of different concrete types are added up, and `@skip`/`@include` are not evaluated: an upper bound.
 */
export function compileCost(
  schema: GraphQLSchema,
  index: CostIndex,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  limits: CostLimits,
): CostOf {
  const root = schema.getRootType(operation.operation);
  if (root === undefined || root === null) return () => 0;
  const term = new CostCompiler(schema, index, document, operation, limits).selections(
    operation.selectionSet,
    root.name,
    undefined,
  );
  return typeof term === 'number' ? () => term : term;
}

/** Which children of a connection-like field have its entries. */
interface Sized {
  readonly fields: readonly string[];
  readonly size: Term;
}

class CostCompiler {
  readonly #schema: GraphQLSchema;
  readonly #index: CostIndex;
  readonly #limits: CostLimits;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #defaults = new Map<string, number>();

  constructor(
    schema: GraphQLSchema,
    index: CostIndex,
    document: DocumentNode,
    operation: OperationDefinitionNode,
    limits: CostLimits,
  ) {
    this.#schema = schema;
    this.#index = index;
    this.#limits = limits;
    for (const definition of document.definitions) {
      if (definition.kind === 'FragmentDefinition') this.#fragments.set(definition.name.value, definition);
    }
    for (const { variable, defaultValue } of operation.variableDefinitions ?? []) {
      if (defaultValue?.kind === 'IntValue') this.#defaults.set(variable.name.value, Number(defaultValue.value));
    }
  }

  selections(set: SelectionSetNode, parent: string, sized: Sized | undefined): Term {
    let total: Term = 0;
    for (const selection of set.selections) {
      if (selection.kind === 'Field') {
        total = add(total, this.#field(selection, parent, sized));
      } else if (selection.kind === 'InlineFragment') {
        total = add(
          total,
          this.selections(selection.selectionSet, selection.typeCondition?.name.value ?? parent, sized),
        );
      } else {
        const fragment = this.#fragments.get(selection.name.value);
        if (fragment !== undefined)
          total = add(total, this.selections(fragment.selectionSet, fragment.typeCondition.name.value, sized));
      }
    }
    return total;
  }

  #field(node: FieldNode, parent: string, sized: Sized | undefined): Term {
    const type = this.#schema.getType(parent);
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
    if (field === undefined) return 0;
    const coordinate = `${parent}.${field.name}`;
    const cost = this.#index.fields.get(coordinate);
    const named = getNamedType(field.type);
    const own = cost?.weight ?? this.#index.types.get(named.name) ?? (isCompositeType(named) ? 1 : 0);
    const page = this.#pageSize(node, field, cost, coordinate);
    const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
    const sizedFields =
      cost?.listSize?.sizedFields ?? (cost?.listSize === undefined && !isList ? CONNECTION_FIELDS : []);
    const below: Sized | undefined =
      page !== undefined && sizedFields.length > 0 ? { fields: sizedFields, size: page } : undefined;
    const inner = node.selectionSet === undefined ? 0 : this.selections(node.selectionSet, named.name, below);
    return add(
      argumentCost(node, cost),
      multiply(this.#entries(field.name, isList, page, below, sized), add(own, inner)),
    );
  }

  #entries(
    name: string,
    isList: boolean,
    page: Term | undefined,
    below: Sized | undefined,
    sized: Sized | undefined,
  ): Term {
    if (!isList) return 1;
    if (sized?.fields.includes(name) === true) return sized.size;
    return below === undefined && page !== undefined ? page : this.#limits.assumedListSize;
  }

  #pageSize(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    cost: FieldCost | undefined,
    coordinate: string,
  ): Term | undefined {
    const names = cost?.listSize?.slicingArguments.length ? cost.listSize.slicingArguments : PAGE_ARGUMENTS;
    const sizes = names
      .map((name) => this.#argument(node, field, name, coordinate))
      .filter((size) => size !== undefined);
    const [first, second] = sizes;
    if (first === undefined) return cost?.listSize?.assumedSize;
    return second === undefined ? first : larger(first, second);
  }

  /** The value of a slicing argument: literal, from a variable, or its default. Undefined if the field has no such argument or it is left open. */
  #argument(
    node: FieldNode,
    field: GraphQLField<unknown, unknown>,
    name: string,
    coordinate: string,
  ): Term | undefined {
    const definition = field.args.find((candidate) => candidate.name === name);
    if (definition === undefined) return undefined;
    const fallback = typeof definition.defaultValue === 'number' ? definition.defaultValue : undefined;
    const value = node.arguments?.find((candidate) => candidate.name.value === name)?.value;
    if (value === undefined) return fallback;
    if (value.kind === 'IntValue') return this.#page(Number(value.value), coordinate);
    if (value.kind !== 'Variable') return fallback;
    const variable = value.name.value;
    const whenMissing = this.#defaults.get(variable) ?? fallback ?? this.#limits.assumedListSize;
    return (variables) => {
      const given = variables[variable];
      return check(typeof given === 'number' ? given : whenMissing, this.#limits.maxPageSize, coordinate);
    };
  }

  #page(size: number, coordinate: string): Term {
    return size <= this.#limits.maxPageSize
      ? Math.max(0, size)
      : () => check(size, this.#limits.maxPageSize, coordinate);
  }
}

function argumentCost(node: FieldNode, cost: FieldCost | undefined): number {
  if (cost === undefined || cost.argumentWeights.size === 0) return 0;
  return (node.arguments ?? []).reduce((total, { name }) => total + (cost.argumentWeights.get(name.value) ?? 0), 0);
}

function check(size: number, limit: number, field: string): number {
  if (size > limit) throw new GatewayError('LIMIT_PAGE_SIZE', { params: { limit, field } });
  return Math.max(0, size);
}

function add(a: Term, b: Term): Term {
  if (typeof a === 'number' && typeof b === 'number') return a + b;
  return (variables) => value(a, variables) + value(b, variables);
}

function multiply(a: Term, b: Term): Term {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  return (variables) => value(a, variables) * value(b, variables);
}

function larger(a: Term, b: Term): Term {
  if (typeof a === 'number' && typeof b === 'number') return Math.max(a, b);
  return (variables) => Math.max(value(a, variables), value(b, variables));
}

function value(term: Term, variables: Variables): number {
  return typeof term === 'number' ? term : term(variables);
}
