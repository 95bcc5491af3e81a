import { useTranslation } from 'react-i18next';
import type { Pages } from '../graph/use-pages.ts';
import { type DataColumn, DataTable } from './data-table.tsx';
import { Empty, Failed, Loading } from './states.tsx';

/** A list that is read page by page, with its states and the button for more. */
export function PagedTable<Row>(props: {
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly pages: Pages<Row>;
  readonly rowKey: (row: Row) => string;
  readonly empty?: string;
}) {
  const { t } = useTranslation('frame');
  const { pages } = props;
  if (pages.first === undefined)
    return pages.failure ? <Failed failure={pages.failure} retry={pages.refresh} /> : <Loading />;
  if (pages.nodes.length === 0) return <Empty {...(props.empty === undefined ? {} : { title: props.empty })} />;
  return (
    <>
      <DataTable label={props.label} columns={props.columns} rows={pages.nodes} rowKey={props.rowKey} />
      {pages.failure ? <Failed failure={pages.failure} retry={pages.more} /> : null}
      {pages.hasMore ? (
        <p className="paged-more no-print">
          <button type="button" className="button button-plain" disabled={pages.loadingMore} onClick={pages.more}>
            {t('state.more')}
          </button>
        </p>
      ) : null}
    </>
  );
}
