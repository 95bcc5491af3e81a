import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { count } from '../../parts/format.ts';
import { MoreButton } from '../../parts/more-button.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { recordAddress } from '../../parts/record-address.ts';
import { RecordList } from '../../parts/record-list.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { KeepSearch } from '../searches/keep-search.tsx';
import type { SearchedPage } from '../searches/pages.ts';
import { FilterBar } from './filter-bar.tsx';
import { filterOf, type ListedKind, type ListKind } from './list-kind.ts';
import { useTools } from './tools.ts';

const PAGE = 20;
/** What the lists are called where searches of them are kept. */
const SEARCHED_AS = {
  expert: 'EXPERTS',
  achievement: 'ACHIEVEMENTS',
  patent: 'PATENTS',
  technicalNeed: 'NEEDS',
  document: 'LITERATURE',
  trackingItem: 'TRACKING',
  unit: 'UNITS',
} as const satisfies Record<ListedKind, SearchedPage>;

/** The list of one kind of record with its facets; the address carries them. */
export function KnowledgeList<Data, Filter, Node extends { readonly id: string; readonly home: string }>(props: {
  readonly of: ListKind<Data, Filter, Node>;
}) {
  const { t } = useTranslation('knowledge');
  const tools = useTools();
  const [parameters] = useSearchParams();
  const { kind, document, connectionOf, line, actions } = props.of;
  const filter = filterOf(props.of, parameters) as Filter;
  const pages = usePages(document, { filter, first: PAGE }, connectionOf);
  const total = pages.first === undefined ? null : connectionOf(pages.first).totalCount;
  const title = t(`list.${kind}.title`);
  return (
    <>
      <PageTitle
        title={title}
        lead={t(`list.${kind}.lead`)}
        actions={
          <>
            {actions}
            <KeepSearch page={SEARCHED_AS[kind]} />
          </>
        }
      />
      <FilterBar of={props.of} />
      {pages.failure ? <Failed failure={pages.failure} retry={pages.refresh} /> : null}
      {pages.loading ? <Loading /> : null}
      {pages.first && pages.nodes.length === 0 ? <Empty title={t('list.none')} text={t('list.noneText')} /> : null}
      {pages.nodes.length > 0 ? (
        <>
          <p className="soft-note" role="status">
            {total === null || total === undefined ? '' : t('list.total', { total: count(total) })}
          </p>
          <RecordList
            label={title}
            lines={pages.nodes.map((node) => ({
              id: node.id,
              to: recordAddress(kind, node.id),
              ...line(node, tools),
            }))}
          />
          <MoreButton pages={pages} />
        </>
      ) : null}
    </>
  );
}
