import { Button, Segmented, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../graph/use-pages.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { hours, instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import { LabWorkOrdersDocument, type LabWorkOrdersQuery, type WorkOrderState } from './generated.ts';
import { toneOf } from './tones.ts';
import { type Steps, useSteps } from './use-steps.ts';
import { CloseWorkOrder } from './work-order-dialogs.tsx';

type Row = LabWorkOrdersQuery['workOrders']['edges'][number]['node'];
const connectionOf = (data: LabWorkOrdersQuery) => data.workOrders;
const VIEWS = {
  running: ['OPEN', 'RUNNING', 'STOPPED'],
  closed: ['CLOSED'],
} as const satisfies Record<string, readonly WorkOrderState[]>;
type View = keyof typeof VIEWS;

/** The work orders at the instruments: running ones to stop and close, closed ones to look up. */
export default function WorkOrdersPage() {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const [view, setView] = useState<View>('running');
  const variables = { filter: { states: [...VIEWS[view]] }, first: 50 };
  const pages = usePages(LabWorkOrdersDocument, variables, connectionOf);
  const steps = useSteps(pages.refresh);
  const columns: readonly DataColumn<Row>[] = [
    { title: t('queue.instrument'), cell: ({ instrument }) => instrument?.name ?? '—' },
    { title: t('order.operator'), cell: ({ operatorName }) => operatorName },
    { title: t('queue.user'), cell: ({ booking }) => booking?.userName ?? t('order.forTest') },
    { title: t('order.opened'), cell: ({ openedAt }) => instant(openedAt, timeZone) },
    { title: t('order.samples'), isFigure: true, cell: ({ samples }) => samples },
    { title: t('order.used'), isFigure: true, cell: ({ usedMinutes }) => hours(usedMinutes) },
    {
      title: t('queue.state'),
      cell: ({ state, acceptedAt }) => (
        <StateTag tone={toneOf(state)}>{acceptedAt ? t('order.signed') : t(`orderState.${state}`)}</StateTag>
      ),
    },
    {
      title: t('queue.actions'),
      isActions: true,
      cell: (order) => <Actions order={order} steps={steps} onChange={pages.refresh} />,
    },
  ];
  return (
    <>
      <PageTitle
        title={t('order.title')}
        lead={t('order.lead')}
        actions={
          <Segmented<View>
            aria-label={t('order.view')}
            value={view}
            onChange={setView}
            options={[
              { value: 'running', label: t('order.running') },
              { value: 'closed', label: t('order.closed') },
            ]}
          />
        }
      />
      <Refusal {...steps.notDone} />
      <PagedTable
        label={t('order.title')}
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('order.empty')}
      />
    </>
  );
}

function Actions({
  order,
  steps,
  onChange,
}: {
  readonly order: Row;
  readonly steps: Steps;
  readonly onChange: () => void;
}) {
  const { t } = useTranslation('lab');
  const [closes, setCloses] = useState(false);
  const named = { name: `${order.operatorName} ${order.instrument?.name ?? ''}` };
  const done = (): void => {
    setCloses(false);
    onChange();
  };
  return (
    <Space>
      {order.state === 'OPEN' || order.state === 'STOPPED' ? (
        <Button aria-label={t('step.start.of', named)} onClick={() => void steps.start(order.id)}>
          {t('step.start.short')}
        </Button>
      ) : null}
      {order.state === 'RUNNING' ? (
        <Button type="primary" aria-label={t('step.stop.of', named)} onClick={() => void steps.stop(order.id)}>
          {t('step.stop.short')}
        </Button>
      ) : null}
      {order.state === 'STOPPED' ? (
        <Button type="primary" aria-label={t('step.close.of', named)} onClick={() => setCloses(true)}>
          {t('step.close.short')}
        </Button>
      ) : null}
      {closes ? <CloseWorkOrder workOrder={order} onDone={done} onClose={() => setCloses(false)} /> : null}
    </Space>
  );
}
