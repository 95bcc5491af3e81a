import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { ago } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import { HomePartnersDocument, type HomePartnersQuery } from './generated.ts';

/** The linked platforms: one login serves all of them. */
export function NetworkMap() {
  const { t } = useTranslation('home');
  const { id, platforms } = useFace();
  const language = currentLanguage();
  const { data } = useRead(HomePartnersDocument, {});
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
              <>
                <a href={platform.origin}>{platform.name[language]}</a>
                <LinkState partner={data?.partners.find((partner) => partner.id === platform.id)} />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** How the link to a partner is, and when its catalogue was last taken over. Nothing for a platform that is not linked directly. */
function LinkState({ partner }: { readonly partner: HomePartnersQuery['partners'][number] | undefined }) {
  const { t } = useTranslation('home');
  if (partner === undefined) return null;
  return (
    <small className={`link-state link-state-${partner.status}`}>
      {t(`network.status.${partner.status}`)}
      {partner.lastHarvestedAt ? ` · ${t('search.asOf', { ago: ago(partner.lastHarvestedAt) })}` : ''}
    </small>
  );
}
