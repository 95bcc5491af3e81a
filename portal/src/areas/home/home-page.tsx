import { useTranslation } from 'react-i18next';
import { currentLanguage } from '../../i18n/i18n.ts';
import { SearchBox } from '../../parts/search-box.tsx';
import { useFace } from '../../shell/face.ts';

/** The platform's front door: one search over all resources of the network. */
export default function HomePage() {
  const { t } = useTranslation('home');
  const { name } = useFace();
  return (
    <>
      <h1>{name[currentLanguage()]}</h1>
      <p>{t('lead')}</p>
      <SearchBox place="home" />
    </>
  );
}
