import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { span as spanText } from '../../../parts/format.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { useFace } from '../../../shell/face.ts';
import { MoveDialog } from '../../instruments/booking/move-dialog.tsx';
import { SubmitMyBookingDocument } from '../generated.ts';
import { CancelDialog } from './cancel-dialog.tsx';
import { type Own, stepsOf } from './steps.ts';

/** What its user may do with a booking: take an offer, move it, give it back. */
export function BookingControls({ booking, onChanged }: { readonly booking: Own; readonly onChanged: () => void }) {
  const { t } = useTranslation('my');
  const { id: here } = useFace();
  const [open, setOpen] = useState<'move' | 'cancel' | null>(null);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const submit = useCommand(SubmitMyBookingDocument);
  const { mayCancel, mayMove, maySubmit } = stepsOf(booking, here);
  const about = spanText(booking.slot.start, booking.slot.end, booking.timeZone);
  const done = (): void => {
    setOpen(null);
    onChanged();
  };
  const take = async (): Promise<void> => {
    const { success, refusal, failure } = await submit.run({ bookingId: booking.id });
    setTold({ refusal, failure });
    if (success) onChanged();
  };
  return (
    <div className="booking-controls no-print">
      {maySubmit ? (
        <button type="button" className="button button-small" disabled={submit.running} onClick={() => void take()}>
          {t('booking.submit')} <span className="visually-hidden">{about}</span>
        </button>
      ) : null}
      {mayMove ? (
        <button type="button" className="button button-plain button-small" onClick={() => setOpen('move')}>
          {t('booking.move')} <span className="visually-hidden">{about}</span>
        </button>
      ) : null}
      {mayCancel ? (
        <button type="button" className="button button-plain button-small" onClick={() => setOpen('cancel')}>
          {t('booking.cancel')} <span className="visually-hidden">{about}</span>
        </button>
      ) : null}
      <Refusal {...told} />
      {open === 'move' ? (
        <MoveDialog
          bookingId={booking.id}
          instrumentId={booking.instrument.id}
          span={booking.slot}
          zone={booking.timeZone}
          onClose={() => setOpen(null)}
          onDone={done}
        />
      ) : null}
      {open === 'cancel' ? <CancelDialog booking={booking} onClose={() => setOpen(null)} onDone={done} /> : null}
    </div>
  );
}
