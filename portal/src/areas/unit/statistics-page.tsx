import { Select } from 'antd';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { type FigureTile, FigureTiles } from '../../parts/figure-tiles.tsx';
import { count, hours } from '../../parts/format.ts';
import { lastMonths, newestMonth, yearsToChoose } from '../../parts/months.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { percent } from '../../parts/percent.ts';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { UnitFiguresDocument, type UnitFiguresQuery, UnitMonthsDocument } from './generated.ts';
import { UnitInstruments } from './unit-instruments.tsx';

const MonthChart = lazy(() => import('./month-chart.tsx'));

/** What the caller's unit shared and used in a year: figures that lead to their records, month by month, instrument by instrument. */
export default function StatisticsPage() {
  const { t } = useTranslation('unit');
  const { unit } = useSession();
  if (unit === null) return <Empty title={t('noUnit')} text={t('noUnitText')} />;
  return <Statistics unit={unit} />;
}

function Statistics({ unit }: { readonly unit: string }) {
  const { t } = useTranslation('unit');
  const { timeZone } = useFace();
  const [parameters, setParameters] = useSearchParams();
  const [thisMonth] = lastMonths(new Date(), timeZone);
  const months = useRead(UnitMonthsDocument, { unit });
  const newest = Number(newestMonth(months.data?.statistics ?? [], thisMonth).slice(0, 4));
  const year = Number(parameters.get('year') ?? newest);
  const period = { kind: 'CALENDAR_YEAR', year } as const;
  const read = useRead(
    UnitFiguresDocument,
    { unit, period, from: `${year}-01`, to: `${year}-12` },
    { pause: months.loading },
  );
  return (
    <>
      <PageTitle title={read.data?.unit?.name ?? t('statistics.title')} lead={t('statistics.lead')} />
      <div className="filter-bar">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('statistics.year')}
          <Select
            aria-label={t('statistics.year')}
            value={year}
            style={{ width: 140 }}
            options={yearsToChoose(Number(thisMonth.slice(0, 4)), year).map((value) => ({
              value,
              label: String(value),
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
        <Figures data={read.data} unit={unit} year={year} />
      )}
      {months.loading ? null : <UnitInstruments unit={unit} year={year} />}
    </>
  );
}

function Figures({
  data,
  unit,
  year,
}: {
  readonly data: UnitFiguresQuery;
  readonly unit: string;
  readonly year: number;
}) {
  const { t } = useTranslation('unit');
  const tiles = useTiles(data, unit, year);
  return (
    <>
      <FigureTiles label={t('statistics.title')} tiles={tiles} />
      {data.statistics.length === 0 ? (
        <Empty title={t('statistics.empty')} />
      ) : (
        <Suspense fallback={<Loading />}>
          <MonthChart rows={data.statistics} />
        </Suspense>
      )}
    </>
  );
}

function useTiles({ unit: told, statistics }: UnitFiguresQuery, unit: string, year: number): readonly FigureTile[] {
  const { t } = useTranslation('unit');
  const indicators = told?.indicators;
  const records = `/dashboard/records?${new URLSearchParams({ subject: unit, kind: 'CALENDAR_YEAR', year: String(year) })}`;
  const figures = (figure: string): string =>
    `/dashboard/figures?${new URLSearchParams({ figure, unit, from: `${year}-01`, to: `${year}-12` })}`;
  const sum = (figure: 'servicesProvided' | 'servicesReceived'): number =>
    statistics.reduce((total, row) => total + row[figure], 0);
  return [
    ...(indicators
      ? [
          {
            name: t('statistics.effective'),
            value: hours(indicators.effectiveMinutes),
            note: t('statistics.ofRated', { rated: hours(indicators.ratedMinutes) }),
            to: records,
          },
          { name: t('statistics.external'), value: hours(indicators.externalMinutes), to: records },
          {
            name: t('statistics.utilisation'),
            value: percent(indicators.utilisationBasisPoints),
            to: records,
          },
          { name: t('statistics.sharing'), value: percent(indicators.sharingBasisPoints), to: records },
          { name: t('statistics.samples'), value: count(indicators.samples), to: records },
        ]
      : []),
    {
      name: t('statistics.servicesProvided'),
      value: count(sum('servicesProvided')),
      to: figures('servicesProvided'),
    },
    {
      name: t('statistics.servicesReceived'),
      value: count(sum('servicesReceived')),
      to: figures('servicesReceived'),
    },
  ];
}
