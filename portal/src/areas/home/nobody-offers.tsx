import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** No lab has registered the standard: the platform's staff looks for one. */
export function NobodyOffers({ standard }: { readonly standard: string }) {
  const { t } = useTranslation('home');
  return (
    <section className="sheet offers">
      <h2>{t('offer.nobody', { standard })}</h2>
      <p>{t('offer.nobodyText')}</p>
      <p>
        <Link className="button" to={`/ask?${new URLSearchParams({ standard })}`}>
          {t('offer.ask')}
        </Link>
      </p>
    </section>
  );
}
