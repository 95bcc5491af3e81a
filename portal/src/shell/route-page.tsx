import { type ComponentType, type LazyExoticComponent, lazy, Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { currentLanguage } from '../i18n/i18n.ts';
import { Forbidden, Loading, LoginNeeded } from '../parts/states.tsx';
import { useSession } from '../session/use-session.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { useFace } from './face.ts';
import { isVisible, type PageRoute } from './route-types.ts';
import { titleKey } from './routes.ts';
import { useArrival } from './use-arrival.ts';

const AntdFrame = lazy(() => import('./antd-frame.tsx'));
const pages = new Map<PageRoute, LazyExoticComponent<ComponentType>>();

function pageOf(route: PageRoute): LazyExoticComponent<ComponentType> {
  const known = pages.get(route);
  if (known !== undefined) return known;
  const page = lazy(route.page);
  pages.set(route, page);
  return page;
}

/** One page with what every page has: its title in the tab, its rights, its error boundary, antd when it needs it. */
export function RoutePage({ route }: { readonly route: PageRoute }) {
  const session = useSession();
  const { pathname } = useLocation();
  const Page = pageOf(route);
  useTitle(route);
  useArrival(pathname);
  if (!isVisible(route, session)) return session.user === null ? <LoginNeeded /> : <Forbidden />;
  const page = <Page />;
  return (
    <ErrorBoundary key={pathname}>
      <Suspense fallback={<Loading />}>{route.plain ? page : <AntdFrame>{page}</AntdFrame>}</Suspense>
    </ErrorBoundary>
  );
}

function useTitle(route: PageRoute): void {
  const { t } = useTranslation('titles');
  const { name } = useFace();
  const title = route.path === '/' ? '' : `${t(titleKey(route.path))} · `;
  useEffect(() => {
    document.title = title + name[currentLanguage()];
  }, [title, name]);
}
