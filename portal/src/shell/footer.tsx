import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { currentLanguage } from '../i18n/i18n.ts';
import { useFace } from './face.ts';

/** Who runs this, and the platforms it is linked with. */
export function Footer() {
  const { t } = useTranslation('frame');
  const { id, name, platforms } = useFace();
  const language = currentLanguage();
  const others = platforms.filter((platform) => platform.id !== id);
  return (
    <footer className="footer no-print">
      <div className="footer-inner">
        <div>
          <strong>{name[language]}</strong>
          <p>{t('shell.about')}</p>
        </div>
        <ul aria-label={t('shell.partners')}>
          {others.map((platform) => (
            <li key={platform.id}>
              <a href={platform.origin}>{platform.name[language]}</a>
            </li>
          ))}
        </ul>
        <ul aria-label={t('shell.help')}>
          <li>
            <Link to="/join">{t('shell.join')}</Link>
          </li>
          <li>
            <Link to="/statistics">{t('shell.statistics')}</Link>
          </li>
        </ul>
      </div>
    </footer>
  );
}
