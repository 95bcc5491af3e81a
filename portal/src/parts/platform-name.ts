import { currentLanguage } from '../i18n/i18n.ts';
import { useFace } from '../shell/face.ts';

/** Names for platform ids; an id that is not of the network stays as it is. */
export function usePlatformName(): (id: string) => string {
  const { platforms } = useFace();
  return (id) => platforms.find((platform) => platform.id === id)?.name[currentLanguage()] ?? id;
}
