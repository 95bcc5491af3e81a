import { type FormEvent, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays } from '../../../parts/zone.ts';
import { spanTyped, TimeFields, type TimeValue } from './time-fields.tsx';
import type { Span } from './week.ts';

interface Props {
  readonly zone: string;
  readonly today: string;
  readonly minimumMinutes: number;
  readonly onChoose: (span: Span) => void;
}

const NINE = 9 * 60;

/** A time given by day and clock instead of by marking it. */
export function ExactTime({ zone, today, minimumMinutes, onChoose }: Props) {
  const { t } = useTranslation('instruments');
  const heading = useId();
  const [value, setValue] = useState<TimeValue>(() => ({
    date: addDays(today, 1),
    from: NINE,
    to: NINE + Math.max(minimumMinutes, 60),
  }));
  const span = spanTyped(value, zone);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (span) onChoose(span);
  };
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>{t('exact.title')}</h3>
      <form className="exact-time" onSubmit={submit}>
        <TimeFields value={value} onChange={setValue} earliest={today} />
        <button type="submit" className="button" disabled={span === null}>
          {t('exact.go')}
        </button>
      </form>
    </section>
  );
}
