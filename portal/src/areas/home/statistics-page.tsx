import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { Chart } from '../../parts/chart.tsx';
import { FIGURES, type Figure } from '../../parts/figures.ts';
import { count } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { StatisticsByMonthDocument } from './generated.ts';
import { figureOf, lastYearWith, monthsOf, sumByMonth, sumByYear, yearsOf } from './statistics-figures.ts';
import { CategoryPart, UnitPart } from './statistics-parts.tsx';
import { StatisticsTable } from './statistics-table.tsx';
import './statistics-page.css';

/** What the platform and those below it have done, by year, month, unit and category of instruments. */
export default function StatisticsPage() {
  const { t } = useTranslation('home');
  const [figure, setFigure] = useState<Figure>('machineMinutes');
  const [chosen, setYear] = useState<string>();
  const months = useRead(StatisticsByMonthDocument, { filter: { scope: 'NETWORK' } });
  const rows = useMemo(() => sumByMonth(months.data?.statistics ?? []), [months.data]);
  const years = yearsOf(rows);
  const year = chosen ?? lastYearWith(rows, figure) ?? '';
  return (
    <>
      <PageTitle title={t('statistics.title')} lead={t('statistics.lead')} />
      {months.failure ? <Failed failure={months.failure} retry={months.refresh} /> : null}
      {months.loading ? <Loading /> : null}
      {months.data && years.length === 0 ? <Empty title={t('statistics.none')} /> : null}
      {years.length > 0 ? (
        <div className="statistics">
          <StatisticsTable rows={sumByYear(rows)} chosen={year} choose={setYear} />
          <section className="sheet" aria-label={t('statistics.byMonth')}>
            <div className="statistics-head">
              <h2>{t('statistics.monthsOf', { year })}</h2>
              <FigureChoice figure={figure} choose={setFigure} />
            </div>
            <MonthChart year={year} rows={rows} figure={figure} />
          </section>
          <UnitPart year={year} figure={figure} />
          <CategoryPart year={year} figure={figure} />
        </div>
      ) : null}
    </>
  );
}

function FigureChoice(props: { readonly figure: Figure; choose(figure: Figure): void }) {
  const { t } = useTranslation('home');
  return (
    <select
      className="select"
      aria-label={t('statistics.choose')}
      value={props.figure}
      onChange={(event) => props.choose(event.target.value as Figure)}
    >
      {FIGURES.map((one) => (
        <option key={one} value={one}>
          {t(`statistics.figure.${one}`)}
        </option>
      ))}
    </select>
  );
}

type Rows = Parameters<typeof monthsOf>[0];

function MonthChart(props: { readonly year: string; readonly rows: Rows; readonly figure: Figure }) {
  const { t } = useTranslation('home');
  const { colours } = useFace();
  const { year, rows, figure } = props;
  const months = useMemo(() => monthsOf(rows, year), [rows, year]);
  const name = t(`statistics.figure.${figure}`);
  const option = useMemo(
    () => ({
      color: [colours.primary],
      grid: { left: 8, right: 8, top: 16, bottom: 0, containLabel: true },
      tooltip: { trigger: 'axis' },
      xAxis: { type: 'category', data: months.map(({ month }) => (month ?? '').slice('YYYY-'.length)) },
      yAxis: { type: 'value', splitNumber: 4 },
      series: [{ type: 'bar', name, barMaxWidth: 36, data: months.map((row) => figureOf(row, figure)) }],
    }),
    [months, figure, name, colours.primary],
  );
  return (
    <>
      <Chart option={option} label={t('statistics.chart', { figure: name, year })} height={280} />
      <table className="visually-hidden">
        <caption>{t('statistics.chart', { figure: name, year })}</caption>
        <tbody>
          {months.map((row) => (
            <tr key={row.month}>
              <th scope="row">{row.month}</th>
              <td>{count(figureOf(row, figure))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
