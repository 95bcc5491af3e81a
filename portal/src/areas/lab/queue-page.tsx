import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../graph/use-pages.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { ago, hours, money, span } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { BookingActions } from './booking-actions.tsx';
import { type LabBookingFragment, LabBookingsDocument, type LabBookingsQuery } from './generated.ts';
import { toneOf } from './tones.ts';
import { useSteps } from './use-steps.ts';

const FILTER = { filter: { states: ['REQUESTED' as const, 'PLATFORM_ACCEPTED' as const] }, first: 50 };
const connectionOf = (data: LabBookingsQuery) => data.bookings;

/** Bookings that wait for the platform's or the unit's approval. */
export default function QueuePage() {
  const { t } = useTranslation('lab');
  const [done, setDone] = useState(0);
  const { nodes, loading, failure, hasMore, more, refresh } = usePages(LabBookingsDocument, FILTER, connectionOf);
  const changed = (): void => {
    setDone((count) => count + 1);
    refresh();
  };
  const steps = useSteps(changed);
  const columns: readonly DataColumn<LabBookingFragment>[] = [
    { title: t('queue.when'), cell: ({ slot, timeZone }) => span(slot.start, slot.end, timeZone) },
    { title: t('queue.instrument'), cell: ({ instrument }) => instrument.name },
    { title: t('queue.user'), cell: ({ userName, unit }) => [userName, unit?.name].filter(Boolean).join(' · ') },
    { title: t('queue.purpose'), cell: ({ purpose, overrideReason }) => overrideReason ?? purpose },
    { title: t('queue.hours'), isFigure: true, cell: ({ bookedMinutes }) => hours(bookedMinutes) },
    { title: t('queue.price'), isFigure: true, cell: ({ price }) => (price ? money(price.netFen) : '—') },
    {
      title: t('queue.state'),
      cell: ({ state, requestedAt }) => (
        <>
          <StateTag tone={toneOf(state)}>{t(`state.${state}`)}</StateTag>{' '}
          <span className="soft">{ago(requestedAt)}</span>
        </>
      ),
    },
    {
      title: t('queue.actions'),
      isActions: true,
      cell: (booking) => <BookingActions booking={booking} steps={steps} onChange={changed} />,
    },
  ];
  return (
    <>
      <PageTitle title={t('queue.title')} lead={t('queue.lead')} />
      <p role="status" className="soft">
        {done > 0 ? t('queue.done', { count: done }) : null}
      </p>
      <Refusal {...steps.notDone} />
      {loading ? <Loading /> : null}
      {failure ? <Failed failure={failure} retry={refresh} /> : null}
      {!loading && !failure && nodes.length === 0 ? <Empty title={t('queue.empty')} /> : null}
      {nodes.length > 0 ? (
        <DataTable label={t('queue.title')} columns={columns} rows={nodes} rowKey={({ id }) => id} />
      ) : null}
      {hasMore ? (
        <button type="button" className="button button-plain" onClick={more}>
          {t('more')}
        </button>
      ) : null}
    </>
  );
}
