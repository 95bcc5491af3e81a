import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { count } from '../../parts/format.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { SEARCH_KINDS, type SearchKindName } from '../../parts/record-address.ts';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { KeepSearch } from '../searches/keep-search.tsx';
import { Facets } from './facets.tsx';
import { SearchNetworkDocument, type SearchNetworkQuery } from './generated.ts';
import { Hits } from './hits.tsx';
import { looksLikeStandard } from './standard-number.ts';
import { StandardOffers } from './standard-offers.tsx';
import './search-page.css';

const PAGE = 20;
/** The test items of a standard stand in the comparison above the other results. */
const BESIDE_OFFERS = SEARCH_KINDS.filter((kind) => kind !== 'TEST_ITEM');
const connectionOf = (data: SearchNetworkQuery) => data.search;

/** Everything that the network shares and that fits the words, narrowed by kind and by platform. */
export default function SearchPage() {
  const { t } = useTranslation('home');
  const [parameters] = useSearchParams();
  const text = parameters.get('q') ?? '';
  const kind = SEARCH_KINDS.find((name) => name === parameters.get('kind'));
  const isOwn = parameters.get('scope') === 'own';
  const isStandard = looksLikeStandard(text) && (kind === undefined || kind === 'TEST_ITEM');
  const kinds = isStandard ? BESIDE_OFFERS : kind && [kind];
  const filter = { scope: isOwn ? ('OWN' as const) : ('NETWORK' as const), ...(kinds ? { kinds } : {}) };
  const pages = usePages(SearchNetworkDocument, { text, filter, first: PAGE }, connectionOf);
  const facets = pages.first?.search.facets ?? [];
  const total = totalOf(facets, kinds);
  return (
    <>
      <div className="search-head">
        <h1 className="search-title">{text === '' ? t('search.all') : t('search.title', { text })}</h1>
        <KeepSearch page="ALL" />
      </div>
      <div className="search-page">
        <Facets facets={facets} kind={kind} isOwn={isOwn} />
        <div className="search-results">
          {isStandard ? <StandardOffers standard={text.trim()} /> : null}
          {pages.failure ? <Failed failure={pages.failure} retry={pages.refresh} /> : null}
          {pages.loading ? <Loading /> : null}
          {pages.first && pages.nodes.length > 0 ? (
            <>
              <p className="search-count" role="status">
                {t('search.found', { total: count(total) })}
                {pages.first.search.capped ? t('search.capped') : ''}
              </p>
              <Hits hits={pages.nodes} />
              <MoreButton pages={pages} />
            </>
          ) : null}
          {pages.first && pages.nodes.length === 0 && !pages.loading && !isStandard ? (
            <Empty title={t('search.none')} text={t('search.noneText')} />
          ) : null}
        </div>
      </div>
    </>
  );
}

function totalOf(facets: SearchNetworkQuery['search']['facets'], kinds: readonly SearchKindName[] | undefined): number {
  const counted = facets.filter((facet) => kinds === undefined || kinds.includes(facet.kind));
  return counted.reduce((sum, facet) => sum + facet.count, 0);
}
