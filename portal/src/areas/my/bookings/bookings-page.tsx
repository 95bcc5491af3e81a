import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { usePages } from '../../../graph/use-pages.ts';
import { useRead } from '../../../graph/use-read.ts';
import { hours, money, span as spanText } from '../../../parts/format.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { PageTitle } from '../../../parts/page-title.tsx';
import { usePlatformName } from '../../../parts/platform-name.ts';
import { RecordList } from '../../../parts/record-list.tsx';
import { Empty, Failed, Loading } from '../../../parts/states.tsx';
import { useEvery } from '../../../parts/use-every.ts';
import { useFace } from '../../../shell/face.ts';
import { type BookingState, MyBookingsDocument, MyWaitlistDocument } from '../generated.ts';
import '../my.css';
import { BookingControls } from './booking-controls.tsx';
import { BookingTag } from './booking-tag.tsx';
import { FeedPanel } from './feed-panel.tsx';
import type { Own } from './steps.ts';

const BookingCalendar = lazy(() => import('./booking-calendar.tsx'));

const FILTERS = {
  open: ['PENDING', 'TENTATIVE', 'REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED', 'IN_USE'],
  done: ['COMPLETED'],
  ended: ['REFUSED', 'CANCELLED', 'NO_SHOW', 'EXPIRED'],
} as const satisfies Record<string, readonly BookingState[]>;
type Filter = keyof typeof FILTERS;
const NAMES = Object.keys(FILTERS) as readonly Filter[];

const AT_ONCE = 20;
/** While an answer of another platform is outstanding. */
const POLL_MS = 5000;

/** One's bookings here and at other platforms, as a list or a calendar, with an address for calendar programs. */
export default function BookingsPage() {
  const { t } = useTranslation('my');
  const [parameters, setParameters] = useSearchParams();
  const isCalendar = parameters.get('view') === 'calendar';
  const filter = NAMES.find((name) => name === parameters.get('show')) ?? 'open';
  const tab = (name: Filter | 'calendar') => ({
    'aria-pressed': name === 'calendar' ? isCalendar : !isCalendar && name === filter,
    onClick: () => setParameters(name === 'calendar' ? { view: 'calendar' } : { show: name }),
  });
  return (
    <>
      <PageTitle
        title={t('bookings.title')}
        lead={t('bookings.lead')}
        actions={
          <Link className="button" to="/instruments?mode=BOOKING">
            {t('bookings.new')}
          </Link>
        }
      />
      <Offers />
      <div className="tabs no-print">
        {NAMES.map((name) => (
          <button key={name} type="button" {...tab(name)}>
            {t(`bookings.${name}`)}
          </button>
        ))}
        <button type="button" {...tab('calendar')}>
          {t('bookings.calendar')}
        </button>
      </div>
      {isCalendar ? (
        <Suspense fallback={<Loading />}>
          <BookingCalendar />
        </Suspense>
      ) : (
        <List states={FILTERS[filter]} />
      )}
      <FeedPanel />
    </>
  );
}

/** A reminder of what is being offered from the waitlist. */
function Offers() {
  const { t } = useTranslation('my');
  const { data } = useRead(MyWaitlistDocument, {});
  const count = data?.myWaitlist.filter(({ offer }) => offer?.state === 'TENTATIVE').length ?? 0;
  if (count === 0) return null;
  return (
    <p className="notice">
      <Link to="/my/waitlist">{t('waitlist.offers', { count })}</Link>
    </p>
  );
}

function List({ states }: { readonly states: readonly BookingState[] }) {
  const { t } = useTranslation('my');
  const pages = usePages(MyBookingsDocument, { filter: { states }, first: AT_ONCE }, (data) => data.myBookings);
  const waits = pages.nodes.some(({ state }) => state === 'PENDING');
  useEvery(POLL_MS, () => {
    if (waits) pages.refresh();
  });
  const line = useLine(pages.refresh);
  if (pages.loading) return <Loading />;
  if (pages.failure && pages.nodes.length === 0) return <Failed failure={pages.failure} retry={pages.refresh} />;
  if (pages.nodes.length === 0)
    return (
      <Empty title={t('bookings.none')} text={t('bookings.noneText')}>
        <Link className="button" to="/instruments?mode=BOOKING">
          {t('bookings.new')}
        </Link>
      </Empty>
    );
  return (
    <>
      <h2 className="visually-hidden">{t('bookings.list')}</h2>
      <RecordList label={t('bookings.title')} lines={pages.nodes.map(line)} />
      <MoreButton pages={pages} />
    </>
  );
}

function useLine(refresh: () => void) {
  const { t } = useTranslation('my');
  const platformName = usePlatformName();
  const { id: here } = useFace();
  return (booking: Own) => {
    const { id, instrument, slot, timeZone, price, purpose, reason, home, bookedMinutes } = booking;
    return {
      id,
      to: `/my/bookings/${encodeURIComponent(id)}`,
      title: instrument.name,
      text: spanText(slot.start, slot.end, timeZone),
      facts: [
        instrument.unit.name,
        home === here ? null : platformName(home),
        hours(bookedMinutes),
        price ? t('booking.net', { price: money(price.netFen) }) : null,
        purpose,
        reason,
      ],
      aside: (
        <>
          <BookingTag state={booking.state} />
          <BookingControls booking={booking} onChanged={refresh} />
        </>
      ),
    };
  };
}
