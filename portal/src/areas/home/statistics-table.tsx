import { useTranslation } from 'react-i18next';
import { FIGURES } from '../../parts/figures.ts';
import { count } from '../../parts/format.ts';
import { type FigureRow, figureOf } from './statistics-figures.ts';

/** All figures by year; a year's button shows its months and units below. */
export function StatisticsTable(props: {
  readonly rows: readonly { readonly year: string; readonly sums: FigureRow }[];
  readonly chosen: string;
  choose(year: string): void;
}) {
  const { t } = useTranslation('home');
  return (
    <div className="sheet">
      <h2>{t('statistics.byYear')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a part that scrolls must be reachable by keyboard */}
      <section className="table-scroll" tabIndex={0} aria-label={t('statistics.byYear')}>
        <table className="figure-table">
          <thead>
            <tr>
              <th scope="col">{t('statistics.year')}</th>
              {FIGURES.map((figure) => (
                <th key={figure} scope="col">
                  {t(`statistics.figure.${figure}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map(({ year, sums }) => (
              <tr key={year} className={year === props.chosen ? 'chosen' : undefined}>
                <th scope="row">
                  <button
                    type="button"
                    className="link-button"
                    aria-pressed={year === props.chosen}
                    onClick={() => props.choose(year)}
                  >
                    {year}
                  </button>
                </th>
                {FIGURES.map((figure) => (
                  <td key={figure}>{count(figureOf(sums, figure))}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}
