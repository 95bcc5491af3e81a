import type { DirectiveNode, DocumentNode, FragmentDefinitionNode, SelectionNode, SelectionSetNode } from 'graphql';
import { GatewayError } from '../errors.ts';
import type { Limits } from './defaults.ts';

export type DocumentLimits = Pick<
  Limits,
  'maxDepth' | 'maxAliases' | 'maxSelections' | 'maxDuplicates' | 'maxFragments' | 'maxDirectives'
>;

/** What one fragment or operation amounts to with its fragments expanded. Saturates at `SATURATED`, so that a bomb costs nothing to measure. */
interface Size {
  readonly depth: number;
  readonly aliases: number;
  readonly selections: number;
}

const SATURATED = 1_000_000_000;
const EMPTY: Size = { depth: 0, aliases: 0, selections: 0 };

/**
 * Refuses a parsed document that is too much to validate, plan or execute. Runs before validation, whose rules take quadratic
 * time on some documents, so nothing about the document may be taken for granted: fragments may be missing or form cycles
 * (validation says so later; here a cycle counts as too deep). Linear in the length of the document.
 */
export function checkDocument(document: DocumentNode, limits: DocumentLimits): void {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === 'FragmentDefinition') fragments.set(definition.name.value, definition);
  }
  const definitions = document.definitions.filter((definition) => definition.kind === 'FragmentDefinition').length;
  if (definitions > limits.maxFragments)
    throw new GatewayError('LIMIT_FRAGMENTS', { params: { limit: limits.maxFragments } });
  const measure = new Measure(fragments, limits);
  for (const definition of document.definitions) {
    if (definition.kind === 'OperationDefinition')
      refuse(measure.operation(definition.selectionSet, definition.directives), limits);
    if (definition.kind === 'FragmentDefinition') refuse(measure.fragment(definition.name.value), limits);
  }
}

function refuse(size: Size, limits: DocumentLimits): void {
  if (size.depth > limits.maxDepth) throw new GatewayError('LIMIT_DEPTH', { params: { limit: limits.maxDepth } });
  if (size.aliases > limits.maxAliases)
    throw new GatewayError('LIMIT_ALIASES', { params: { limit: limits.maxAliases } });
  if (size.selections > limits.maxSelections)
    throw new GatewayError('LIMIT_SELECTIONS', { params: { limit: limits.maxSelections } });
}

class Measure {
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly #limits: DocumentLimits;
  readonly #known = new Map<string, Size>();
  readonly #open = new Set<string>();
  #directives = 0;

  constructor(fragments: ReadonlyMap<string, FragmentDefinitionNode>, limits: DocumentLimits) {
    this.#fragments = fragments;
    this.#limits = limits;
  }

  operation(selectionSet: SelectionSetNode, directives: readonly DirectiveNode[] | undefined): Size {
    this.#count(directives);
    return this.#selectionSet(selectionSet, 1);
  }

  /** Each fragment is measured once: a chain of n fragments that double each other takes n steps, not 2^n. */
  fragment(name: string): Size {
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const definition = this.#fragments.get(name);
    if (definition === undefined) return EMPTY;
    if (this.#open.has(name) || this.#open.size > this.#limits.maxDepth)
      return { depth: SATURATED, aliases: 0, selections: 0 };
    this.#open.add(name);
    this.#count(definition.directives);
    const size = this.#selectionSet(definition.selectionSet, 1);
    this.#open.delete(name);
    this.#known.set(name, size);
    return size;
  }

  #selectionSet(selectionSet: SelectionSetNode, level: number): Size {
    if (level > 2 * this.#limits.maxDepth)
      throw new GatewayError('LIMIT_DEPTH', { params: { limit: this.#limits.maxDepth } });
    let size = EMPTY;
    const seen = new Map<string, number>();
    for (const selection of selectionSet.selections) {
      this.#count(selection.directives);
      this.#duplicate(selection, seen);
      size = sum(size, this.#selection(selection, level));
    }
    return size;
  }

  #selection(selection: SelectionNode, level: number): Size {
    if (selection.kind === 'FragmentSpread')
      return sum(this.fragment(selection.name.value), { depth: 0, aliases: 0, selections: 1 });
    if (selection.kind === 'InlineFragment')
      return sum(this.#selectionSet(selection.selectionSet, level + 1), { depth: 0, aliases: 0, selections: 1 });
    const inner = selection.selectionSet === undefined ? EMPTY : this.#selectionSet(selection.selectionSet, level + 1);
    return {
      depth: Math.min(inner.depth + 1, SATURATED),
      aliases: Math.min(inner.aliases + (selection.alias === undefined ? 0 : 1), SATURATED),
      selections: Math.min(inner.selections + 1, SATURATED),
    };
  }

  #duplicate(selection: SelectionNode, seen: Map<string, number>): void {
    const key =
      selection.kind === 'Field'
        ? (selection.alias ?? selection.name).value
        : selection.kind === 'FragmentSpread'
          ? `...${selection.name.value}`
          : '...';
    const count = (seen.get(key) ?? 0) + 1;
    seen.set(key, count);
    if (count > this.#limits.maxDuplicates)
      throw new GatewayError('LIMIT_DUPLICATES', { params: { limit: this.#limits.maxDuplicates } });
  }

  #count(directives: readonly DirectiveNode[] | undefined): void {
    this.#directives += directives?.length ?? 0;
    if (this.#directives > this.#limits.maxDirectives)
      throw new GatewayError('LIMIT_DIRECTIVES', { params: { limit: this.#limits.maxDirectives } });
  }
}

function sum(a: Size, b: Size): Size {
  return {
    depth: Math.max(a.depth, b.depth),
    aliases: Math.min(a.aliases + b.aliases, SATURATED),
    selections: Math.min(a.selections + b.selections, SATURATED),
  };
}
