import { useTranslation } from 'react-i18next';
import { span as spanText } from '../../../parts/format.ts';
import type { Conflict } from './types.ts';
import { ViolationList } from './violation-list.tsx';

/** Which of several times can't be had, and why each. */
export function ConflictList({ conflicts, zone }: { readonly conflicts: readonly Conflict[]; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  return (
    <ul className="conflicts" aria-label={t('refused.conflicts')}>
      {conflicts.map(({ instrument, slot, refusal, message, violations, nextFree }) => (
        <li key={`${instrument.id} ${slot.start}`}>
          <strong>
            {instrument.name} · {spanText(slot.start, slot.end, zone)}
          </strong>
          {refusal === 'RulesViolated' ? (
            <ViolationList violations={violations} wanted={slot} zone={zone} />
          ) : (
            <span>{message}</span>
          )}
          {nextFree[0] ? (
            <span>{t('refused.firstFree', { time: spanText(nextFree[0].start, nextFree[0].end, zone) })}</span>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
