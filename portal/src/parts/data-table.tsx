import type { ReactNode } from 'react';
import './data-table.css';

/** One column: its heading and what a row shows there. */
export interface DataColumn<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Figures stand at the right, below each other. */
  readonly isFigure?: boolean;
  /** A date or another short text that stays on one line. */
  readonly isShort?: boolean;
  /** A column for controls: its heading is for screen readers only. */
  readonly isActions?: boolean;
}

/** A table of some hundred rows as plain HTML; wider than the page, it scrolls in its own box, by keyboard too. For thousands see virtual-table.tsx. */
export function DataTable<Row>(props: {
  readonly label: string;
  readonly columns: readonly DataColumn<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
}) {
  const { label, columns, rows, rowKey } = props;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard (WCAG 2.1.1)
    <section className="data-table" aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {columns.map(({ title, isFigure, isActions }) => (
              <th key={title} scope="col" className={isFigure ? 'figure' : undefined}>
                {isActions ? <span className="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ title, cell, isFigure, isActions, isShort }) => (
                <td
                  key={title}
                  className={isFigure ? 'figure' : isActions ? 'actions no-print' : isShort ? 'short' : undefined}
                >
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
