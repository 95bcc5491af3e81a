import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../parts/dialog.tsx';
import type { Span } from '../calendar/week.ts';
import type { Bookable } from './bookable.ts';
import './booking.css';
import { BookingForm } from './booking-form.tsx';
import type { Booked } from './use-booking.ts';

/** The dialog that a marked time opens. */
export function BookingDialog(props: {
  readonly instrument: Bookable;
  readonly span: Span;
  readonly onClose: () => void;
  readonly onBooked: (booked: Booked) => void;
}) {
  const { t } = useTranslation('instruments');
  const { instrument, span, onClose, onBooked } = props;
  return (
    <Dialog title={t('wish.title', { name: instrument.name })} onClose={onClose}>
      <BookingForm instrument={instrument} span={span} onClose={onClose} onBooked={onBooked} />
    </Dialog>
  );
}
