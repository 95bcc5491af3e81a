import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n/i18n.ts';
import { useFace } from '../../shell/face.ts';

/** The linked platforms: one login serves all of them. */
export function NetworkMap() {
  const { t } = useTranslation('home');
  const { id, platforms } = useFace();
  const language = currentLanguage();
  return (
    <section aria-labelledby="network-title">
      <h2 id="network-title">{t('network.title')}</h2>
      <p className="soft">{t('network.text')}</p>
      <ul className="network">
        {platforms.map((platform) => (
          <li key={platform.id}>
            <span className="tag">{t(`network.level.${platform.level}`)}</span>
            {platform.id === id ? (
              <strong>{platform.name[language]}</strong>
            ) : (
              <a href={platform.origin}>{platform.name[language]}</a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
