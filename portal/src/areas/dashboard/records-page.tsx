import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { hours, span } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import { DashboardRecordsDocument, type PeriodInput, type PeriodKind } from './generated.ts';

const KINDS = ['MONTH', 'CALENDAR_YEAR', 'SCHOOL_YEAR'] as const satisfies readonly PeriodKind[];

/** The usage records behind the hours of an instrument, a unit or the platform in a period. */
export default function RecordsPage() {
  const { t } = useTranslation('dashboard');
  const { id, timeZone } = useFace();
  const [parameters] = useSearchParams();
  const subject = parameters.get('subject') ?? id;
  const period = periodOf(parameters);
  const pages = usePages(DashboardRecordsDocument, { subject, period }, (data) => data.explainIndicators);
  return (
    <>
      <PageTitle
        title={t('records.title')}
        lead={t(`records.${period.kind}`, { year: period.year, next: period.year + 1, month: period.month })}
      />
      <PagedTable
        label={t('records.title')}
        pages={pages}
        rowKey={(record) => record.id}
        empty={t('records.empty')}
        columns={[
          {
            title: t('records.instrument'),
            cell: ({ instrument }) => (
              <>
                <Link to={`/instruments/${instrument.id}`}>{instrument.name}</Link>
                <span className="second">{instrument.unit?.name}</span>
              </>
            ),
          },
          {
            title: t('records.time'),
            cell: ({ start, end }) => (end ? span(start, end, timeZone) : t('records.running')),
          },
          { title: t('records.minutes'), isFigure: true, cell: ({ minutes }) => hours(minutes) },
          { title: t('records.class'), cell: ({ usageClass }) => t(`frame:usageClass.${usageClass}`) },
          { title: t('records.source'), cell: ({ source }) => t(`usageSource.${source}`) },
          {
            title: t('records.for'),
            cell: ({ external }) => (
              <StateTag tone={external ? 'good' : 'calm'}>
                {external ? t('records.external') : t('records.own')}
              </StateTag>
            ),
          },
        ]}
      />
    </>
  );
}

function periodOf(parameters: URLSearchParams): PeriodInput {
  const kind = KINDS.find((one) => one === parameters.get('kind')) ?? 'CALENDAR_YEAR';
  const year = Number(parameters.get('year') ?? new Date().getFullYear());
  const month = Number(parameters.get('month') ?? Number.NaN);
  return kind === 'MONTH' && !Number.isNaN(month) ? { kind, year, month } : { kind, year };
}
