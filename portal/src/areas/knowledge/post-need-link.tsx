import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Leads to the form for a firm's need. */
export function PostNeedLink() {
  const { t } = useTranslation('knowledge');
  return (
    <Link className="button" to="/needs/new">
      {t('need.post')}
    </Link>
  );
}
