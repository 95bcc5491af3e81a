import type { ReactNode } from 'react';
import './page-layout.css';
import './page-title.css';

/** The heading of a page: what it is, a line about it, and what one can do here. */
export function PageTitle(props: {
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
}) {
  return (
    <div className="page-title">
      <div>
        <h1>{props.title}</h1>
        {props.lead === undefined ? null : <p>{props.lead}</p>}
      </div>
      {props.actions === undefined ? null : <div className="page-title-actions no-print">{props.actions}</div>}
    </div>
  );
}
