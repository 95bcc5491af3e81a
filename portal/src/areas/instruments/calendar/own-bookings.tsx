import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { span } from '../../../parts/format.ts';
import type { OwnBooking } from './use-week.ts';

/** One's own bookings of the days that are shown. */
export function OwnBookings({ bookings, zone }: { readonly bookings: readonly OwnBooking[]; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  const heading = useId();
  if (bookings.length === 0) return null;
  return (
    <section aria-labelledby={heading}>
      <h3 id={heading}>{t('own.title')}</h3>
      <ul className="own-bookings">
        {bookings.map(({ id, start, end, state }) => (
          <li key={id}>
            <Link to={`/my/bookings/${encodeURIComponent(id)}`}>{span(start, end, zone)}</Link>
            <span className="tag">{t(`bookingState.${state}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
