import type { SharedRecord } from '../catalogue/types.ts';

/** One line of the derived search index (design.md §11). */
export interface SearchEntry {
  readonly id: string;
  readonly kind: string;
  readonly title: string;
  /** All that should be found: names, synonyms, standard numbers, keywords, owner. */
  readonly text: string;
  readonly home: string;
  readonly unitId?: string;
  readonly category?: string;
  readonly district?: string;
  readonly sharing: SharedRecord['sharing'];
  /** Anything a result list shows without asking the owner. */
  readonly summary?: string;
}

export interface SearchRequest {
  readonly text: string;
  readonly kinds?: readonly string[];
  readonly scope: 'OWN' | 'NETWORK';
  readonly unitId?: string;
  readonly category?: string;
  readonly district?: string;
  readonly first: number;
  readonly after?: string;
}

export interface SearchResult {
  readonly hits: readonly { readonly entry: SearchEntry; readonly score: number; readonly highlight: string }[];
  readonly endCursor: string | null;
  readonly hasNextPage: boolean;
  /** True when the terms are so common that only the newest matches were ranked. */
  readonly capped: boolean;
  readonly facets: readonly { readonly kind: string; readonly count: number }[];
}
