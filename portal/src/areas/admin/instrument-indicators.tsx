import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { count, hours } from '../../parts/format.ts';
import { PagedTable } from '../../parts/paged-table.tsx';
import { hundredths, percent } from '../../parts/percent.ts';
import { EvaluationDialog } from './evaluation-dialog.tsx';
import { AdminInstrumentIndicatorsDocument } from './generated.ts';

interface Chosen {
  readonly id: string;
  readonly name: string;
}

/** The indicators of each instrument for a school year, with its evaluation a click away. */
export function InstrumentIndicators({ year }: { readonly year: number }) {
  const { t } = useTranslation('admin');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const period = { kind: 'SCHOOL_YEAR', year } as const;
  const pages = usePages(AdminInstrumentIndicatorsDocument, { period }, (data) => data.instruments);
  return (
    <section className="block">
      <h2>{t('indicators.byInstrument')}</h2>
      <PagedTable
        label={t('indicators.byInstrument')}
        pages={pages}
        rowKey={({ id }) => id}
        columns={[
          {
            title: t('indicators.instrument'),
            cell: ({ id, name, unit }) => (
              <>
                <Link to={`/instruments/${id}`}>{name}</Link>
                <span className="second">{unit?.name}</span>
              </>
            ),
          },
          {
            title: t('indicators.effective'),
            isFigure: true,
            cell: ({ id, indicators }) =>
              indicators ? (
                <Link to={`/dashboard/records?subject=${id}&kind=SCHOOL_YEAR&year=${year}`}>
                  {hours(indicators.effectiveMinutes)}
                </Link>
              ) : (
                '—'
              ),
          },
          {
            title: t('indicators.external'),
            isFigure: true,
            cell: ({ indicators }) => (indicators ? hours(indicators.externalMinutes) : '—'),
          },
          {
            title: t('indicators.utilisation'),
            isFigure: true,
            cell: ({ indicators }) => percent(indicators?.utilisationBasisPoints),
          },
          {
            title: t('indicators.sharing'),
            isFigure: true,
            cell: ({ indicators }) => percent(indicators?.sharingBasisPoints),
          },
          {
            title: t('indicators.score'),
            isFigure: true,
            cell: ({ indicators }) => hundredths(indicators?.machineHourScoreHundredths),
          },
          {
            title: t('indicators.samples'),
            isFigure: true,
            cell: ({ indicators }) => (indicators ? count(indicators.samples) : '—'),
          },
          {
            title: t('actions'),
            isActions: true,
            cell: ({ id, name }) => (
              <Button
                size="small"
                aria-label={`${t('evaluation.open')} ${name}`}
                onClick={() => setChosen({ id, name })}
              >
                {t('evaluation.open')}
              </Button>
            ),
          },
        ]}
      />
      {chosen === null ? null : <EvaluationDialog instrument={chosen} year={year} onClose={() => setChosen(null)} />}
    </section>
  );
}
