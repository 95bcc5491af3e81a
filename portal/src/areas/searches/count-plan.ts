import type { TypedDocumentNode } from '@urql/core';
import { facetsOf, listFilter, searchFilter } from '../instruments/list/filters.ts';
import {
  FoundAchievementsDocument,
  FoundByWordsDocument,
  type FoundByWordsQuery,
  FoundDocumentsDocument,
  FoundExpertsDocument,
  FoundInstrumentsDocument,
  FoundNeedsDocument,
  FoundPatentsDocument,
  FoundTestItemsDocument,
  FoundTrackingDocument,
  FoundUnitsDocument,
} from './generated.ts';
import { parametersOf, type Search, type SearchedPage } from './pages.ts';

/** How many results there are; `isMore`: at least so many. */
export interface Found {
  readonly count: number;
  readonly isMore: boolean;
}

/** What to ask the graph for the number of a search's results now, and how to read the answer; null: the list does not tell a number. */
export interface CountPlan {
  readonly document: TypedDocumentNode<unknown, Record<string, unknown>>;
  readonly variables: Record<string, unknown>;
  readonly read: (data: unknown) => Found | null;
}

interface Connection {
  readonly totalCount?: number | null;
}

type Plan = (search: Search) => CountPlan;

/** One answer's shape belongs to its document: said here once, so that plans of all pages are of one type. */
function plan<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  read: (data: Data) => Found | null,
): CountPlan {
  return { document, variables, read } as unknown as CountPlan;
}

const exactly = (count: number | null | undefined): Found | null =>
  count === null || count === undefined ? null : { count, isMore: false };

/** The facets of a list of knowledge are the fields of its filter. */
const byFacets =
  <Data>(
    document: TypedDocumentNode<Data, { readonly filter?: object | null | undefined }>,
    connection: (data: Data) => Connection,
  ): Plan =>
  (search) => {
    const filter = { scope: 'NETWORK', ...Object.fromEntries(parametersOf(search)) };
    return plan(document, { filter }, (data) => exactly(connection(data).totalCount));
  };

const PLANS: Readonly<Record<SearchedPage, Plan>> = {
  ALL: (search) => {
    const parameters = parametersOf(search);
    const kind = parameters.get('kind');
    const scope = parameters.get('scope') === 'own' ? ('OWN' as const) : ('NETWORK' as const);
    return plan(FoundByWordsDocument, { text: search.text, filter: { scope } }, (data) => sum(data, kind));
  },
  INSTRUMENTS: (search) => {
    const facets = facetsOf(parametersOf(search));
    if (search.text === '')
      return plan(FoundInstrumentsDocument, { filter: listFilter(facets) }, ({ instruments }) =>
        exactly(instruments.totalCount),
      );
    // The index of words does not know these: the page sorts out what it shows, and nobody has the number.
    const { home, status, mode, value, photos } = facets;
    const isCounted = home === '' && status === '' && mode === '' && value === 0 && !photos;
    const variables = { text: search.text, filter: searchFilter(facets) };
    return plan(FoundByWordsDocument, variables, (data) => (isCounted ? sum(data, 'INSTRUMENT') : null));
  },
  TEST_ITEMS: (search) => {
    const filter = Object.fromEntries(parametersOf(search));
    return plan(FoundTestItemsDocument, { filter }, ({ testItems: { edges, pageInfo } }) => ({
      count: edges.length,
      isMore: pageInfo.hasNextPage,
    }));
  },
  EXPERTS: byFacets(FoundExpertsDocument, ({ experts }) => experts),
  ACHIEVEMENTS: byFacets(FoundAchievementsDocument, ({ achievements }) => achievements),
  PATENTS: byFacets(FoundPatentsDocument, ({ patents }) => patents),
  NEEDS: byFacets(FoundNeedsDocument, ({ technicalNeeds }) => technicalNeeds),
  LITERATURE: byFacets(FoundDocumentsDocument, ({ literatureDocuments }) => literatureDocuments),
  TRACKING: byFacets(FoundTrackingDocument, ({ trackingItems }) => trackingItems),
  UNITS: byFacets(FoundUnitsDocument, ({ units }) => units),
};

export function countPlan(search: Search): CountPlan {
  return PLANS[search.page](search);
}

function sum({ search: { facets, capped } }: FoundByWordsQuery, kind: string | null): Found {
  const counted = facets.filter((facet) => kind === null || facet.kind === kind);
  return { count: counted.reduce((total, facet) => total + facet.count, 0), isMore: capped };
}
