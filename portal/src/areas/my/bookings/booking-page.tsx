import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { hours, instant, money, span as spanText } from '../../../parts/format.ts';
import { usePlatformName } from '../../../parts/platform-name.ts';
import { RecordPage } from '../../../parts/record-page.tsx';
import { Failed, Loading, Message } from '../../../parts/states.tsx';
import { useEvery } from '../../../parts/use-every.ts';
import { MyBookingDocument, type MyBookingQuery } from '../generated.ts';
import '../my.css';
import { WorkOrderSheet } from '../work/work-order-sheet.tsx';
import { BookingControls } from './booking-controls.tsx';
import { BookingTag } from './booking-tag.tsx';

type Booking = NonNullable<MyBookingQuery['booking']>;

/** While an answer of another platform is outstanding. */
const POLL_MS = 3000;

/** One booking: where it stands, what happened, what one can do. */
export default function BookingPage() {
  const { t } = useTranslation('my');
  const { id = '' } = useParams();
  const { data, loading, failure, refresh } = useRead(MyBookingDocument, { id });
  const booking = data?.booking;
  useEvery(POLL_MS, () => {
    if (booking?.state === 'PENDING') refresh();
  });
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  if (!booking)
    return (
      <Message title={t('booking.none')}>
        <Link className="button" to="/my/bookings">
          {t('bookings.title')}
        </Link>
      </Message>
    );
  return <Page booking={booking} refresh={refresh} />;
}

function Page({ booking, refresh }: { readonly booking: Booking; readonly refresh: () => void }) {
  const { t } = useTranslation('my');
  const facts = useFacts(booking);
  const { instrument, slot, timeZone, state, workOrders, reason } = booking;
  return (
    <RecordPage
      back={{ to: '/my/bookings', text: t('bookings.title') }}
      title={spanText(slot.start, slot.end, timeZone)}
      lead={
        <>
          <Link to={`/instruments/${encodeURIComponent(instrument.id)}`}>{instrument.name}</Link>{' '}
          <BookingTag state={state} />
        </>
      }
      actions={<BookingControls booking={booking} onChanged={refresh} />}
      facts={facts}
      sections={[
        { title: t('booking.now'), body: <p>{t(`meaning.${state}`)}</p> },
        { title: t('booking.reason'), body: reason },
        { title: t('booking.purpose'), body: booking.purpose },
        {
          title: t('work.title'),
          body:
            workOrders.length === 0
              ? null
              : workOrders.map((order) => (
                  <WorkOrderSheet key={order.id} order={order} zone={timeZone} onChanged={refresh} />
                )),
        },
        { title: t('booking.history'), body: <Steps booking={booking} /> },
      ]}
    />
  );
}

function useFacts(booking: Booking) {
  const { t } = useTranslation('my');
  const platformName = usePlatformName();
  const { price, timeZone, instrument, heldUntil, syncedAt } = booking;
  return [
    { name: t('booking.unit'), value: instrument.unit.name },
    { name: t('booking.home'), value: platformName(booking.home) },
    { name: t('booking.zone'), value: timeZone },
    { name: t('booking.booked'), value: hours(booking.bookedMinutes) },
    { name: t('booking.used'), value: booking.usedMinutes > 0 ? hours(booking.usedMinutes) : null },
    { name: t('booking.list'), value: price ? money(price.listFen) : null },
    { name: t('booking.waiver'), value: price && price.waiverFen > 0 ? money(price.waiverFen) : null },
    { name: t('booking.toPay'), value: price ? money(price.netFen) : null },
    { name: t('booking.heldUntil'), value: heldUntil ? instant(heldUntil, timeZone) : null },
    { name: t('booking.requested'), value: instant(booking.requestedAt, timeZone) },
    { name: t('booking.synced'), value: syncedAt ? instant(syncedAt, timeZone) : null },
  ];
}

function Steps({ booking: { history, timeZone } }: { readonly booking: Booking }) {
  const { t } = useTranslation('my');
  return (
    <ol className="steps">
      {history.map(({ step, state, at, reason }) => (
        <li key={`${step} ${at}`}>
          <span>{instant(at, timeZone)}</span>
          <strong>{t(`step.${step}`)}</strong>
          <span>{t(`state.${state}`)}</span>
          {reason ? <span>{reason}</span> : null}
        </li>
      ))}
    </ol>
  );
}
