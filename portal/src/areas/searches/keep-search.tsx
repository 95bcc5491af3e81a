import { lazy, Suspense } from 'react';
import { useSession } from '../../session/use-session.ts';
import type { SearchedPage } from './pages.ts';

const SearchMenu = lazy(() => import('./search-menu.tsx'));

/** On a page that searches: keeps the search as it stands, and leads to those kept before. Visitors see nothing of it, and load nothing. */
export function KeepSearch({ page }: { readonly page: SearchedPage }) {
  const { user } = useSession();
  if (user === null) return null;
  return (
    <Suspense fallback={null}>
      <SearchMenu page={page} />
    </Suspense>
  );
}
