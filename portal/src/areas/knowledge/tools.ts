import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { usePlatformName } from '../../parts/platform-name.ts';
import { useFace } from '../../shell/face.ts';

/** What the tables of kinds need to put a record into words. */
export interface Tools {
  readonly t: TFunction<'knowledge'>;
  readonly platformName: (id: string) => string;
  readonly timeZone: string;
}

export function useTools(): Tools {
  const { t } = useTranslation('knowledge');
  const platformName = usePlatformName();
  const { timeZone } = useFace();
  return { t, platformName, timeZone };
}
