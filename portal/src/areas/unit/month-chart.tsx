import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart } from '../../parts/chart.tsx';
import { DataTable } from '../../parts/data-table.tsx';
import { count, hours } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { UnitFiguresQuery } from './generated.ts';
import '../../parts/record-page.css';

type Row = UnitFiguresQuery['statistics'][number];

const MINUTES_IN_HOUR = 60;
const byMonth = (a: Row, b: Row): number => (a.month ?? '').localeCompare(b.month ?? '');

/** Machine-hours month by month, as bars and as the table that the bars are drawn from. */
export default function MonthChart({ rows }: { readonly rows: readonly Row[] }) {
  const { t } = useTranslation('unit');
  const { colours } = useFace();
  const months = useMemo(() => [...rows].sort(byMonth), [rows]);
  const option = useMemo(
    () => ({
      color: [colours.primary, '#d08a1c'],
      grid: { left: 56, right: 16, top: 40, bottom: 32 },
      legend: { top: 0 },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: months.map(({ month }) => month ?? '') },
      yAxis: { type: 'value', name: t('statistics.hours') },
      series: (['machineMinutes', 'externalMachineMinutes'] as const).map((figure) => ({
        name: t(`statistics.${figure}`),
        type: 'bar',
        barMaxWidth: 28,
        data: months.map((row) => Math.round((row[figure] / MINUTES_IN_HOUR) * 10) / 10),
      })),
    }),
    [months, colours, t],
  );
  return (
    <section className="block sheet">
      <h2>{t('statistics.byMonth')}</h2>
      <Chart option={option} label={t('statistics.byMonth')} height={280} />
      <details>
        <summary>{t('statistics.asTable')}</summary>
        <DataTable
          label={t('statistics.byMonth')}
          rows={months}
          rowKey={({ month }) => month ?? ''}
          columns={[
            { title: t('statistics.month'), cell: ({ month }) => month },
            {
              title: t('statistics.machineMinutes'),
              isFigure: true,
              cell: ({ machineMinutes }) => hours(machineMinutes),
            },
            {
              title: t('statistics.externalMachineMinutes'),
              isFigure: true,
              cell: ({ externalMachineMinutes }) => hours(externalMachineMinutes),
            },
            {
              title: t('statistics.servicesProvided'),
              isFigure: true,
              cell: ({ servicesProvided }) => count(servicesProvided),
            },
            {
              title: t('statistics.servicesReceived'),
              isFigure: true,
              cell: ({ servicesReceived }) => count(servicesReceived),
            },
          ]}
        />
      </details>
    </section>
  );
}
