import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../../graph/use-command.ts';
import { useRead } from '../../../graph/use-read.ts';
import { money, span as spanText } from '../../../parts/format.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { RequestedBookingDocument, UndoBookingDocument } from '../generated.ts';
import type { Bookable } from './bookable.ts';
import type { Requested } from './types.ts';
import type { Booked } from './use-booking.ts';

interface Props {
  readonly booked: Booked;
  readonly instrument: Bookable;
  /** Something about the calendar changed. */
  readonly onChanged: () => void;
}

/** How often the home platform's answer is looked for. */
const POLL_MS = 3000;
const MINUTE_MS = 60_000;

/** What came of it, with a way back. */
export function BookedNotice({ booked, instrument, onChanged }: Props) {
  return 'booking' in booked ? (
    <OneBooked key={booked.booking.id} booking={booked.booking} instrument={instrument} onChanged={onChanged} />
  ) : (
    <SeriesBooked count={booked.slots.length} left={booked.left} />
  );
}

function SeriesBooked({ count, left }: { readonly count: number; readonly left: number }) {
  const { t } = useTranslation('instruments');
  return (
    <div className="booked" role="status">
      <strong>{t('booked.series', { count })}</strong>
      {left > 0 ? <span>{t('booked.left', { count: left })}</span> : null}
      <Link to="/my/bookings">{t('booked.show')}</Link>
    </div>
  );
}

function OneBooked(props: { readonly booking: Requested } & Omit<Props, 'booked'>) {
  const { t } = useTranslation('instruments');
  const { instrument, onChanged } = props;
  const booking = useFollowed(props.booking, onChanged);
  const undo = useCommand(UndoBookingDocument);
  const [undone, setUndone] = useState(false);
  const [told, setTold] = useState<Pick<Parameters<typeof Refusal>[0], 'refusal' | 'failure'>>({});
  const takeBack = async (): Promise<void> => {
    const { success, refusal, failure } = await undo.run({ bookingId: booking.id, reason: t('booked.undoReason') });
    setUndone(success !== undefined);
    setTold({ refusal, failure });
    onChanged();
  };
  const { start, end } = booking.slot;
  const time = spanText(start, end, instrument.zone);
  if (undone)
    return (
      <div className="booked" role="status">
        <strong>{t('booked.undone', { time })}</strong>
      </div>
    );
  return (
    <>
      <div className="booked" role="status">
        <strong>{t('booked.title', { time })}</strong>
        <span className="tag">{t(`bookingState.${booking.state}`)}</span>
        <span>{booking.state === 'PENDING' ? t('booked.pending') : t('booked.next')}</span>
        {booking.price ? <span>{t('booked.price', { price: money(booking.price.netFen) })}</span> : null}
        {booking.reason ? <span>{booking.reason}</span> : null}
        <span className="booked-actions">
          {isFree(booking, instrument) ? (
            <button
              type="button"
              className="button button-plain button-small"
              disabled={undo.running}
              onClick={takeBack}
            >
              {t('booked.undo')}
            </button>
          ) : null}
          <Link to={`/my/bookings/${encodeURIComponent(booking.id)}`}>{t('booked.show')}</Link>
        </span>
      </div>
      <Refusal {...told} />
    </>
  );
}

const UNDOABLE: ReadonlySet<string> = new Set(['REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED', 'TENTATIVE']);

/** Taking it back costs nothing: it stands, and it is not so late that it counts as missed. */
function isFree({ state, slot }: Requested, { rules }: Bookable): boolean {
  const late = rules?.lateCancelMinutes ?? 0;
  return UNDOABLE.has(state) && Date.now() < Date.parse(slot.start) - late * MINUTE_MS;
}

/** A booking whose home platform has not answered is asked about until it has. */
function useFollowed(first: Requested, onChanged: () => void): Requested {
  const isPending = first.state === 'PENDING';
  const { data, refresh } = useRead(RequestedBookingDocument, { id: first.id }, { pause: !isPending });
  const current = data?.booking ?? first;
  const waits = isPending && current.state === 'PENDING';
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(refresh, POLL_MS);
    return () => clearInterval(timer);
  }, [waits, refresh]);
  const told = useRef(first.state);
  useEffect(() => {
    if (told.current !== current.state) onChanged();
    told.current = current.state;
  }, [current.state, onChanged]);
  return current;
}
