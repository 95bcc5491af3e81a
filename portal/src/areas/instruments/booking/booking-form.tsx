import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Refusal } from '../../../parts/refusal.tsx';
import { addDays, instantOf } from '../../../parts/zone.ts';
import { spanTyped, typed } from '../calendar/time-fields.tsx';
import type { Span } from '../calendar/week.ts';
import type { Bookable } from './bookable.ts';
import { BookingRefusal } from './booking-refusal.tsx';
import { PriceQuote } from './price-quote.tsx';
import { RulesInWords } from './rules-in-words.tsx';
import { SeriesPreview } from './series-preview.tsx';
import { type Booked, useBooking } from './use-booking.ts';
import { type Wish, wishFor } from './wish.ts';
import { WishFields } from './wish-fields.tsx';

interface Props {
  readonly instrument: Bookable;
  readonly span: Span;
  readonly onClose: () => void;
  readonly onBooked: (booked: Booked) => void;
}

const MINUTE_MS = 60_000;

/** Time, purpose, payer and price of a booking; what stands against it is shown here, with what to change. */
export function BookingForm({ instrument, span, onClose, onBooked }: Props) {
  const { t } = useTranslation('instruments');
  const { id, zone, rules } = instrument;
  const [wish, setWish] = useState<Wish>(() => wishFor(span, zone, rules?.operatorNeeded ?? false));
  const { told, running, book, preview, wait, forget } = useBooking({ instrumentId: id, onBooked });
  const slot = spanTyped(wish.time, zone);
  const change = (part: Partial<Wish>): void => {
    setWish({ ...wish, ...part });
    if (part.time) forget();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (slot) void book(wish, slot);
  };
  const pick = (other: Span): void => change({ time: typed(other, zone) });
  const canWait = slot !== null && wish.purpose.trim() !== '';
  return (
    <form className="wish" onSubmit={submit}>
      <WishFields instrument={instrument} wish={wish} change={change} />
      <PriceQuote instrument={instrument} slot={slot} operator={wish.operator} />
      <RulesInWords instrument={instrument} />
      {told.refusal && slot ? (
        <BookingRefusal refusal={told.refusal} instrumentId={id} wanted={slot} zone={zone} onPick={pick}>
          {told.refusal.__typename === 'SlotTaken' && rules ? (
            <button
              type="button"
              className="button button-plain button-small"
              disabled={!canWait || running}
              onClick={() => void wait(dayOf(wish.time.date, zone), minutesOf(slot), wish.purpose)}
            >
              {t('wait.join')}
            </button>
          ) : null}
        </BookingRefusal>
      ) : null}
      <Refusal failure={told.failure} />
      {told.preview ? <SeriesPreview preview={told.preview} zone={zone} /> : null}
      {told.waits ? (
        <p className="notice" role="status">
          {t('wait.joined')}
        </p>
      ) : null}
      <div className="wish-actions">
        <button type="button" className="button button-plain" onClick={onClose}>
          {t('wish.close')}
        </button>
        {wish.repeats && slot ? (
          <button
            type="button"
            className="button button-plain"
            disabled={running || wish.purpose.trim() === ''}
            onClick={() => void preview(wish, slot)}
          >
            {t('wish.preview')}
          </button>
        ) : null}
        <button type="submit" className="button" disabled={running || slot === null}>
          {wish.repeats ? t('wish.bookSeries') : t('wish.book')}
        </button>
      </div>
    </form>
  );
}

/** The local day, of which the waitlist offers any time of the wanted length that becomes free. */
function dayOf(date: string, zone: string): Span {
  return { start: instantOf({ date, minutes: 0 }, zone), end: instantOf({ date: addDays(date, 1), minutes: 0 }, zone) };
}

function minutesOf({ start, end }: Span): number {
  return (Date.parse(end) - Date.parse(start)) / MINUTE_MS;
}
