import { Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Span } from '../calendar/week.ts';
import type { Bookable } from './bookable.ts';
import './booking.css';
import { BookingForm } from './booking-form.tsx';
import type { Booked } from './use-booking.ts';

/** The dialog that a marked time opens. */
export function BookingDialog(props: {
  readonly instrument: Bookable;
  readonly span: Span | null;
  readonly onClose: () => void;
  readonly onBooked: (booked: Booked) => void;
}) {
  const { t } = useTranslation('instruments');
  const { instrument, span, onClose, onBooked } = props;
  const [shown, setShown] = useState(span);
  if (span !== null && span !== shown) setShown(span);
  return (
    <Modal
      open={span !== null}
      onCancel={onClose}
      title={t('wish.title', { name: instrument.name })}
      footer={null}
      width={560}
      destroyOnHidden
      closable={{ 'aria-label': t('wish.close') }}
    >
      {shown ? (
        <BookingForm
          key={`${shown.start} ${shown.end}`}
          instrument={instrument}
          span={shown}
          onClose={onClose}
          onBooked={onBooked}
        />
      ) : null}
    </Modal>
  );
}
