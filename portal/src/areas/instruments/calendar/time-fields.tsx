import { useTranslation } from 'react-i18next';
import { clock, instantOf, minutesOfClock, wallTimeOf } from '../../../parts/zone.ts';
import type { Span } from './week.ts';

/** A time of one day as it is typed: NaN where nothing sensible stands. */
export interface TimeValue {
  readonly date: string;
  readonly from: number;
  /** Past midnight when it is not after `from`. */
  readonly to: number;
}

const DAY_MINUTES = 24 * 60;

/** The interval that was typed; null while it is not one. */
export function spanTyped({ date, from, to }: TimeValue, zone: string): Span | null {
  if (date === '' || Number.isNaN(from) || Number.isNaN(to)) return null;
  const end = to > from ? to : to + DAY_MINUTES;
  return { start: instantOf({ date, minutes: from }, zone), end: instantOf({ date, minutes: end }, zone) };
}

/** An interval as it is typed. */
export function typed({ start, end }: Span, zone: string): TimeValue {
  const from = wallTimeOf(start, zone);
  return { date: from.date, from: from.minutes, to: wallTimeOf(end, zone).minutes };
}

/** Day, start and end, each a native field: typed, picked, or spoken. */
export function TimeFields(props: {
  readonly value: TimeValue;
  readonly onChange: (value: TimeValue) => void;
  readonly earliest?: string;
}) {
  const { t } = useTranslation('instruments');
  const { value, onChange, earliest } = props;
  const time = (minutes: number): string => (Number.isNaN(minutes) ? '' : clock(minutes));
  return (
    <>
      <label className="labelled">
        {t('exact.date')}
        <input
          type="date"
          required
          value={value.date}
          min={earliest}
          onChange={(event) => onChange({ ...value, date: event.target.value })}
        />
      </label>
      <label className="labelled">
        {t('exact.from')}
        <input
          type="time"
          required
          value={time(value.from)}
          onChange={(event) => onChange({ ...value, from: minutesOfClock(event.target.value) })}
        />
      </label>
      <label className="labelled">
        {t('exact.to')}
        <input
          type="time"
          required
          value={time(value.to)}
          onChange={(event) => onChange({ ...value, to: minutesOfClock(event.target.value) })}
        />
      </label>
    </>
  );
}
