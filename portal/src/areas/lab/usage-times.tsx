import { useTranslation } from 'react-i18next';
import { span } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { UsageClass } from './generated.ts';

/** When a machine was used and for what. */
export function UsageTimes(props: {
  readonly start: string;
  readonly end: string | null;
  readonly usageClass: UsageClass;
}) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const { start, end, usageClass } = props;
  return (
    <>
      {end ? span(start, end, timeZone) : '—'}
      <span className="second">{t(`frame:usageClass.${usageClass}`)}</span>
    </>
  );
}
