import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Chart, type echarts } from '../../parts/chart.tsx';
import type { Figure } from '../../parts/figures.ts';
import { chartHours, type Figures, type Span, totalBy } from './figures.ts';
import type { DashboardFiguresQuery } from './generated.ts';
import { figureText, listOf, useFigureName } from './use-figure-text.ts';
import { AXIS, PALETTE, TEXT } from './wall-style.ts';

const SHOWN = [
  'machineMinutes',
  'externalMachineMinutes',
  'servicesProvided',
  'visits',
  'documentDeliveries',
] as const satisfies readonly Figure[];
const TIMES: readonly Figure[] = ['machineMinutes', 'externalMachineMinutes'];

/** Month by month: hours as bars, services, visits and deliveries as lines on an axis of their own. */
export function TrendPanel(props: {
  readonly rows: DashboardFiguresQuery['months'];
  readonly span: Span;
  readonly onChart: (title: string) => (chart: echarts.ECharts) => void;
}) {
  const { t } = useTranslation('dashboard');
  const name = useFigureName();
  const months = useMemo(
    () => [...totalBy(props.rows, ({ month }) => month)].sort(([a], [b]) => a.localeCompare(b)),
    [props.rows],
  );
  const title = t('panel.byMonth');
  const option = useMemo(() => trendOption(months, name, t('panel.hours'), t('panel.pieces')), [months, name, t]);
  return (
    <section className="wall-panel wall-panel-wide" aria-label={title}>
      <h2>{title}</h2>
      <Chart option={option} label={title} height={340} onChart={props.onChart(title)} />
      <details className="wall-table">
        <summary>
          {t('asTable')}
          <span className="visually-hidden"> {title}</span>
        </summary>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('month')}</th>
              {SHOWN.map((figure) => (
                <th key={figure} scope="col">
                  {name(figure)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {months.map(([month, figures]) => (
              <tr key={month}>
                <td>{month}</td>
                {SHOWN.map((figure) => (
                  <td key={figure}>
                    <Link
                      to={listOf(figure, { from: month, to: month })}
                      aria-label={`${month} ${name(figure)} ${figureText(figure, figures[figure])}`}
                    >
                      {figureText(figure, figures[figure])}
                    </Link>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  );
}

function trendOption(
  months: readonly (readonly [string, Figures])[],
  name: (figure: Figure) => string,
  hoursTitle: string,
  piecesTitle: string,
) {
  return {
    color: PALETTE,
    textStyle: TEXT,
    grid: { left: 56, right: 56, top: 56, bottom: 32 },
    legend: { top: 0, textStyle: { ...TEXT, fontSize: 13 }, inactiveColor: '#6d7f9c' },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: months.map(([month]) => month), ...AXIS },
    yAxis: [
      { type: 'value', name: hoursTitle, nameTextStyle: TEXT, ...AXIS },
      { type: 'value', name: piecesTitle, nameTextStyle: TEXT, ...AXIS, splitLine: { show: false } },
    ],
    series: SHOWN.map((figure) => {
      const isHours = TIMES.includes(figure);
      return {
        name: name(figure),
        type: isHours ? 'bar' : 'line',
        yAxisIndex: isHours ? 0 : 1,
        barMaxWidth: 18,
        symbolSize: 6,
        data: months.map(([, figures]) => (isHours ? chartHours(figures[figure]) : figures[figure])),
      };
    }),
  };
}
