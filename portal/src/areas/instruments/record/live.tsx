import { useTranslation } from 'react-i18next';
import { span as spanText, time } from '../../../parts/format.ts';
import type { InstrumentRecord } from '../booking/bookable.ts';

type LiveStatus = NonNullable<InstrumentRecord['liveStatus']>;

/** What the instrument does now, until when, and who comes next. */
export function Live({ live, zone }: { readonly live: LiveStatus; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  const { state, until, nextBooking } = live;
  return (
    <span className={`live live-${state.toLowerCase()}`}>
      <span className="live-dot" aria-hidden="true" />
      {t('live.now', { state: t(`live.${state}`) })}
      {until ? t('live.until', { time: time(until, zone) }) : ''}
      {nextBooking ? t('live.next', { time: spanText(nextBooking.start, nextBooking.end, zone) }) : ''}
    </span>
  );
}
