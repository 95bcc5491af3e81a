import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';

/** Leads to the catalogue's search by words. */
export function OpacLink() {
  const { t } = useTranslation('knowledge');
  return (
    <Link className="button button-plain" to="/opac">
      {t('opac.title')}
    </Link>
  );
}
