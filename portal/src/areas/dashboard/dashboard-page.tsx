import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import type { echarts } from '../../parts/chart.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { useEvery } from '../../parts/use-every.ts';
import './dashboard.css';
import { useFace } from '../../shell/face.ts';
import { BarsPanel } from './bars-panel.tsx';
import { spanOf, total } from './figures.ts';
import { DashboardFiguresDocument, type DashboardFiguresQuery } from './generated.ts';
import { KeyFigures } from './key-figures.tsx';
import { PlatformPanel } from './platform-panel.tsx';
import { PlatformTrend } from './platform-trend.tsx';
import { TrendPanel } from './trend-panel.tsx';
import { useBreakdowns } from './use-breakdowns.ts';
import { WallHeader } from './wall-header.tsx';

const LOOK_EVERY_MS = 20_000;

/** The charts of the wall by their title, for the picture that is exported. */
export type Charts = Map<string, echarts.ECharts>;

/** The wall display: what the platform and those below it shared, live, each figure leading to its list. */
export default function DashboardPage() {
  const { t } = useTranslation('dashboard');
  const [parameters, setParameters] = useSearchParams();
  const year = parameters.get('year');
  const span = spanOf(year);
  const read = useRead(DashboardFiguresDocument, {
    network: { scope: 'NETWORK', ...span },
    ...span,
  });
  useEvery(LOOK_EVERY_MS, read.refresh);
  const charts = useRef<Charts>(new Map());
  return (
    <main className="wall" aria-label={t('title')}>
      <WallHeader
        year={year}
        onYear={(chosen) => setParameters(chosen === null ? {} : { year: chosen })}
        data={read.data}
        span={span}
        charts={charts.current}
        isStale={read.failure !== undefined}
      />
      {read.data === undefined ? (
        read.failure ? (
          <Failed failure={read.failure} retry={read.refresh} />
        ) : (
          <Loading />
        )
      ) : (
        <Wall data={read.data} year={year} charts={charts.current} />
      )}
    </main>
  );
}

function Wall(props: { readonly data: DashboardFiguresQuery; readonly year: string | null; readonly charts: Charts }) {
  const { data, year, charts } = props;
  const span = spanOf(year);
  const { byUnit, byDistrict, byKind, byCategory, inCategories, inDistricts } = useBreakdowns(data, span);
  // A province whose own instruments count no hours shows how many there are, and where.
  const categories = byCategory.bars.length > 0 ? byCategory : inCategories;
  const panels = [byUnit, byDistrict, byKind, categories, inDistricts].filter(({ bars }) => bars.length > 0);
  const { id } = useFace();
  const isNetwork = data.months.some(({ platform }) => platform !== id);
  const keep = (title: string) => (chart: echarts.ECharts) => void charts.set(title, chart);
  return (
    <>
      <KeyFigures figures={total(data.months)} span={span} />
      <div className="wall-grid">
        <TrendPanel rows={data.months} span={span} onChart={keep} />
        {panels.map((panel) => (
          <BarsPanel key={panel.title} {...panel} onChart={keep} />
        ))}
        {isNetwork ? <PlatformTrend rows={data.months} span={span} onChart={keep} /> : null}
        <PlatformPanel data={data} span={span} isWide={isNetwork} />
      </div>
    </>
  );
}
