import { currentLanguage } from '../../i18n/i18n.ts';
import { useFace } from '../../shell/face.ts';

/** The name of a platform of the network by its id; the id itself for one that is not known. */
export function usePlatformName(): (id: string) => string {
  const { platforms } = useFace();
  return (id) => platforms.find((platform) => platform.id === id)?.name[currentLanguage()] ?? id;
}
