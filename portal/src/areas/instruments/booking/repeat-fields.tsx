import { useTranslation } from 'react-i18next';
import type { Wish } from './wish.ts';

/** Whether and until when the time repeats, and what to do about times that are taken. */
export function RepeatFields({
  wish,
  change,
}: {
  readonly wish: Wish;
  readonly change: (part: Partial<Wish>) => void;
}) {
  const { t } = useTranslation('instruments');
  return (
    <>
      <label className="check">
        <input type="checkbox" checked={wish.repeats} onChange={(event) => change({ repeats: event.target.checked })} />
        {t('wish.repeats')}
      </label>
      {wish.repeats ? (
        <fieldset className="repeat">
          <legend>{t('wish.repetition')}</legend>
          <label className="labelled">
            {t('wish.frequency')}
            <select
              value={wish.frequency}
              onChange={(event) => change({ frequency: event.target.value === 'DAILY' ? 'DAILY' : 'WEEKLY' })}
            >
              <option value="WEEKLY">{t('frequency.WEEKLY')}</option>
              <option value="DAILY">{t('frequency.DAILY')}</option>
            </select>
          </label>
          <label className="labelled">
            {t('wish.until')}
            <input
              type="date"
              required
              min={wish.time.date}
              value={wish.until}
              onChange={(event) => change({ until: event.target.value })}
            />
          </label>
          <label className="check">
            <input type="checkbox" checked={wish.skips} onChange={(event) => change({ skips: event.target.checked })} />
            {t('wish.skips')}
          </label>
        </fieldset>
      ) : null}
    </>
  );
}
