import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../../graph/use-command.ts';
import { useRead } from '../../../graph/use-read.ts';
import { hours, instant, span as spanText } from '../../../parts/format.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { RecordList } from '../../../parts/record-list.tsx';
import { Refusal } from '../../../parts/refusal.tsx';
import { Empty, Failed, Loading } from '../../../parts/states.tsx';
import { useEvery } from '../../../parts/use-every.ts';
import { useFace } from '../../../shell/face.ts';
import {
  CancelMyBookingDocument,
  LeaveMyWaitlistDocument,
  MyWaitlistDocument,
  type MyWaitlistQuery,
  SubmitMyBookingDocument,
} from '../generated.ts';
import '../my.css';
import { timeLeft } from './time-left.ts';

type Entry = MyWaitlistQuery['myWaitlist'][number];
type Offer = NonNullable<Entry['offer']>;
const REFRESH_MS = 15_000;
const SECOND_MS = 1000;

/** Times that one waits for, and those that are being offered, with how long they are held. */
export default function WaitlistPage() {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const { data, loading, failure, refresh } = useRead(MyWaitlistDocument, {});
  useEvery(REFRESH_MS, refresh);
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  const entries = data?.myWaitlist ?? [];
  return (
    <>
      <PageTitle title={t('waitlist.title')} lead={t('waitlist.lead')} />
      {entries.length === 0 ? (
        <Empty title={t('waitlist.none')} text={t('waitlist.noneText')}>
          <Link className="button" to="/instruments?mode=BOOKING">
            {t('bookings.new')}
          </Link>
        </Empty>
      ) : (
        <>
          <h2 className="visually-hidden">{t('waitlist.list')}</h2>
          <RecordList
            label={t('waitlist.title')}
            lines={entries.map((entry) => ({
              id: entry.id,
              to: `/instruments/${encodeURIComponent(entry.instrument.id)}`,
              title: entry.instrument.name,
              text: t('waitlist.wanted', {
                length: hours(entry.minutes),
                window: spanText(entry.from, entry.to, timeZone),
              }),
              facts: [t('waitlist.since', { time: instant(entry.createdAt, timeZone) })],
              aside:
                entry.offer?.state === 'TENTATIVE' ? (
                  <OfferControls offer={entry.offer} onChanged={refresh} />
                ) : (
                  <Leave entryId={entry.id} name={entry.instrument.name} onChanged={refresh} />
                ),
            }))}
          />
        </>
      )}
    </>
  );
}

function OfferControls({ offer, onChanged }: { readonly offer: Offer; readonly onChanged: () => void }) {
  const { t } = useTranslation('my');
  const accept = useCommand(SubmitMyBookingDocument);
  const decline = useCommand(CancelMyBookingDocument);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const answer = async (asked: ReturnType<typeof accept.run> | ReturnType<typeof decline.run>): Promise<void> => {
    const { success, refusal, failure } = await asked;
    setTold({ refusal, failure });
    if (success) onChanged();
  };
  const time = spanText(offer.slot.start, offer.slot.end, offer.timeZone);
  const running = accept.running || decline.running;
  return (
    <div className="offer">
      <strong>{t('waitlist.offered', { time })}</strong>
      {offer.heldUntil ? <Countdown until={offer.heldUntil} /> : null}
      <span className="booking-controls">
        <button
          type="button"
          className="button button-small"
          disabled={running}
          onClick={() => void answer(accept.run({ bookingId: offer.id }))}
        >
          {t('waitlist.accept')}
        </button>
        <button
          type="button"
          className="button button-plain button-small"
          disabled={running}
          onClick={() => void answer(decline.run({ bookingId: offer.id, reason: t('waitlist.declined') }))}
        >
          {t('waitlist.decline')}
        </button>
      </span>
      <Refusal {...told} />
    </div>
  );
}

function Countdown({ until }: { readonly until: string }) {
  const { t } = useTranslation('my');
  const [now, setNow] = useState(() => Date.now());
  useEvery(SECOND_MS, () => setNow(Date.now()));
  const left = timeLeft(until, now);
  return <span role="timer">{left === null ? t('waitlist.over') : t('waitlist.left', { time: left })}</span>;
}

function Leave(props: { readonly entryId: string; readonly name: string; readonly onChanged: () => void }) {
  const { t } = useTranslation('my');
  const leave = useCommand(LeaveMyWaitlistDocument);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const go = async (): Promise<void> => {
    const { success, refusal, failure } = await leave.run({ entryId: props.entryId });
    setTold({ refusal, failure });
    if (success) props.onChanged();
  };
  return (
    <>
      <button
        type="button"
        className="button button-plain button-small"
        disabled={leave.running}
        onClick={() => void go()}
      >
        {t('waitlist.leave')} <span className="visually-hidden">{props.name}</span>
      </button>
      <Refusal {...told} />
    </>
  );
}
