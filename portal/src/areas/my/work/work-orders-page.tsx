import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../../graph/use-pages.ts';
import { span as spanText } from '../../../parts/format.ts';
import { MoreButton } from '../../../parts/more-button.tsx';
import { PageTitle } from '../../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../../parts/states.tsx';
import { MyWorkOrdersDocument } from '../generated.ts';
import '../my.css';
import { WorkOrderSheet } from './work-order-sheet.tsx';

const AT_ONCE = 20;

/** The work orders of one's bookings: those to be signed first. */
export default function WorkOrdersPage() {
  const { t } = useTranslation('my');
  const pages = usePages(MyWorkOrdersDocument, { first: AT_ONCE }, (data) => data.myBookings);
  if (pages.loading) return <Loading />;
  if (pages.failure && pages.nodes.length === 0) return <Failed failure={pages.failure} retry={pages.refresh} />;
  const orders = pages.nodes.flatMap((booking) => booking.workOrders.map((order) => ({ booking, order })));
  const isOpen = ({ order }: (typeof orders)[number]): boolean => order.state === 'CLOSED' && order.acceptedAt === null;
  const sorted = [...orders.filter(isOpen), ...orders.filter((one) => !isOpen(one))];
  return (
    <>
      <PageTitle title={t('work.pageTitle')} lead={t('work.lead', { count: orders.filter(isOpen).length })} />
      {sorted.length === 0 ? <Empty title={t('work.none')} text={t('work.noneText')} /> : null}
      <div className="sheets">
        {sorted.map(({ booking, order }) => (
          <section key={order.id} className="sheet" aria-label={booking.instrument.name}>
            <h2>
              <Link to={`/my/bookings/${encodeURIComponent(booking.id)}`}>
                {booking.instrument.name} · {spanText(booking.slot.start, booking.slot.end, booking.timeZone)}
              </Link>
            </h2>
            <WorkOrderSheet order={order} zone={booking.timeZone} onChanged={pages.refresh} />
          </section>
        ))}
      </div>
      <MoreButton pages={pages} />
    </>
  );
}
