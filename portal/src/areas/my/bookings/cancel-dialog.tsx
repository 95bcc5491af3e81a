import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { span as spanText } from '../../../parts/format.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { CancelMyBookingDocument } from '../generated.ts';
import { isLate, type Own } from './steps.ts';

/** Asks why, and says when it counts as missed. */
export function CancelDialog(props: {
  readonly booking: Own;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('my');
  const { booking, onClose, onDone } = props;
  const { slot, timeZone, instrument } = booking;
  const [reason, setReason] = useState('');
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const command = useCommand(CancelMyBookingDocument);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    const { success, refusal, failure } = await command.run({ bookingId: booking.id, reason: reason.trim() });
    setTold({ refusal, failure });
    if (success) onDone();
  };
  return (
    <Dialog title={t('cancel.title')} onClose={onClose}>
      <form className="wish" onSubmit={(event) => void submit(event)}>
        <p>
          {instrument.name} · {spanText(slot.start, slot.end, timeZone)}
        </p>
        <p>{isLate(booking, new Date()) ? t('cancel.late') : t('cancel.free')}</p>
        <label className="labelled">
          {t('cancel.reason')}
          <input required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        <Refusal {...told} />
        <div className="wish-actions">
          <button type="button" className="button button-plain" onClick={onClose}>
            {t('cancel.keep')}
          </button>
          <button type="submit" className="button" disabled={command.running}>
            {t('cancel.go')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
