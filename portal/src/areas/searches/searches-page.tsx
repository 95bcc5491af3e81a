import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Failure } from '../../graph/failure.ts';
import { useRead } from '../../graph/use-read.ts';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { type RecordLine, RecordList } from '../../parts/record-list.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { type SavedSearchLineFragment as Kept, SavedSearchesDocument } from './generated.ts';
import { NameDialog } from './name-dialog.tsx';
import { addressOf } from './pages.ts';
import { ResultCount } from './result-count.tsx';
import './searches.css';
import { useKeeping } from './use-keeping.ts';

interface Answer {
  readonly refusal?: { readonly message: string } | undefined;
  readonly failure?: Failure | undefined;
}

/** The searches that one keeps, with how much each finds now. */
export default function SearchesPage() {
  const { t } = useTranslation('searches');
  const { data, loading, failure, refresh } = useRead(SavedSearchesDocument, {});
  const { rename, forget } = useKeeping();
  const lineOf = useLine();
  const [renamed, setRenamed] = useState<Kept | null>(null);
  const [answer, setAnswer] = useState<Answer>({});
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  const searches = data?.mySavedSearches ?? [];
  const remove = async ({ id }: Kept): Promise<void> => {
    setAnswer(await forget(id));
    refresh();
  };
  return (
    <>
      <PageTitle title={t('page.title')} lead={t('page.lead')} />
      <Refusal {...answer} />
      {searches.length === 0 ? (
        <Empty title={t('page.none')} text={t('page.noneText')}>
          <Link className="button" to="/search">
            {t('page.search')}
          </Link>
        </Empty>
      ) : (
        <RecordList
          label={t('page.title')}
          lines={searches.map((search) => ({
            ...lineOf(search),
            aside: <Controls search={search} rename={() => setRenamed(search)} remove={() => void remove(search)} />,
          }))}
        />
      )}
      {renamed ? (
        <NameDialog
          title={t('page.renameOf', { name: renamed.name })}
          confirm={t('page.rename')}
          name={renamed.name}
          run={(name) => rename(renamed.id, name)}
          onDone={refresh}
          onClose={() => setRenamed(null)}
        />
      ) : null}
    </>
  );
}

function useLine(): (search: Kept) => RecordLine {
  const { t } = useTranslation('searches');
  const { timeZone } = useFace();
  return (search) => ({
    id: search.id,
    to: addressOf(search),
    title: search.name,
    facts: [
      t(`on.${search.page}`),
      search.text === '' ? null : t('page.words', { text: search.text }),
      search.facets.length === 0 ? null : t('page.facets', { count: search.facets.length }),
      t('page.savedAt', { time: instant(search.savedAt, timeZone) }),
    ],
  });
}

function Controls(props: { readonly search: Kept; readonly rename: () => void; readonly remove: () => void }) {
  const { t } = useTranslation('searches');
  const { search, rename, remove } = props;
  const { name } = search;
  return (
    <div className="search-controls">
      <ResultCount search={search} />
      <button
        type="button"
        className="button button-plain button-small"
        aria-label={t('page.renameOf', { name })}
        onClick={rename}
      >
        {t('page.rename')}
      </button>
      <button
        type="button"
        className="button button-plain button-small"
        aria-label={t('page.deleteOf', { name })}
        onClick={remove}
      >
        {t('page.delete')}
      </button>
    </div>
  );
}
