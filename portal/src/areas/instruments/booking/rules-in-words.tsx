import { useTranslation } from 'react-i18next';
import { hours } from '../../../parts/format.ts';
import type { Bookable } from './bookable.ts';

/** The rules that matter before one asks, in words. */
export function RulesInWords({ instrument }: { readonly instrument: Bookable }) {
  const { t } = useTranslation('instruments');
  const { rules, zone } = instrument;
  const approval = rules?.approval ?? null;
  return (
    <ul className="wish-rules">
      <li>{t('week.zone', { zone })}</li>
      {rules === null ? <li>{t('wish.elsewhere')}</li> : null}
      {approval === null ? null : (
        <li>
          {approval.length === 0
            ? t('wish.atOnce')
            : t('wish.decided', { by: approval.map((step) => t(`approval.${step}`)).join(t('refused.comma')) })}
        </li>
      )}
      {rules && rules.lateCancelMinutes !== null && rules.lateCancelMinutes > 0 ? (
        <li>{t('wish.lateCancel', { time: hours(rules.lateCancelMinutes) })}</li>
      ) : null}
    </ul>
  );
}
