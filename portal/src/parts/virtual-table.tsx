import { Table, type TableProps } from 'antd';

const ROW_PIXELS = 56;
const COLUMN_PIXELS = 140;

/** A table of up to some ten thousand rows: only those in view are in the document. Columns need a `width`. */
export function VirtualTable<Row extends object>(
  props: TableProps<Row> & { readonly label: string; readonly rows: readonly Row[]; readonly height?: number },
) {
  const { label, rows, height = 560, ...others } = props;
  const width = (others.columns ?? []).reduce((sum, column) => sum + Number(column.width ?? COLUMN_PIXELS), 0);
  return (
    <section aria-label={label}>
      <Table<Row>
        virtual
        size="middle"
        pagination={false}
        dataSource={rows}
        scroll={{ y: Math.min(height, Math.max(1, rows.length) * ROW_PIXELS), x: width }}
        {...others}
      />
    </section>
  );
}
