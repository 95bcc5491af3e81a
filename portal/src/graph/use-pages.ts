import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { useCallback, useState } from 'react';
import { useClient } from 'urql';
import { type Failure, failureOf } from './failure.ts';
import { useRead } from './use-read.ts';

interface Connection<Node> {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null | undefined };
}

export interface Pages<Node, Data = unknown> {
  /** What was read so far, in order. */
  readonly nodes: readonly Node[];
  /** The first page's answer, for what stands beside the list. */
  readonly first: Data | undefined;
  readonly loading: boolean;
  readonly failure: Failure | undefined;
  readonly hasMore: boolean;
  readonly loadingMore: boolean;
  /** Appends the next page. */
  more(): void;
  refresh(): void;
}

interface Later<Data> {
  /** The variables that these pages belong to. */
  readonly of: string;
  readonly pages: readonly Data[];
  readonly loading: boolean;
  readonly failure?: Failure;
}

/** A Relay connection read page by page; other variables begin anew. */
export function usePages<Data, Variables extends AnyVariables & { readonly after?: string | null | undefined }, Node>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  connectionOf: (data: Data) => Connection<Node>,
  options: { readonly pause?: boolean } = {},
): Pages<Node, Data> {
  const client = useClient();
  const read = useRead(document, variables, options);
  const of = JSON.stringify(variables);
  const [kept, setLater] = useState<Later<Data>>({ of, pages: [], loading: false });
  const later = kept.of === of ? kept : { of, pages: [], loading: false };
  const first = read.data === undefined ? [] : [read.data];
  const connections = [...first, ...later.pages].map(connectionOf);
  const last = connections.at(-1)?.pageInfo;

  const more = useCallback(async () => {
    const after = last?.endCursor;
    if (after === undefined || after === null) return;
    setLater({ ...later, loading: true });
    const { data, error } = await client.query(document, { ...variables, after } as Variables).toPromise();
    setLater((current) => {
      if (current.of !== of) return current;
      if (data === undefined) return { ...later, ...(error ? { failure: failureOf(error) } : {}) };
      return { of, pages: [...later.pages, data], loading: false };
    });
  }, [client, document, variables, last, later, of]);

  return {
    nodes: connections.flatMap(({ edges }) => edges.map(({ node }) => node)),
    first: read.data,
    loading: read.loading,
    failure: later.failure ?? read.failure,
    hasMore: last?.hasNextPage ?? false,
    loadingMore: later.loading,
    more: () => void more(),
    refresh: read.refresh,
  };
}
