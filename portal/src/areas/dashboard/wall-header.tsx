import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { saveBlob } from '../../parts/download.ts';
import { FIGURES } from '../../parts/figures.ts';
import { instant } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { Charts } from './dashboard-page.tsx';
import { type Span, total, yearsOf } from './figures.ts';
import { type DashboardFiguresQuery, DashboardYearsDocument } from './generated.ts';
import { useFigureName, useWallText } from './use-figure-text.ts';

/** Whose wall it is, which year, how fresh, and the two exports. */
export function WallHeader(props: {
  readonly year: string | null;
  readonly onYear: (year: string | null) => void;
  readonly data: DashboardFiguresQuery | undefined;
  readonly span: Span;
  readonly charts: Charts;
  readonly isStale: boolean;
}) {
  const { t, i18n } = useTranslation('dashboard');
  const { name, logo } = useFace();
  const years = yearsOf(useRead(DashboardYearsDocument, {}).data?.statistics.map(({ month }) => month) ?? []);
  return (
    <header className="wall-header">
      <Link to="/" className="wall-home">
        <img src={logo ?? '/icon.svg'} alt={t('back')} width={44} height={44} />
      </Link>
      <h1>
        {name[i18n.language === 'zh' ? 'zh' : 'en']}
        <span>{t('title')}</span>
      </h1>
      <Freshness data={props.data} isStale={props.isStale} />
      <div className="wall-controls">
        <select
          aria-label={t('year')}
          value={props.year ?? ''}
          onChange={(event) => props.onYear(event.target.value === '' ? null : event.target.value)}
        >
          <option value="">{t('allYears')}</option>
          {years.map((year) => (
            <option key={year} value={year}>
              {year}
            </option>
          ))}
        </select>
        <Exports data={props.data} charts={props.charts} />
      </div>
    </header>
  );
}

/** When the figures came; says so when they could not be read again. */
function Freshness({ data, isStale }: { readonly data: DashboardFiguresQuery | undefined; readonly isStale: boolean }) {
  const { t } = useTranslation('dashboard');
  const { timeZone } = useFace();
  const [at, setAt] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: new figures came
  useEffect(() => setAt(new Date().toISOString()), [data]);
  if (data === undefined || at === undefined) return null;
  return (
    <p className="wall-fresh" role="status">
      <span className={`wall-light wall-light-${isStale ? 'down' : 'up'}`} aria-hidden="true" />
      {isStale ? t('state.stale', { at: instant(at, timeZone) }) : t('state.live', { at: instant(at, timeZone) })}
    </p>
  );
}

function Exports({ data, charts }: { readonly data: DashboardFiguresQuery | undefined; readonly charts: Charts }) {
  const { t, i18n } = useTranslation('dashboard');
  const { name } = useFace();
  const figureName = useFigureName();
  const text = useWallText();
  const title = `${name[i18n.language === 'zh' ? 'zh' : 'en']} ${t('title')}`;
  if (data === undefined) return null;
  const picture = async (): Promise<void> => {
    const { wallPicture } = await import('./export-png.ts');
    const sums = total(data.months);
    const figures = FIGURES.map((figure) => ({ name: figureName(figure), text: text(figure, sums[figure]) }));
    saveBlob(await wallPicture(title, figures, charts), `${title}.png`);
  };
  const workbook = async (): Promise<void> => {
    const { figuresWorkbook } = await import('./export-xlsx.ts');
    const words = {
      month: t('month'),
      platform: t('panel.platform'),
      unit: t('panel.unit'),
      category: t('panel.category'),
      district: t('panel.district'),
      minutes: t('minutes'),
    };
    saveBlob(await figuresWorkbook(data, figureName, words), `${title}.xlsx`);
  };
  return (
    <>
      <button type="button" onClick={() => void picture()}>
        {t('exportPng')}
      </button>
      <button type="button" onClick={() => void workbook()}>
        {t('exportXlsx')}
      </button>
    </>
  );
}
