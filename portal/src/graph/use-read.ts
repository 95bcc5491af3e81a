import type { AnyVariables, TypedDocumentNode } from '@urql/core';
import { useCallback } from 'react';
import { useQuery } from 'urql';
import { type Failure, failureOf } from './failure.ts';

export interface Read<Data> {
  /** What was read last; stays while it is read again. */
  readonly data: Data | undefined;
  readonly failure: Failure | undefined;
  /** Nothing to show yet. */
  readonly loading: boolean;
  /** Something is shown and is being read again. */
  readonly refreshing: boolean;
  refresh(): void;
}

/** Reads a document. With `pause`, nothing is asked yet. */
export function useRead<Data, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  options: { readonly pause?: boolean } = {},
): Read<Data> {
  const [state, execute] = useQuery({ query: document, variables, pause: options.pause ?? false } as Parameters<
    typeof useQuery<Data, Variables>
  >[0]);
  const refresh = useCallback(() => execute({ requestPolicy: 'network-only' }), [execute]);
  return {
    data: state.data,
    failure: state.error === undefined ? undefined : failureOf(state.error),
    loading: state.fetching && state.data === undefined,
    refreshing: state.stale || (state.fetching && state.data !== undefined),
    refresh,
  };
}
