import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { PageTitle } from './page-title.tsx';
import './record-page.css';

/** One named fact of a record; left out when it has no value. */
export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
}

/** A titled part of a record's page. */
export interface RecordSection {
  readonly title: string;
  readonly body: ReactNode;
}

/** One record: where it belongs, its title, facts at the side, texts below each other, and what one can do with it. */
export function RecordPage(props: {
  readonly back: { readonly to: string; readonly text: string };
  readonly title: ReactNode;
  readonly lead?: ReactNode;
  readonly actions?: ReactNode;
  readonly facts: readonly Fact[];
  readonly sections: readonly RecordSection[];
}) {
  const { t } = useTranslation('frame');
  const facts = props.facts.filter(({ value }) => isTold(value));
  return (
    <article>
      <nav aria-label={t('record.back')} className="record-back no-print">
        <Link to={props.back.to}>← {props.back.text}</Link>
      </nav>
      <PageTitle title={props.title} lead={props.lead} actions={props.actions} />
      <div className="record-page">
        <div className="record-sections">
          {props.sections
            .filter(({ body }) => isTold(body))
            .map(({ title, body }) => (
              <section key={title} className="sheet">
                <h2>{title}</h2>
                {body}
              </section>
            ))}
        </div>
        {facts.length === 0 ? null : (
          <section className="sheet record-facts" aria-label={t('record.facts')}>
            <FactList facts={facts} />
          </section>
        )}
      </div>
    </article>
  );
}

/** Names and values below each other. */
export function FactList({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="fact-list">
      {facts
        .filter(({ value }) => isTold(value))
        .map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function isTold(value: ReactNode): boolean {
  return value !== null && value !== undefined && value !== '' && value !== false;
}
