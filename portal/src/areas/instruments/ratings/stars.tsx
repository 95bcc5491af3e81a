import { useTranslation } from 'react-i18next';
import './ratings.css';

const MOST = 5;

/** Stars as a picture with words for who does not see them. `hundredths` 100 to 500. */
export function Stars({ hundredths }: { readonly hundredths: number }) {
  const { t } = useTranslation('instruments');
  const full = Math.round(hundredths / 100);
  return (
    <span className="stars" role="img" aria-label={t('rating.stars', { stars: starsText(hundredths) })}>
      {'★'.repeat(full)}
      <span className="stars-none">{'★'.repeat(MOST - full)}</span>
    </span>
  );
}

/** An average with one place: 4.3; whole stars without. */
export function starsText(hundredths: number): string {
  return hundredths % 100 === 0 ? String(hundredths / 100) : (hundredths / 100).toFixed(1);
}

/** The average of an instrument in a list; nothing while nobody has rated it. */
export function AverageStars(props: {
  readonly rating: { readonly hundredths: number; readonly count: number } | null | undefined;
}) {
  const { t } = useTranslation('instruments');
  if (!props.rating) return null;
  const { hundredths, count } = props.rating;
  return (
    <span className="average-stars">
      <Stars hundredths={hundredths} /> {t('rating.short', { average: starsText(hundredths), count })}
    </span>
  );
}
