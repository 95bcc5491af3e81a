import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Message } from '../parts/states.tsx';

/** No page has this address. */
export function NotFoundPage() {
  const { t } = useTranslation('frame');
  return (
    <Message isPage title={t('notFound.title')} text={t('notFound.text')}>
      <Link className="button" to="/">
        {t('notFound.home')}
      </Link>
    </Message>
  );
}
