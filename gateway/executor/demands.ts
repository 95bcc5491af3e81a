import type {
  BatchFetchNode,
  EntityBatchAlias,
  FetchNode,
  FlattenNodePathSegment,
  PlanNode,
  QueryPlan,
} from '@graphql-hive/router-query-planner';
import { type FieldNode, Kind, parse, print, type SelectionNode, type SelectionSetNode, visit } from 'graphql';

/** One field that a `@requires` asks with arguments. */
interface Demand {
  readonly type: string;
  readonly field: string;
  /** The arguments as `print` writes them. */
  readonly args: string;
}

/** `Type.field` → what its `@requires` asks with arguments. */
export type Demands = ReadonlyMap<string, readonly Demand[]>;

/** Read from the text of a supergraph. Empty for almost all. */
export function readDemands(supergraphSdl: string): Demands {
  const demands = new Map<string, Demand[]>();
  visit(parse(supergraphSdl, { noLocation: true }), {
    ObjectTypeDefinition({ name, fields }) {
      for (const field of fields ?? []) {
        const found = (field.directives ?? []).flatMap(({ arguments: given = [] }) =>
          given.flatMap((argument) => {
            if (argument.name.value !== 'requires' || argument.value.kind !== Kind.STRING) return [];
            return demandsOf(name.value, argument.value.value);
          }),
        );
        if (found.length > 0) demands.set(`${name.value}.${field.name.value}`, found);
      }
    },
  });
  return demands;
}

function demandsOf(type: string, requires: string): Demand[] {
  const demands: Demand[] = [];
  visit(parse(`{${requires}}`, { noLocation: true }), {
    Field(node) {
      if ((node.arguments ?? []).length > 0) demands.push({ type, field: node.name.value, args: argumentsOf(node) });
    },
  });
  return demands;
}

function argumentsOf(node: FieldNode): string {
  return (node.arguments ?? []).map((argument) => print(argument)).join(', ');
}

/**
 * Where two fields of one object require the same field with different arguments, Apollo's planner asks it once, with the arguments of
 * one of the two. A wrong answer is worse than none. Throws.
 */
export function refuseMixedArguments(plan: QueryPlan, demands: Demands): void {
  if (demands.size === 0) return;
  const asked = new Map<string, string>();
  for (const { fetch, path } of fetchesIn(plan.node)) {
    for (const { type, field, args } of demandedBy(fetch.operation, undefined, demands)) {
      const place = `${path} ${type}.${field}`;
      if ((asked.get(place) ?? args) !== args) throw new Error(`${place} is required with different arguments`);
      asked.set(place, args);
    }
  }
}

/**
 * The native planner fetches each combination of arguments under a key of its own, but loses the key where it joins lookups of one type in a
 * batch: they then send the first one's value, or nothing where the first one's key doesn't exist. Puts the keys back; a lookup whose places
 * have different keys becomes several, in the same request. Throws where one object needs two at once. Changes the plan.
 */
export function repairArguments(plan: QueryPlan, demands: Demands): void {
  if (demands.size === 0) return;
  const fetches = fetchesIn(plan.node);
  const keys = new Map(fetches.flatMap(keysIn));
  const keyAt = (place: string, { field, args }: Demand): string | undefined => keys.get(`${place} ${field}(${args})`);
  for (const { fetch, path } of fetches) {
    if (fetch.kind === 'Fetch') {
      if (fetch.requires !== undefined)
        setKeys(fetch, demandedBy(fetch.operation, undefined, demands), (demand) => keyAt(path, demand));
      continue;
    }
    for (const lookup of [...fetch.entityBatch.aliases]) {
      const wanted = demandedBy(fetch.operation, lookup.alias, demands);
      if (wanted.length === 0) continue;
      for (const part of splitByKeys(fetch, lookup, (place) => wanted.map((demand) => keyAt(place, demand)).join())) {
        setKeys(part, wanted, (demand) => keyAt(pathText(part.paths[0] ?? []), demand));
        giveOwnVariable(fetch, part);
      }
    }
  }
}

/** The lookup, and a copy of it for the places whose keys are others. */
function splitByKeys(
  fetch: BatchFetchNode,
  lookup: EntityBatchAlias,
  keysAt: (place: string) => string,
): EntityBatchAlias[] {
  const [first = [], ...others] = Map.groupBy(lookup.paths, (path) => keysAt(pathText(path))).values();
  lookup.paths = first;
  const copies = others.map((paths, index) => ({ ...lookup, paths, alias: `${lookup.alias}_${index + 1}` }));
  if (copies.length === 0) return [lookup];
  fetch.entityBatch.aliases.push(...copies);
  const withCopies = (field: SelectionNode): readonly SelectionNode[] =>
    field.kind === Kind.FIELD && field.alias?.value === lookup.alias
      ? [field, ...copies.map(({ alias }) => aliased(field, alias))]
      : [field];
  fetch.operation = print(
    visit(parse(fetch.operation, { noLocation: true }), {
      OperationDefinition: ({ selectionSet, ...operation }) => ({
        ...operation,
        selectionSet: { ...selectionSet, selections: selectionSet.selections.flatMap(withCopies) },
      }),
    }),
  );
  return [lookup, ...copies];
}

function aliased(field: FieldNode, value: string): FieldNode {
  return { ...field, alias: { kind: Kind.NAME, value } };
}

function setKeys(
  lookup: FetchNode | EntityBatchAlias,
  wanted: readonly Demand[],
  keyOf: (demand: Demand) => string | undefined,
): void {
  const seen = new Map<string, string>();
  for (const demand of wanted) {
    const { field, args } = demand;
    if ((seen.get(field) ?? args) !== args)
      throw new Error(`${field} is required with different arguments by one lookup`);
    seen.set(field, args);
    const key = keyOf(demand);
    if (key === undefined) throw new Error(`${field} is required, but not fetched with its arguments`);
    lookup.requires = JSON.parse(
      JSON.stringify(lookup.requires, (_name, value: unknown) =>
        isFieldFor(value, field) ? renamed(value, key, field) : value,
      ),
    );
  }
}

interface RequiredField {
  readonly kind: 'Field';
  readonly name: string;
  readonly alias?: string;
}

function isFieldFor(value: unknown, field: string): value is RequiredField {
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'Field') return false;
  const { name, alias } = value as RequiredField;
  return (alias ?? name) === field;
}

function renamed(value: RequiredField, key: string, field: string): RequiredField {
  return key === field ? { ...value, name: field } : { ...value, name: key, alias: field };
}

/** Two lookups that the planner gave one variable need not send the same any more. */
function giveOwnVariable(fetch: BatchFetchNode, lookup: EntityBatchAlias): void {
  const sharing = fetch.entityBatch.aliases.filter(
    ({ representationsVariableName }) => representationsVariableName === lookup.representationsVariableName,
  );
  if (sharing.length < 2) return;
  const own = `${lookup.representationsVariableName}${lookup.alias}`;
  const use = new RegExp(
    `(\\b${lookup.alias}:\\s*_entities\\(representations:\\s*)\\$${lookup.representationsVariableName}\\b`,
  );
  fetch.operation = fetch.operation.replace(use, `$1$$${own}`).replace('(', `($${own}:[_Any!]!, `);
  lookup.representationsVariableName = own;
}

/** What the entity fields of an operation require with arguments; of one `_entities` alias, or of all. */
function demandedBy(operation: string, alias: string | undefined, demands: Demands): Demand[] {
  return parse(operation, { noLocation: true }).definitions.flatMap((definition) => {
    if (definition.kind !== Kind.OPERATION_DEFINITION) return [];
    return definition.selectionSet.selections.flatMap((lookup) => {
      if (lookup.kind !== Kind.FIELD || lookup.name.value !== '_entities') return [];
      if (alias !== undefined && lookup.alias?.value !== alias) return [];
      return (lookup.selectionSet?.selections ?? []).flatMap((fragment) => {
        if (fragment.kind !== Kind.INLINE_FRAGMENT) return [];
        return fragment.selectionSet.selections.flatMap((field) =>
          field.kind === Kind.FIELD
            ? (demands.get(`${fragment.typeCondition?.name.value}.${field.name.value}`) ?? [])
            : [],
        );
      });
    });
  });
}

/** Response path and `field(arguments)` → the planner's key for it there. */
function keysIn({ fetch, path }: LocatedFetch): [string, string][] {
  const lookups = new Map(
    fetch.kind === 'BatchFetch'
      ? fetch.entityBatch.aliases.map(({ alias, paths }) => [alias, paths.map(pathText)])
      : [],
  );
  const keys: [string, string][] = [];
  const walk = (set: SelectionSetNode, places: readonly string[]): void => {
    for (const selection of set.selections) {
      if (selection.kind === Kind.INLINE_FRAGMENT) walk(selection.selectionSet, places);
      if (selection.kind !== Kind.FIELD) continue;
      const key = selection.alias?.value ?? selection.name.value;
      if ((selection.arguments ?? []).length > 0 && !key.startsWith('_h')) {
        for (const place of places) keys.push([`${place} ${selection.name.value}(${argumentsOf(selection)})`, key]);
      }
      const isLookup = selection.name.value === '_entities';
      const below = isLookup ? (lookups.get(key) ?? places) : places.map((place) => `${place}/${key}`);
      if (selection.selectionSet !== undefined) walk(selection.selectionSet, below);
    }
  };
  for (const definition of parse(fetch.operation, { noLocation: true }).definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, [path]);
  }
  return keys;
}

interface LocatedFetch {
  readonly fetch: FetchNode | BatchFetchNode;
  /** Where its answer belongs, as `pathText` writes it. */
  readonly path: string;
}

/** A place of the answer, without lists and type conditions. */
export function pathText(path: readonly FlattenNodePathSegment[]): string {
  return path.map((segment) => (segment !== '@' && 'Field' in segment ? `/${segment.Field}` : '')).join('');
}

function fetchesIn(node: PlanNode | undefined, path = ''): LocatedFetch[] {
  switch (node?.kind) {
    case 'Fetch':
    case 'BatchFetch':
      return [{ fetch: node, path }];
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap((child) => fetchesIn(child, path));
    case 'Flatten':
      return fetchesIn(node.node, path + pathText(node.path));
    case 'Condition':
      return [...fetchesIn(node.ifClause, path), ...fetchesIn(node.elseClause, path)];
    default:
      return [];
  }
}
