import { useTranslation } from 'react-i18next';
import { count as counted } from '../../../parts/format.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../../parts/states.tsx';
import { KeepSearch } from '../../searches/keep-search.tsx';
import { BasketBar } from '../together/basket-bar.tsx';
import { useBasket } from '../together/use-basket.ts';
import { DistrictList } from './district-list.tsx';
import { FacetPanel } from './facet-panel.tsx';
import { type Facets, useFacets, VIEWS, type View } from './filters.ts';
import { InstrumentCards } from './instrument-cards.tsx';
import { InstrumentTable } from './instrument-table.tsx';
import './list.css';
import '../instrument.css';
import { type Instruments, useInstruments } from './use-instruments.ts';

const CARDS_AT_ONCE = 24;
const ROWS_AT_ONCE = 100;

/** The instruments of the network, narrowed by facets, as cards, as a table, or by district. */
export default function InstrumentListPage() {
  const { t } = useTranslation('instruments');
  const { facets, set, clear } = useFacets();
  const instruments = useInstruments(facets, facets.view === 'table' ? ROWS_AT_ONCE : CARDS_AT_ONCE);
  const chooseDistrict = (district: string): void => {
    set('district', district);
    set('view', '');
  };
  return (
    <>
      <PageTitle
        title={t('list.title')}
        lead={<Total instruments={instruments} />}
        actions={
          <>
            <KeepSearch page="INSTRUMENTS" />
            <ViewSwitch view={facets.view} choose={(view) => set('view', view === 'cards' ? '' : view)} />
          </>
        }
      />
      <FacetPanel facets={facets} set={set} clear={clear} />
      {facets.view === 'districts' ? (
        <DistrictList scope={facets.scope} choose={chooseDistrict} />
      ) : (
        <Results facets={facets} instruments={instruments} />
      )}
    </>
  );
}

function Total({ instruments: { total, rows, next, capped, loading } }: { readonly instruments: Instruments }) {
  const { t } = useTranslation('instruments');
  if (loading && rows.length === 0) return <>{t('list.lead')}</>;
  if (capped) return <>{t('list.capped')}</>;
  const number = total ?? rows.length;
  const isMore = total === null && next !== null;
  return (
    <span role="status">
      {isMore ? t('list.shown', { number: counted(number) }) : t('list.total', { number: counted(number) })}
    </span>
  );
}

function ViewSwitch({ view, choose }: { readonly view: View; readonly choose: (view: View) => void }) {
  const { t } = useTranslation('instruments');
  return (
    <fieldset className="views">
      <legend className="visually-hidden">{t('view.title')}</legend>
      {VIEWS.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === view}
          className="button button-plain button-small"
          onClick={() => choose(one)}
        >
          {t(`view.${one}`)}
        </button>
      ))}
    </fieldset>
  );
}

function Results({ facets, instruments }: { readonly facets: Facets; readonly instruments: Instruments }) {
  const { t } = useTranslation('instruments');
  const basket = useBasket();
  const { rows, loading, failure, next, more, retry } = instruments;
  const failed = failure ? <Failed failure={failure} retry={retry} /> : null;
  if (rows.length === 0 && failed) return failed;
  if (rows.length === 0 && loading) return <Loading />;
  if (rows.length === 0 && next === null) return <Empty title={t('list.none')} text={t('list.noneText')} />;
  if (facets.view === 'table')
    return (
      <>
        <InstrumentTable rows={rows} loading={loading} more={more} />
        {failed}
      </>
    );
  return (
    <>
      <InstrumentCards rows={rows} basket={basket} />
      {failed}
      {next === null || failed ? null : (
        <p className="list-more">
          <button type="button" className="button button-plain" disabled={loading} onClick={more}>
            {loading ? t('list.loading') : t('list.more')}
          </button>
        </p>
      )}
      <BasketBar basket={basket} />
    </>
  );
}
