import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../../graph/use-command.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { Refusal } from '../../../parts/refusal.tsx';
import { Empty } from '../../../parts/states.tsx';
import { useFace } from '../../../shell/face.ts';
import '../booking/booking.css';
import { BookingRefusal } from '../booking/booking-refusal.tsx';
import type { Told } from '../booking/use-booking.ts';
import { spanTyped, TimeFields, type TimeValue, typed } from '../calendar/time-fields.tsx';
import type { Span } from '../calendar/week.ts';
import '../calendar/week.css';
import { addDays, todayIn } from '../../../parts/zone.ts';
import { BookSetDocument } from '../generated.ts';
import '../instrument.css';
import { Outlook } from './outlook.tsx';
import { type Picked, useBasket } from './use-basket.ts';

const NINE = 9 * 60;
const HOUR = 60;

/** Several instruments for the same time: all of them or none. */
export default function TogetherPage() {
  const { t } = useTranslation('instruments');
  const { picked, clear } = useBasket();
  const [count, setCount] = useState(0);
  if (count > 0)
    return (
      <Empty title={t('together.done', { count })}>
        <Link className="button" to="/my/bookings">
          {t('booked.show')}
        </Link>
      </Empty>
    );
  if (picked.length === 0)
    return (
      <Empty title={t('together.none')} text={t('together.noneText')}>
        <Link className="button" to="/instruments">
          {t('page.toList')}
        </Link>
      </Empty>
    );
  const done = (booked: number): void => {
    clear();
    setCount(booked);
  };
  return (
    <>
      <PageTitle title={t('together.title')} lead={t('together.lead')} />
      <TogetherForm picked={picked} onBooked={done} />
    </>
  );
}

function TogetherForm({
  picked,
  onBooked,
}: {
  readonly picked: readonly Picked[];
  readonly onBooked: (n: number) => void;
}) {
  const { t } = useTranslation('instruments');
  const { timeZone: zone } = useFace();
  const [time, setTime] = useState<TimeValue>(() => ({
    date: addDays(todayIn(zone, new Date()), 1),
    from: NINE,
    to: NINE + HOUR,
  }));
  const [purpose, setPurpose] = useState('');
  const [told, setTold] = useState<Told>({});
  const command = useCommand(BookSetDocument);
  const slot = spanTyped(time, zone);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!slot) return;
    const items = picked.map(({ id }) => ({ instrumentId: id, slot }));
    const { success, refusal, failure } = await command.run({ items, purpose: purpose.trim() });
    if (success) onBooked(success.bookings.length);
    else setTold({ ...(refusal ? { refusal } : {}), ...(failure ? { failure } : {}) });
  };
  const pick = (span: Span): void => {
    setTime(typed(span, zone));
    setTold({});
  };
  return (
    <form className="sheet wish" onSubmit={(event) => void submit(event)}>
      <div className="wish-time">
        <TimeFields value={time} onChange={setTime} />
      </div>
      <Outlook picked={picked} date={time.date} slot={slot} zone={zone} onPick={pick} />
      <label className="labelled">
        {t('wish.purpose')}
        <textarea
          required
          rows={2}
          maxLength={2000}
          value={purpose}
          onChange={(event) => setPurpose(event.target.value)}
        />
      </label>
      {told.refusal && slot ? (
        <BookingRefusal
          refusal={told.refusal}
          instrumentId={picked[0]?.id ?? ''}
          wanted={slot}
          zone={zone}
          onPick={pick}
        />
      ) : null}
      <Refusal failure={told.failure} />
      <div className="wish-actions">
        <button type="submit" className="button" disabled={slot === null || command.running}>
          {t('together.book', { count: picked.length })}
        </button>
      </div>
    </form>
  );
}
