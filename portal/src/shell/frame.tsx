import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Outlet } from 'react-router';
import { Loading } from '../parts/states.tsx';
import { Footer } from './footer.tsx';
import { Header } from './header.tsx';
import './shell.css';

const VisitCounter = lazy(() => import('../areas/home/visit-counter.tsx'));

/** Header, navigation, the page, footer; the first stop of the keyboard leads to the page. */
export function Frame() {
  const { t } = useTranslation('frame');
  return (
    <div className="frame">
      <a className="skip" href="#main">
        {t('shell.skip')}
      </a>
      <Header />
      <main id="main" className="page" tabIndex={-1}>
        <Suspense fallback={<Loading />}>
          <Outlet />
        </Suspense>
      </main>
      <Footer />
      <Suspense>
        <VisitCounter />
      </Suspense>
    </div>
  );
}
