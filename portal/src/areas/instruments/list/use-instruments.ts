import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type Client, useClient } from 'urql';
import { type Failure, failureOf } from '../../../graph/failure.ts';
import { type InstrumentCardFragment, InstrumentListDocument, InstrumentSearchDocument } from '../generated.ts';
import { type Facets, listFilter, matches, searchFilter } from './filters.ts';

interface Page {
  readonly rows: readonly InstrumentCardFragment[];
  readonly total: number | null;
  readonly capped: boolean;
  readonly next: string | null;
}

export interface Instruments extends Page {
  readonly loading: boolean;
  readonly failure: Failure | undefined;
  readonly more: () => void;
  readonly retry: () => void;
}

const EMPTY: Page = { rows: [], total: null, capped: false, next: null };

/** The instruments that keep the facets, page after page: `more` reads the next one behind those that are there. */
export function useInstruments(facets: Facets, pageSize: number): Instruments {
  const client = useClient();
  const [page, setPage] = useState<Page>(EMPTY);
  const [loading, setLoading] = useState(true);
  const [failure, setFailure] = useState<Failure>();
  const { view: _view, ...asked } = facets;
  const key = `${pageSize} ${JSON.stringify(asked)}`;
  const current = useRef('');
  const read = useCallback(
    async (after: string | null, before: Page): Promise<void> => {
      current.current = key;
      setLoading(true);
      setFailure(undefined);
      const answer = await pageOf(client, JSON.parse(key.slice(key.indexOf(' '))) as Facets, pageSize, after);
      if (current.current !== key) return;
      setLoading(false);
      if ('kind' in answer) setFailure(answer);
      else setPage({ ...answer, rows: [...before.rows, ...answer.rows] });
    },
    [client, key, pageSize],
  );
  useEffect(() => {
    setPage(EMPTY);
    void read(null, EMPTY);
  }, [read]);
  return useMemo(
    () => ({
      ...page,
      loading,
      failure,
      more: () => {
        if (page.next !== null && !loading) void read(page.next, page);
      },
      retry: () => void read(page.next, page),
    }),
    [page, loading, failure, read],
  );
}

async function pageOf(client: Client, facets: Facets, first: number, after: string | null): Promise<Page | Failure> {
  return facets.text === '' ? listed(client, facets, first, after) : searched(client, facets, first, after);
}

async function listed(client: Client, facets: Facets, first: number, after: string | null): Promise<Page | Failure> {
  const variables = { filter: listFilter(facets), sort: facets.sort, first, after };
  const { data, error } = await client.query(InstrumentListDocument, variables).toPromise();
  if (!data) return error ? failureOf(error) : { kind: 'unavailable' };
  const { edges, pageInfo, totalCount } = data.instruments;
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return { rows: edges.map(({ node }) => node), total: totalCount, capped: false, next };
}

async function searched(client: Client, facets: Facets, first: number, after: string | null): Promise<Page | Failure> {
  const variables = { text: facets.text, filter: searchFilter(facets), first, after };
  const { data, error } = await client.query(InstrumentSearchDocument, variables).toPromise();
  if (!data) return error ? failureOf(error) : { kind: 'unavailable' };
  const { edges, pageInfo, capped } = data.search;
  const cards = edges.flatMap(({ node: { record } }) => (record.__typename === 'Instrument' ? [record] : []));
  const next = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  return { rows: cards.filter((card) => matches(card, facets)), total: null, capped, next };
}
