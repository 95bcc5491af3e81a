import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Paged } from '../../parts/paged.tsx';
import { usePlatformName } from '../../parts/platform-name.ts';
import { type RecordLine, RecordList } from '../../parts/record-list.tsx';
import { Empty } from '../../parts/states.tsx';
import { KeepSearch } from '../searches/keep-search.tsx';
import { CatalogueDocument, type CatalogueItemFragment, type CatalogueQuery } from './generated.ts';
import './services.css';

const connectionOf = (data: CatalogueQuery) => data.testItems;

/** All test items of the network; a standard number narrows them and leads on to who tests by it. */
export default function CataloguePage() {
  const { t } = useTranslation('services');
  const [search, setSearch] = useSearchParams();
  const standard = search.get('standard') ?? '';
  const filter = standard === '' ? {} : { standard };
  const pages = usePages(CatalogueDocument, { filter, first: 40 }, connectionOf);
  const notice = pages.first?.testItems.standard?.notice;
  const lineOf = useLine();
  return (
    <>
      <PageTitle title={t('catalogue.title')} lead={t('catalogue.lead')} actions={<KeepSearch page="TEST_ITEMS" />} />
      <StandardFilter
        key={standard}
        standard={standard}
        onChange={(text) => setSearch(text ? { standard: text } : {})}
      />
      {notice ? <p className="notice">{notice}</p> : null}
      {standard !== '' && pages.nodes.length > 1 ? (
        <p>
          <Link to={`/search?${new URLSearchParams({ q: standard })}`}>{t('catalogue.compare')}</Link>
        </p>
      ) : null}
      <Paged
        pages={pages}
        empty={
          <Empty title={t('catalogue.empty')} text={t('catalogue.emptyText')}>
            <Link className="button" to="/ask">
              {t('catalogue.ask')}
            </Link>
          </Empty>
        }
      >
        <RecordList label={t('catalogue.title')} lines={pages.nodes.map(lineOf)} />
      </Paged>
    </>
  );
}

function useLine(): (item: CatalogueItemFragment) => RecordLine {
  const { t } = useTranslation('services');
  const platformName = usePlatformName();
  return (item) => ({
    id: item.id,
    to: `/test-items/${encodeURIComponent(item.id)}`,
    title: item.name,
    text: item.standards.join('，'),
    facts: [
      item.unit.name,
      platformName(item.home),
      item.turnaroundDays ? t('item.days', { count: item.turnaroundDays }) : null,
      ...item.certificates.filter(({ expired }) => !expired).map(({ kind }) => kind),
    ],
  });
}

function StandardFilter(props: { readonly standard: string; readonly onChange: (standard: string) => void }) {
  const { t } = useTranslation('services');
  const [text, setText] = useState(props.standard);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    props.onChange(text.trim());
  };
  return (
    <search>
      <form className="service-filter" onSubmit={submit}>
        <label htmlFor="standard">{t('catalogue.standard')}</label>
        <input
          id="standard"
          className="text-input"
          placeholder="GB/T 228.1"
          value={text}
          maxLength={60}
          onChange={(event) => setText(event.target.value)}
        />
        <button type="submit" className="button">
          {t('catalogue.filter')}
        </button>
      </form>
    </search>
  );
}
