import type {
  EntityBatchAlias,
  FetchNode,
  PlanNode,
  QueryPlan,
  RequiresSelection,
} from '@graphql-hive/router-query-planner';
import { type DocumentNode, Kind, parse, type SelectionSetNode } from 'graphql';
import { pathText } from './demands.ts';

/**
 * Throws where a lookup sends a field that nothing before it has fetched: the executor would leave the entity out, and the client would see
 * null without an error. Apollo's planner makes such plans of chains of `@requires`. Linear in the size of the plan; types are not looked at.
 */
export function refuseIncomplete(plan: QueryPlan): void {
  if (plan.node !== undefined) walk(plan.node, '', new Known());
}

/** Response paths that have been fetched, as `pathText` writes them. */
class Known {
  private readonly own = new Set<string>();
  /** What rewrites make of keys, wherever that is. */
  private readonly renamed = new Set<string>();
  private readonly before: Known | undefined;

  constructor(before?: Known) {
    this.before = before;
  }

  has(path: string): boolean {
    return this.own.has(path) || this.before?.has(path) === true || this.isRenamed(path);
  }

  private isRenamed(path: string): boolean {
    return this.renamed.size > 0 && path.split('/').some((key) => this.renamed.has(key));
  }

  add(path: string): void {
    this.own.add(path);
  }

  addRenamed(key: string): void {
    this.renamed.add(key);
  }

  addAll(others: readonly Known[]): void {
    for (const { own, renamed } of others) {
      for (const path of own) this.own.add(path);
      for (const key of renamed) this.renamed.add(key);
    }
  }
}

function walk(node: PlanNode, path: string, known: Known): void {
  switch (node.kind) {
    case 'Sequence':
      for (const child of node.nodes) walk(child, path, known);
      break;
    case 'Parallel':
      known.addAll(node.nodes.map((child) => walkBeside(child, path, known)));
      break;
    case 'Condition':
      known.addAll(
        [node.ifClause, node.elseClause].flatMap((child) =>
          child === undefined ? [] : walkBeside(child, path, known),
        ),
      );
      break;
    case 'Flatten':
      walk(node.node, path + pathText(node.path), known);
      break;
    case 'Fetch':
      requireAll(node.requires ?? [], path, known);
      learn(node, new Map([['_entities', [path]]]), path, known);
      break;
    case 'BatchFetch': {
      const places = new Map(node.entityBatch.aliases.map(({ alias, paths }) => [alias, paths.map(pathText)]));
      for (const { alias, requires } of node.entityBatch.aliases)
        for (const place of places.get(alias) ?? []) requireAll(requires, place, known);
      learn(node, places, path, known);
      for (const lookup of node.entityBatch.aliases) learnRenamed(lookup, known);
      break;
    }
    default:
  }
}

/** What stands beside others can't use what they fetch. */
function walkBeside(node: PlanNode, path: string, known: Known): Known {
  const own = new Known(known);
  walk(node, path, own);
  return own;
}

function requireAll(selections: readonly RequiresSelection[], place: string, known: Known): void {
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') requireAll(selection.selections, place, known);
    else if (selection.kind === 'Field' && selection.name !== '__typename') {
      const path = `${place}/${selection.name}`;
      if (!known.has(path)) throw new Error(`${path} is required, but not fetched before`);
      requireAll(selection.selections ?? [], path, known);
    }
  }
}

function learn(
  fetch: { readonly operation: string } & Pick<FetchNode, 'outputRewrites'>,
  lookups: ReadonlyMap<string, readonly string[]>,
  path: string,
  known: Known,
): void {
  const document = parse(fetch.operation, { noLocation: true });
  const add = (set: SelectionSetNode | undefined, places: readonly string[]): void => {
    for (const selection of set?.selections ?? []) {
      if (selection.kind === Kind.INLINE_FRAGMENT) add(selection.selectionSet, places);
      else if (selection.kind === Kind.FRAGMENT_SPREAD) add(fragmentOf(document, selection.name.value), places);
      else {
        const key = (selection.alias ?? selection.name).value;
        const isLookup = selection.name.value === '_entities';
        const below = isLookup ? (lookups.get(key) ?? [path]) : places.map((place) => `${place}/${key}`);
        if (!isLookup) for (const place of below) known.add(place);
        add(selection.selectionSet, below);
      }
    }
  };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) add(definition.selectionSet, [path]);
  learnRenamed(fetch, known);
}

function fragmentOf(document: DocumentNode, name: string): SelectionSetNode | undefined {
  const found = document.definitions.find(
    (definition) => definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === name,
  );
  return found?.kind === Kind.FRAGMENT_DEFINITION ? found.selectionSet : undefined;
}

function learnRenamed({ outputRewrites }: Pick<FetchNode | EntityBatchAlias, 'outputRewrites'>, known: Known): void {
  for (const rewrite of outputRewrites ?? [])
    if ('KeyRenamer' in rewrite) known.addRenamed(rewrite.KeyRenamer.renameKeyTo);
}
