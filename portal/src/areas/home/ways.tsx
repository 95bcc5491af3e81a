import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** What people come for, each with the page where it begins. */
const WAYS = [
  { key: 'test', to: '/test-items' },
  { key: 'book', to: '/instruments' },
  { key: 'ask', to: '/ask' },
  { key: 'join', to: '/join' },
] as const;

export function Ways() {
  const { t } = useTranslation('home');
  return (
    <section aria-labelledby="ways-title">
      <h2 id="ways-title">{t('ways.title')}</h2>
      <ul className="ways">
        {WAYS.map(({ key, to }) => (
          <li key={key}>
            <Link to={to}>{t(`ways.${key}.title`)}</Link>
            <p>{t(`ways.${key}.text`)}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}
