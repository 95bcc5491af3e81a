import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Basket } from './use-basket.ts';

/** What was picked, and the way to book it together. */
export function BasketBar({ basket }: { readonly basket: Basket }) {
  const { t } = useTranslation('instruments');
  if (basket.picked.length === 0) return null;
  return (
    <section className="basket no-print" aria-label={t('together.title')}>
      <span>{t('together.picked', { names: basket.picked.map(({ name }) => name).join(t('refused.comma')) })}</span>
      <span className="basket-actions">
        <button type="button" className="button button-plain button-small" onClick={basket.clear}>
          {t('together.clear')}
        </button>
        <Link className="button button-small" to="/instruments/together">
          {t('together.go')}
        </Link>
      </span>
    </section>
  );
}
