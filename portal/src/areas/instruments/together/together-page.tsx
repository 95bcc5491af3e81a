import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../../graph/use-command.ts';
import { useRead } from '../../../graph/use-read.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { Refusal } from '../../../parts/refusal.tsx';
import { Empty } from '../../../parts/states.tsx';
import { useFace } from '../../../shell/face.ts';
import '../booking/booking.css';
import { BookingRefusal } from '../booking/booking-refusal.tsx';
import type { Told } from '../booking/use-booking.ts';
import { spanTyped, TimeFields, type TimeValue, typed } from '../calendar/time-fields.tsx';
import { clockRange, type Span } from '../calendar/week.ts';
import '../calendar/week.css';
import { addDays, instantOf, todayIn } from '../calendar/zone.ts';
import { BookSetDocument, SetAvailabilityDocument } from '../generated.ts';
import '../instrument.css';
import { commonFree, isFreeIn } from './common-free.ts';
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

/** Which of the instruments are free then, and when all of them are that day. */
function Outlook(props: {
  readonly picked: readonly Picked[];
  readonly date: string;
  readonly slot: Span | null;
  readonly zone: string;
  readonly onPick: (span: Span) => void;
}) {
  const { t } = useTranslation('instruments');
  const { picked, date, slot, zone, onPick } = props;
  const isDay = date !== '';
  const day = isDay ? date : '2000-01-01';
  const ids = picked.map(({ id }) => id);
  const from = instantOf({ date: day, minutes: 0 }, zone);
  const to = instantOf({ date: addDays(day, 1), minutes: 0 }, zone);
  const { data } = useRead(SetAvailabilityDocument, { ids, from, to }, { pause: !isDay });
  const known = new Map((data?.availabilities ?? []).map((one) => [one.instrumentId, one.free]));
  const together = commonFree(ids.map((id) => known.get(id) ?? []));
  return (
    <>
      <ul className="own-bookings" aria-label={t('together.outlook')}>
        {picked.map(({ id, name }) => {
          const isFree = slot !== null && isFreeIn(known.get(id) ?? [], slot);
          return (
            <li key={id}>
              <Link to={`/instruments/${encodeURIComponent(id)}`}>{name}</Link>
              <span className={isFree ? 'tag status-available' : 'tag status-down'}>
                {isFree ? t('cell.free') : t('together.taken')}
              </span>
            </li>
          );
        })}
      </ul>
      <fieldset className="offers">
        <legend>{t('together.common')}</legend>
        {together.length === 0 ? <span>{t('together.noCommon')}</span> : null}
        {together.map((span) => (
          <button
            key={span.start}
            type="button"
            className="button button-plain button-small"
            onClick={() => onPick(span)}
          >
            {clockRange(span, zone)}
          </button>
        ))}
      </fieldset>
    </>
  );
}
