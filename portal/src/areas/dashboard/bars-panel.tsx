import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { Chart, type echarts } from '../../parts/chart.tsx';
import { AXIS, PALETTE, TEXT } from './wall-style.ts';

/** Named values, each with the list behind it. */
export interface BarsData {
  readonly title: string;
  readonly nameTitle: string;
  readonly valueTitle: string;
  /** What the bars do not show. */
  readonly note?: string | undefined;
  readonly bars: readonly {
    readonly name: string;
    readonly value: number;
    readonly text: string;
    readonly to: string;
  }[];
}

/** In Latin letters; a Chinese character is as wide as two. */
const LONGEST_NAME = 24;

function shortened(name: string): string {
  let width = 0;
  for (const [place, character] of [...name].entries()) {
    width += character > '\u2e80' ? 2 : 1;
    if (width > LONGEST_NAME) return `${[...name].slice(0, place).join('')}…`;
  }
  return name;
}

/** Horizontal bars, the largest on top; a click leads to the list. The same figures stand in a table below. */
export function BarsPanel(props: BarsData & { readonly onChart: (title: string) => (chart: echarts.ECharts) => void }) {
  const { t } = useTranslation('dashboard');
  const navigate = useNavigate();
  const { title, bars, note } = props;
  const option = useMemo(
    () => ({
      color: PALETTE,
      textStyle: TEXT,
      grid: { left: 8, right: 56, top: 8, bottom: 8, containLabel: true },
      tooltip: {},
      xAxis: { type: 'value', ...AXIS, axisLabel: { show: false } },
      yAxis: {
        type: 'category',
        inverse: true,
        data: bars.map(({ name }) => name),
        ...AXIS,
        axisLabel: { color: TEXT.color, fontSize: 13, formatter: shortened },
      },
      series: [
        {
          type: 'bar',
          name: props.valueTitle,
          data: bars.map(({ value }) => value),
          barMaxWidth: 16,
          itemStyle: { borderRadius: [0, 4, 4, 0] },
          label: { show: true, position: 'right', color: '#fff', fontSize: 13 },
        },
      ],
    }),
    [bars, props.valueTitle],
  );
  const pick = useCallback(
    ({ index }: { readonly index: number }) => {
      const bar = bars[index];
      if (bar) navigate(bar.to);
    },
    [bars, navigate],
  );
  return (
    <section className="wall-panel" aria-label={title}>
      <h2>{title}</h2>
      {bars.length === 0 ? (
        <p className="wall-empty">{t('empty')}</p>
      ) : (
        <>
          <Chart option={option} label={title} height={320} onPick={pick} onChart={props.onChart(title)} />
          <FigureTable {...props} />
          {note === undefined ? null : <p className="wall-note">{note}</p>}
        </>
      )}
    </section>
  );
}

/** The figures of a chart as a table, with a link to each list. */
export function FigureTable({ title, nameTitle, valueTitle, bars }: BarsData) {
  const { t } = useTranslation('dashboard');
  return (
    <details className="wall-table">
      <summary>
        {t('asTable')}
        <span className="visually-hidden"> {title}</span>
      </summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{nameTitle}</th>
            <th scope="col">{valueTitle}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ name, text, to }) => (
            <tr key={`${name} ${to}`}>
              <td>{name}</td>
              <td>
                <Link to={to} aria-label={`${name} ${text}`}>
                  {text}
                </Link>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}
