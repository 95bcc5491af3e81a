import { useTranslation } from 'react-i18next';
import { useFace } from '../../shell/face.ts';

/** Names platforms by their ids; one that is not of the network stays an id. */
export function usePlatformName(): (id: string) => string {
  const { platforms } = useFace();
  const { i18n } = useTranslation('frame');
  const language = i18n.language === 'zh' ? 'zh' : 'en';
  return (id) => platforms.find((platform) => platform.id === id)?.name[language] ?? id;
}
