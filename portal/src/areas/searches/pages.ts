import type { SavedSearchLineFragment } from './generated.ts';

export type SearchedPage = SavedSearchLineFragment['page'];

/** How a page's address carries a search. */
interface Address {
  readonly path: string;
  /** The parameter with the words; null: the page searches by facets alone. */
  readonly words: string | null;
  readonly facets: readonly string[];
  readonly sort: string | null;
}

const byFacets = (path: string, ...facets: readonly string[]): Address => ({
  path,
  words: null,
  facets: ['scope', ...facets],
  sort: null,
});

/** The pages whose searches can be kept, and what of their addresses belongs to the search (how results are drawn does not). */
export const PAGES: Readonly<Record<SearchedPage, Address>> = {
  ALL: { path: '/search', words: 'q', facets: ['kind', 'scope'], sort: null },
  INSTRUMENTS: {
    path: '/instruments',
    words: 'q',
    facets: ['scope', 'home', 'category', 'district', 'unit', 'status', 'mode', 'value', 'photos'],
    sort: 'sort',
  },
  TEST_ITEMS: { path: '/test-items', words: null, facets: ['standard'], sort: null },
  EXPERTS: byFacets('/experts', 'service', 'field', 'title', 'unitId'),
  ACHIEVEMENTS: byFacets('/achievements', 'level', 'stage', 'field', 'title', 'unitId'),
  PATENTS: byFacets('/patents', 'kind', 'field', 'title', 'unitId'),
  NEEDS: byFacets('/needs', 'status', 'field', 'title', 'unitId'),
  LITERATURE: byFacets('/literature', 'kind', 'field', 'title', 'unitId'),
  TRACKING: byFacets('/tracking', 'field', 'title', 'unitId', 'topicId'),
  UNITS: byFacets('/units', 'kind', 'role', 'name', 'district'),
};

/** A search as the graph keeps it. */
export interface Search {
  readonly page: SearchedPage;
  readonly text: string;
  readonly facets: readonly { readonly name: string; readonly value: string }[];
  readonly sort?: string | null | undefined;
}

/** The search that a page's address carries now. */
export function searchOf(page: SearchedPage, parameters: URLSearchParams): Search {
  const { words, facets, sort } = PAGES[page];
  const value = (name: string | null): string => (name === null ? '' : (parameters.get(name)?.trim() ?? ''));
  return {
    page,
    text: value(words),
    facets: facets.map((name) => ({ name, value: value(name) })).filter((facet) => facet.value !== ''),
    sort: value(sort) || null,
  };
}

/** The parameters of the page's address that show a kept search again; what the page no longer knows is left out. */
export function parametersOf(search: Search): URLSearchParams {
  const { words, facets, sort } = PAGES[search.page];
  const known = search.facets.filter(({ name }) => facets.includes(name));
  return new URLSearchParams([
    ...(words !== null && search.text !== '' ? [[words, search.text]] : []),
    ...known.map(({ name, value }) => [name, value]),
    ...(sort !== null && search.sort ? [[sort, search.sort]] : []),
  ]);
}

/** Where a kept search is shown again. */
export function addressOf(search: Search): string {
  const parameters = parametersOf(search).toString();
  const { path } = PAGES[search.page];
  return parameters === '' ? path : `${path}?${parameters}`;
}

/** A name to begin with: the words, or what was typed into a facet. Never an id or a word of the graph. */
export function firstName({ text, facets }: Search): string {
  const TYPED = ['standard', 'name', 'title', 'field', 'category', 'district'];
  const typed = facets.filter(({ name }) => TYPED.includes(name)).map(({ value }) => value);
  return [text, ...typed]
    .filter((part) => part !== '')
    .join(' ')
    .slice(0, 60);
}
