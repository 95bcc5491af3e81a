import type { ReactNode } from 'react';
import { Link } from 'react-router';
import './record-list.css';

/** One line of a list of records. */
export interface RecordLine {
  readonly id: string;
  /** Where the record is shown. */
  readonly to: string;
  readonly title: ReactNode;
  /** Small label before the title, such as the kind. */
  readonly label?: ReactNode;
  readonly text?: ReactNode;
  /** Facts below the text; empty ones are left out. */
  readonly facts?: readonly ReactNode[];
  /** At the right: price, state, a control. */
  readonly aside?: ReactNode;
}

/** Records as cards below each other, for some hundred lines; for thousands see virtual-table.tsx. */
export function RecordList(props: {
  readonly lines: readonly RecordLine[];
  readonly label: string;
  /** Level of the titles' headings: 3 below a heading of the page (default 2). */
  readonly level?: 2 | 3;
}) {
  const { lines, label, level = 2 } = props;
  const Heading = `h${level}` as const;
  return (
    <ul className="record-list" aria-label={label}>
      {lines.map((line) => (
        <li key={line.id} className="record-line">
          <div className="record-line-body">
            <Heading className="record-line-title">
              {line.label === undefined ? null : <span className="tag">{line.label}</span>}
              <Link to={line.to}>{line.title}</Link>
            </Heading>
            {line.text ? <p>{line.text}</p> : null}
            <Facts facts={line.facts ?? []} />
          </div>
          {line.aside === undefined ? null : <div className="record-line-aside">{line.aside}</div>}
        </li>
      ))}
    </ul>
  );
}

function Facts({ facts }: { readonly facts: readonly ReactNode[] }) {
  const told = facts.filter((fact) => fact !== null && fact !== undefined && fact !== '' && fact !== false);
  if (told.length === 0) return null;
  return (
    <ul className="facts">
      {told.map((fact, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: facts have no identity and never move
        <li key={place}>{fact}</li>
      ))}
    </ul>
  );
}
