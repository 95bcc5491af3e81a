import { useTranslation } from 'react-i18next';
import { Chart, type echarts } from '../../parts/chart.tsx';
import { usePlatformName } from '../../parts/platform-name.ts';
import { FigureTable } from './bars-panel.tsx';
import { chartHours, type Span, totalBy } from './figures.ts';
import type { DashboardFiguresQuery } from './generated.ts';
import { figureText, listOf } from './use-figure-text.ts';
import { AXIS, PALETTE, TEXT } from './wall-style.ts';

/** Machine-hours month by month, one colour for each platform, on top of each other: what a province adds up. */
export function PlatformTrend(props: {
  readonly rows: DashboardFiguresQuery['months'];
  readonly span: Span;
  readonly onChart: (title: string) => (chart: echarts.ECharts) => void;
}) {
  const { t } = useTranslation('dashboard');
  const platformName = usePlatformName();
  const { rows, span } = props;
  const title = t('panel.platformsByMonth');
  const sums = [...totalBy(rows, ({ platform }) => platform)].map(([id, { machineMinutes }]) => ({
    id,
    name: platformName(id),
    minutes: machineMinutes,
  }));
  const option = trendOption(rows, sums, t('panel.hours'));
  return (
    <section className="wall-panel wall-panel-wide" aria-label={title}>
      <h2>{title}</h2>
      <Chart option={option} label={title} height={320} onChart={props.onChart(title)} />
      <FigureTable
        title={title}
        nameTitle={t('panel.platform')}
        valueTitle={t('panel.hours')}
        bars={sums.map(({ name, minutes }) => ({
          name,
          value: chartHours(minutes),
          text: figureText('machineMinutes', minutes),
          to: listOf('machineMinutes', span),
        }))}
      />
    </section>
  );
}

function trendOption(
  rows: DashboardFiguresQuery['months'],
  platforms: readonly { readonly id: string; readonly name: string }[],
  hoursTitle: string,
) {
  const months = [...new Set(rows.map(({ month }) => month ?? ''))].sort();
  const minutes = new Map(rows.map((row) => [`${row.platform} ${row.month}`, row.machineMinutes]));
  return {
    color: PALETTE,
    textStyle: TEXT,
    grid: { left: 56, right: 16, top: 40, bottom: 32 },
    legend: { top: 0, textStyle: { ...TEXT, fontSize: 13 } },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: months, ...AXIS },
    yAxis: { type: 'value', name: hoursTitle, nameTextStyle: TEXT, ...AXIS },
    series: platforms.map(({ id, name }) => ({
      name,
      type: 'bar',
      stack: 'platforms',
      barMaxWidth: 22,
      data: months.map((month) => chartHours(minutes.get(`${id} ${month}`) ?? 0)),
    })),
  };
}
