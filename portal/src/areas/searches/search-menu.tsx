import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { SavedSearchesDocument } from './generated.ts';
import { NameDialog } from './name-dialog.tsx';
import { addressOf, firstName, type SearchedPage, searchOf } from './pages.ts';
import './searches.css';
import { useKeeping } from './use-keeping.ts';

/** A button that keeps the page's search, and a menu of the searches of this page. */
export default function SearchMenu({ page }: { readonly page: SearchedPage }) {
  const { t } = useTranslation('searches');
  const [parameters] = useSearchParams();
  const [isNaming, setNaming] = useState(false);
  const [keptAs, setKeptAs] = useState<string | null>(null);
  const { data, refresh } = useRead(SavedSearchesDocument, {});
  const { save } = useKeeping();
  const search = searchOf(page, parameters);
  const kept = data?.mySavedSearches.filter((one) => one.page === page) ?? [];
  return (
    <div className="keep-search no-print">
      <button type="button" className="button button-plain button-small" onClick={() => setNaming(true)}>
        {t('menu.save')}
      </button>
      {kept.length > 0 ? <Menu searches={kept} /> : null}
      {/* Always there, so that what is put into it is read out. */}
      <span role="status">{keptAs === null ? '' : t('menu.saved', { name: keptAs })}</span>
      {isNaming ? (
        <NameDialog
          title={t('menu.save')}
          confirm={t('name.save')}
          name={firstName(search)}
          run={(name) => save(name, search)}
          onDone={(name) => {
            setKeptAs(name);
            refresh();
          }}
          onClose={() => setNaming(false)}
        />
      ) : null}
    </div>
  );
}

type Kept = Parameters<typeof addressOf>[0] & { readonly id: string; readonly name: string };

function Menu({ searches }: { readonly searches: readonly Kept[] }) {
  const { t } = useTranslation('searches');
  const box = useRef<HTMLDetailsElement>(null);
  const close = (): void => box.current?.removeAttribute('open');
  return (
    <details ref={box} className="search-menu">
      <summary>{t('menu.title')}</summary>
      <ul aria-label={t('menu.title')}>
        {searches.map((search) => (
          <li key={search.id}>
            <Link to={addressOf(search)} onClick={close}>
              {search.name}
            </Link>
          </li>
        ))}
        <li>
          <Link to="/my/searches">{t('menu.all')}</Link>
        </li>
      </ul>
    </details>
  );
}
