/** A filter, parsed. Names of paths are kept with their parts split, because every document walks them. */
export type Predicate =
  | { readonly op: 'and' | 'or'; readonly of: readonly Predicate[] }
  | { readonly op: 'not'; readonly of: Predicate }
  | { readonly op: 'path'; readonly path: string; readonly parts: readonly string[]; readonly test: LeafTest }
  | { readonly op: 'expr'; readonly expression: unknown };

export type Comparison = 'eq' | 'lt' | 'lte' | 'gt' | 'gte';

/** A test on one value at the end of a path. Array tests (`size`, `elemMatch`, `elemValue`) see the whole array; the others see each of its elements, then the array. */
export type LeafTest =
  | { readonly op: Comparison; readonly value: unknown }
  | { readonly op: 'in'; readonly values: readonly unknown[]; readonly patterns: readonly Pattern[] }
  | { readonly op: 'regex'; readonly pattern: Pattern }
  | { readonly op: 'exists' }
  | { readonly op: 'type'; readonly types: ReadonlySet<number> }
  | { readonly op: 'size'; readonly size: number }
  | { readonly op: 'elemMatch'; readonly of: Predicate }
  | { readonly op: 'elemValue'; readonly of: readonly LeafTest[] }
  | { readonly op: 'none'; readonly of: readonly LeafTest[] };

/** A regular expression: MongoDB's spelling for comparison and bounds, ours for running. */
export interface Pattern {
  readonly source: string;
  readonly options: string;
  readonly compiled: RegExp;
}
