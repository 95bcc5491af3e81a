import { useTranslation } from 'react-i18next';
import { span as spanText } from '../../../parts/format.ts';
import { ConflictList } from './conflict-list.tsx';
import type { Preview } from './use-booking.ts';

/** What a series would meet: nothing is booked yet. */
export function SeriesPreview({ preview, zone }: { readonly preview: Preview; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  const { slots, conflicts } = preview;
  return (
    <div className="notice" role="status">
      <strong>{t('series.found', { free: slots.length, taken: conflicts.length })}</strong>
      <ul className="series-slots" aria-label={t('series.free')}>
        {slots.map(({ start, end }) => (
          <li key={start}>{spanText(start, end, zone)}</li>
        ))}
      </ul>
      {conflicts.length > 0 ? <ConflictList conflicts={conflicts} zone={zone} /> : null}
    </div>
  );
}
