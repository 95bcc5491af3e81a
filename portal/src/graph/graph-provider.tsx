import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Provider } from 'urql';
import { useSession } from '../session/use-session.ts';
import { createGraphClient } from './client.ts';

/** The graph's client of the user who is logged in. */
export function GraphProvider({ children }: { readonly children: ReactNode }) {
  const { user } = useSession();
  const { i18n } = useTranslation('frame');
  const id = user?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another user gets another cache, another language other texts
  const client = useMemo(createGraphClient, [id, i18n.language]);
  return <Provider value={client}>{children}</Provider>;
}
