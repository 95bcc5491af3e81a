import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../../graph/use-pages.ts';
import { count as counted } from '../../../parts/format.ts';
import { Paged } from '../../../parts/paged.tsx';
import { useFace } from '../../../shell/face.ts';
import { InstrumentRatingsDocument, type InstrumentRatingsQuery } from '../generated.ts';
import { RateNow } from './rate-now.tsx';
import { RatingLine } from './rating-line.tsx';
import './ratings.css';
import { Stars, starsText } from './stars.tsx';

const AT_ONCE = 10;
/** The average follows a rating by an event: it is read again so much later. */
const COUNTED_AFTER_MS = 1_500;
const NO_PAGE = { edges: [], pageInfo: { hasNextPage: false, endCursor: null } };
const connectionOf = (data: InstrumentRatingsQuery) => data.instrument?.ratings ?? NO_PAGE;

/** What its users say of an instrument: the average, how the stars are spread, each rating with its reply, and giving one. */
export function Ratings(props: { readonly instrumentId: string; readonly home: string; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  const { id: here } = useFace();
  const { instrumentId, home, zone } = props;
  const pages = usePages(InstrumentRatingsDocument, { id: instrumentId, first: AT_ONCE }, connectionOf);
  const [changes, setChanges] = useState(0);
  const { refresh } = pages;
  useEffect(() => {
    if (changes === 0) return;
    refresh();
    const later = setTimeout(refresh, COUNTED_AFTER_MS);
    return () => clearTimeout(later);
  }, [changes, refresh]);
  const changed = (): void => setChanges((before) => before + 1);
  const summary = pages.first?.instrument?.rating;
  return (
    <section className="sheet" aria-labelledby="ratings-title">
      <h2 id="ratings-title">{t('rating.title')}</h2>
      {home === here ? null : <p className="soft">{t('rating.elsewhere')}</p>}
      {summary ? <Summary {...summary} /> : null}
      <RateNow instrumentId={instrumentId} onDone={changed} />
      <Paged pages={pages} empty={summary ? null : <p role="status">{t('rating.none')}</p>}>
        <ul className="rating-lines" aria-label={t('rating.title')}>
          {pages.nodes.map((rating) => (
            <RatingLine key={rating.id} rating={rating} zone={zone} onChange={changed} />
          ))}
        </ul>
      </Paged>
    </section>
  );
}

function Summary(props: {
  readonly hundredths: number;
  readonly count: number;
  readonly distribution: readonly number[];
}) {
  const { t } = useTranslation('instruments');
  const { hundredths, count, distribution } = props;
  const lines = distribution.map((given, index) => ({ stars: index + 1, given })).reverse();
  return (
    <div className="rating-summary">
      <p className="rating-average">
        <Stars hundredths={hundredths} /> <strong>{starsText(hundredths)}</strong>{' '}
        <small>{t('rating.count', { count, number: counted(count) })}</small>
      </p>
      <table className="rating-distribution">
        <caption className="visually-hidden">{t('rating.spread')}</caption>
        <tbody>
          {lines.map(({ stars, given }) => (
            <tr key={stars}>
              <th scope="row">{t('rating.stars', { stars })}</th>
              <td>
                <meter min={0} max={count} value={given} aria-hidden="true" />
              </td>
              <td>{counted(given)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
