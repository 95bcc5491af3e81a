import type { Pages } from '../graph/use-pages.ts';
import { type DataColumn, DataTable } from './data-table.tsx';
import { Paged } from './paged.tsx';
import { Empty } from './states.tsx';

/** A table that is read page by page. */
export function PagedTable<Row>(props: {
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly pages: Pages<Row>;
  readonly rowKey: (row: Row) => string;
  readonly empty?: string;
}) {
  const { label, columns, pages, rowKey, empty } = props;
  return (
    <Paged pages={pages} empty={empty === undefined ? undefined : <Empty title={empty} />}>
      <DataTable label={label} columns={columns} rows={pages.nodes} rowKey={rowKey} />
    </Paged>
  );
}
