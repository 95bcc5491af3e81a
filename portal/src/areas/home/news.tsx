import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { day } from '../../parts/format.ts';
import { recordAddress } from '../../parts/record-address.ts';
import { useFace } from '../../shell/face.ts';
import { HomeNewsDocument } from './generated.ts';

/** What is new: firms' open needs and tracking items. Left out while it cannot be read: the page works without. */
export function News() {
  const { t } = useTranslation('home');
  const { timeZone } = useFace();
  const { data } = useRead(HomeNewsDocument, {});
  if (data === undefined) return null;
  const needs = data.technicalNeeds.edges.map(({ node }) => ({
    id: node.id,
    to: recordAddress('technicalNeed', node.id),
    title: node.title,
    note: node.unit?.name ?? node.field,
  }));
  const items = data.trackingItems.edges.map(({ node }) => ({
    id: node.id,
    to: recordAddress('trackingItem', node.id),
    title: node.title,
    note: node.publishedOn ? day(node.publishedOn, timeZone) : node.sourceName,
  }));
  return (
    <div className="news">
      <Column title={t('news.needs')} all="/needs" lines={needs} />
      <Column title={t('news.tracking')} all="/tracking" lines={items} />
    </div>
  );
}

function Column(props: {
  readonly title: string;
  readonly all: string;
  readonly lines: readonly {
    readonly id: string;
    readonly to: string;
    readonly title: string;
    readonly note: string | null | undefined;
  }[];
}) {
  const { t } = useTranslation('home');
  return (
    <section className="sheet" aria-label={props.title}>
      <h2>
        {props.title}
        <Link to={props.all} aria-label={t('news.allOf', { title: props.title })}>
          {t('news.all')}
        </Link>
      </h2>
      {props.lines.length === 0 ? <p>{t('news.none')}</p> : null}
      <ul>
        {props.lines.map(({ id, to, title, note }) => (
          <li key={id}>
            <Link to={to}>{title}</Link>
            {note ? <small>{note}</small> : null}
          </li>
        ))}
      </ul>
    </section>
  );
}
