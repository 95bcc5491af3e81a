import { type ReactNode, useMemo } from 'react';
import { Provider } from 'urql';
import { useSession } from '../session/use-session.ts';
import { createGraphClient } from './client.ts';

/** The graph's client of the user who is logged in. */
export function GraphProvider({ children }: { readonly children: ReactNode }) {
  const { user } = useSession();
  const id = user?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another user gets another cache
  const client = useMemo(createGraphClient, [id]);
  return <Provider value={client}>{children}</Provider>;
}
