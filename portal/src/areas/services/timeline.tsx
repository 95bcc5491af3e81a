import { useTranslation } from 'react-i18next';
import { instant } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { TestRequest } from './request-page.tsx';

/** What happened, what is awaited and what will come, with deadlines. */
export function Timeline({ entries }: { readonly entries: TestRequest['timeline'] }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  return (
    <ol className="timeline" aria-label={t('request.progress')}>
      {entries.map(({ step, label, phase, at, who, reason, deadline, late }) => (
        <li
          key={`${step} ${at ?? phase}`}
          className={`timeline-entry timeline-${phase.toLowerCase()}`}
          {...(phase === 'AWAITED' ? { 'aria-current': 'step' as const } : {})}
        >
          <strong>{label}</strong>
          <span className="soft-note">
            {[at ? instant(at, timeZone) : null, who?.name, reason].filter(Boolean).join(' · ')}
          </span>
          {deadline && phase !== 'DONE' ? (
            <span className={late ? 'bad' : 'soft-note'}>
              {late
                ? t('request.overdue', { at: instant(deadline, timeZone) })
                : t('request.deadline', { at: instant(deadline, timeZone) })}
            </span>
          ) : null}
        </li>
      ))}
    </ol>
  );
}
