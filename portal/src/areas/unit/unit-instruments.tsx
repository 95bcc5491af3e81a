import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { count, hours } from '../../parts/format.ts';
import { PagedTable } from '../../parts/paged-table.tsx';
import { percent } from '../../parts/percent.ts';
import { UnitInstrumentsDocument } from './generated.ts';

/** The unit's instruments with what each was used in a year; hours lead to the usage records. */
export function UnitInstruments({ unit, year }: { readonly unit: string; readonly year: number }) {
  const { t } = useTranslation('unit');
  const variables = { filter: { unitId: unit }, period: { kind: 'CALENDAR_YEAR', year } as const };
  const pages = usePages(UnitInstrumentsDocument, variables, (data) => data.instruments);
  return (
    <section className="block">
      <h2>{t('statistics.instruments')}</h2>
      <PagedTable
        label={t('statistics.instruments')}
        pages={pages}
        rowKey={({ id }) => id}
        columns={[
          { title: t('statistics.instrument'), cell: ({ id, name }) => <Link to={`/instruments/${id}`}>{name}</Link> },
          {
            title: t('statistics.effective'),
            isFigure: true,
            cell: ({ id, indicators }) =>
              indicators ? (
                <Link to={`/dashboard/records?subject=${id}&kind=CALENDAR_YEAR&year=${year}`}>
                  {hours(indicators.effectiveMinutes)}
                </Link>
              ) : (
                '—'
              ),
          },
          {
            title: t('statistics.external'),
            isFigure: true,
            cell: ({ indicators }) => (indicators ? hours(indicators.externalMinutes) : '—'),
          },
          {
            title: t('statistics.utilisation'),
            isFigure: true,
            cell: ({ indicators }) => percent(indicators?.utilisationBasisPoints),
          },
          {
            title: t('statistics.sharing'),
            isFigure: true,
            cell: ({ indicators }) => percent(indicators?.sharingBasisPoints),
          },
          {
            title: t('statistics.samples'),
            isFigure: true,
            cell: ({ indicators }) => (indicators ? count(indicators.samples) : '—'),
          },
        ]}
      />
    </section>
  );
}
