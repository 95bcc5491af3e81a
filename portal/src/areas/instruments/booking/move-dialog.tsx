import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { Dialog } from '../../../parts/dialog.tsx';
import { Refusal } from '../../../parts/refusal.tsx';
import { spanTyped, TimeFields, typed } from '../calendar/time-fields.tsx';
import type { Span } from '../calendar/week.ts';
import '../calendar/week.css';
import { MoveBookedTimeDocument } from '../generated.ts';
import './booking.css';
import { BookingRefusal } from './booking-refusal.tsx';
import type { Told } from './use-booking.ts';

/** Other times for a booking; what stands against them is told as when it was booked. */
export function MoveDialog(props: {
  readonly bookingId: string;
  readonly instrumentId: string;
  readonly span: Span;
  readonly zone: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('instruments');
  const { bookingId, instrumentId, span, zone, onClose, onDone } = props;
  const [time, setTime] = useState(() => typed(span, zone));
  const [told, setTold] = useState<Told>({});
  const command = useCommand(MoveBookedTimeDocument);
  const slot = spanTyped(time, zone);
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (!slot) return;
    const { success, refusal, failure } = await command.run({ bookingId, slot });
    if (success) onDone();
    else setTold({ ...(refusal ? { refusal } : {}), ...(failure ? { failure } : {}) });
  };
  return (
    <Dialog title={t('move.title')} onClose={onClose}>
      <form className="wish" onSubmit={(event) => void submit(event)}>
        <div className="wish-time">
          <TimeFields value={time} onChange={setTime} />
        </div>
        <p>{t('move.decidedAnew')}</p>
        {told.refusal && slot ? (
          <BookingRefusal
            refusal={told.refusal}
            instrumentId={instrumentId}
            wanted={slot}
            zone={zone}
            onPick={(other) => setTime(typed(other, zone))}
          />
        ) : null}
        <Refusal failure={told.failure} />
        <div className="wish-actions">
          <button type="submit" className="button" disabled={slot === null || command.running}>
            {t('move.go')}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
