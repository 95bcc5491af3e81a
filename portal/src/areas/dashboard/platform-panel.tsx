import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Figure } from '../../parts/figures.ts';
import { ago } from '../../parts/format.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { type Span, totalBy } from './figures.ts';
import type { DashboardFiguresQuery } from './generated.ts';
import { listOf, useFigureName, useWallText } from './use-figure-text.ts';

const SHOWN = ['machineMinutes', 'servicesProvided', 'visits'] as const satisfies readonly Figure[];

/** Platform by platform, this one and those below it; and whether the link to each is up. */
export function PlatformPanel(props: {
  readonly data: DashboardFiguresQuery;
  readonly span: Span;
  readonly isWide: boolean;
}) {
  const { data, span } = props;
  const { t } = useTranslation('dashboard');
  const platformName = usePlatformName();
  const name = useFigureName();
  const text = useWallText();
  const sums = [...totalBy(data.months, ({ platform }) => platform)];
  return (
    <section className={props.isWide ? 'wall-panel wall-panel-wide' : 'wall-panel'} aria-label={t('panel.byPlatform')}>
      <h2>{t('panel.byPlatform')}</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
      <section className="wall-table" tabIndex={0} aria-label={t('panel.byPlatform')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('panel.platform')}</th>
              {SHOWN.map((figure) => (
                <th key={figure} scope="col">
                  {name(figure)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {sums.map(([platform, figures]) => (
              <tr key={platform}>
                <td>{platformName(platform)}</td>
                {SHOWN.map((figure) => (
                  <td key={figure}>
                    <Link
                      to={listOf(figure, span)}
                      aria-label={`${platform} ${name(figure)} ${text(figure, figures[figure])}`}
                    >
                      {text(figure, figures[figure])}
                    </Link>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ul className="wall-links" aria-label={t('panel.links')}>
        {data.partners.map(({ id, status, lastHarvestedAt }) => (
          <li key={id}>
            <span className={`wall-light wall-light-${status.toLowerCase()}`} aria-hidden="true" />
            {platformName(id)} · {t(`link.${status}`)}
            {lastHarvestedAt ? ` · ${t('harvested', { ago: ago(lastHarvestedAt) })}` : ''}
          </li>
        ))}
      </ul>
    </section>
  );
}
