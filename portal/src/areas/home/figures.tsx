import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { count } from '../../parts/format.ts';
import type { HomeFiguresQuery } from './generated.ts';

const MINUTES_IN_HOUR = 60;

/** What the platform has done so far, in four figures; the statistics page tells how they come about. */
export function Figures(props: {
  readonly row: HomeFiguresQuery['statistics'][number] | undefined;
  readonly failed: boolean;
}) {
  const { t } = useTranslation('home');
  const { row, failed } = props;
  if (failed && row === undefined) return null;
  const shown = [
    { key: 'machineHours', value: row && Math.round(row.machineMinutes / MINUTES_IN_HOUR) },
    { key: 'services', value: row?.servicesProvided },
    { key: 'visits', value: row?.visits },
    { key: 'deliveries', value: row?.documentDeliveries },
  ];
  return (
    <section className="figures" aria-labelledby="figures-title">
      <h2 id="figures-title">{t('figures.title')}</h2>
      <dl>
        {shown.map(({ key, value }) => (
          <div key={key}>
            <dt>{t(`figures.${key}`)}</dt>
            <dd>
              <Link to="/statistics">{value === undefined ? '…' : count(value)}</Link>
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
