import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../graph/use-pages.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { ago, hours, money, span } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
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
  const pages = usePages(LabBookingsDocument, FILTER, connectionOf);
  const changed = (): void => {
    setDone((count) => count + 1);
    pages.refresh();
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
      <PagedTable
        label={t('queue.title')}
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('queue.empty')}
      />
    </>
  );
}
