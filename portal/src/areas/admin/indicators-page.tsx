import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { FigureTiles } from '../../parts/figure-tiles.tsx';
import { count, hours } from '../../parts/format.ts';
import { lastMonths, newestMonth, schoolYearOf, schoolYearOfMonth, yearsToChoose } from '../../parts/months.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { percent } from '../../parts/percent.ts';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { EvaluationExport } from './evaluation-export.tsx';
import { EvaluationSchemes } from './evaluation-schemes.tsx';
import { AdminIndicatorsDocument, type AdminIndicatorsQuery, AdminMonthsDocument } from './generated.ts';
import { InstrumentIndicators } from './instrument-indicators.tsx';

/** Machine-hour indicators of the platform for a school year, instrument by instrument, and the yearly evaluation. */
export default function IndicatorsPage() {
  const { t } = useTranslation('admin');
  const { id, timeZone } = useFace();
  const [parameters, setParameters] = useSearchParams();
  const current = schoolYearOf(new Date(), timeZone);
  const months = useRead(AdminMonthsDocument, {});
  const [thisMonth] = lastMonths(new Date(), timeZone);
  const newest = schoolYearOfMonth(newestMonth(months.data?.statistics ?? [], thisMonth));
  const year = Number(parameters.get('year') ?? newest);
  const period = { kind: 'SCHOOL_YEAR', year } as const;
  const read = useRead(AdminIndicatorsDocument, { subject: id, period }, { pause: months.loading });
  return (
    <>
      <PageTitle
        title={t('indicators.title')}
        lead={t('indicators.lead')}
        actions={<EvaluationExport subject={id} year={year} />}
      />
      <div className="filter-bar">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('indicators.year')}
          <Select
            aria-label={t('indicators.year')}
            value={year}
            style={{ width: 200 }}
            options={yearsToChoose(current, year).map((value) => ({
              value,
              label: t('indicators.schoolYear', { from: value, to: value + 1 }),
            }))}
            onChange={(value) => setParameters({ year: String(value) })}
          />
        </label>
      </div>
      {read.data === undefined ? (
        read.failure ? (
          <Failed failure={read.failure} retry={read.refresh} />
        ) : (
          <Loading />
        )
      ) : (
        <>
          <PlatformFigures indicators={read.data.indicators} year={year} />
          <EvaluationSchemes schemes={read.data.evaluationSchemes} />
        </>
      )}
      {months.loading ? null : <InstrumentIndicators year={year} />}
    </>
  );
}

function PlatformFigures(props: { readonly indicators: AdminIndicatorsQuery['indicators']; readonly year: number }) {
  const { t } = useTranslation('admin');
  const { id } = useFace();
  const { indicators, year } = props;
  if (!indicators) return <Empty title={t('indicators.none')} />;
  const records = `/dashboard/records?${new URLSearchParams({ subject: id, kind: 'SCHOOL_YEAR', year: String(year) })}`;
  return (
    <FigureTiles
      label={t('indicators.title')}
      tiles={[
        { name: t('indicators.instruments'), value: count(indicators.instruments), to: '/instruments' },
        { name: t('indicators.effective'), value: hours(indicators.effectiveMinutes), to: records },
        { name: t('indicators.external'), value: hours(indicators.externalMinutes), to: records },
        { name: t('indicators.rated'), value: hours(indicators.ratedMinutes) },
        { name: t('indicators.utilisation'), value: percent(indicators.utilisationBasisPoints) },
        { name: t('indicators.sharing'), value: percent(indicators.sharingBasisPoints) },
        { name: t('indicators.samples'), value: count(indicators.samples) },
        { name: t('indicators.records'), value: count(indicators.records), to: records },
      ]}
    />
  );
}
