import { Button, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { saveBlob } from '../../parts/download.ts';
import { FIGURES, type Figure, isTime } from '../../parts/figures.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { usePlatformName } from '../../parts/platform-name.ts';
import { recordAddress } from '../../parts/record-address.ts';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { isFigure, total } from './figures.ts';
import { DashboardRowsDocument, type DashboardRowsQuery, type StatisticsDimension } from './generated.ts';
import { figureText, useFigureName } from './use-figure-text.ts';

type Row = DashboardRowsQuery['statistics'][number];

const MONTH = /^\d{4}-\d{2}$/;
const MAY_SEE_RECORDS = ['figures:read', 'bookings:manage', 'bookings:administer', 'audit:read'];

/** What a figure of the wall is made of: month by month, unit by unit; hours lead on to the usage records. */
export default function FiguresPage() {
  const { t } = useTranslation('dashboard');
  const name = useFigureName();
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get('figure');
  const figure: Figure = isFigure(asked) ? asked : 'machineMinutes';
  const unitId = parameters.get('unit');
  const category = parameters.get('category');
  const byCategory = parameters.get('by') === 'category' || category !== null;
  const filter = {
    scope: 'NETWORK' as const,
    ...(byCategory ? (category === null ? {} : { category }) : unitId === null ? {} : { unitId }),
    ...monthOf('from', parameters),
    ...monthOf('to', parameters),
  };
  const by: StatisticsDimension[] = [byCategory ? 'CATEGORY' : 'UNIT', 'MONTH'];
  const read = useRead(DashboardRowsDocument, { by, filter });
  const rows = (read.data?.statistics ?? []).filter((row) => row[figure] > 0);
  const change = (parameter: string, value: string): void =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      if (parameter === 'by') for (const part of ['unit', 'category']) next.delete(part);
      next.set(parameter, value);
      return next;
    });
  return (
    <>
      <PageTitle
        title={name(figure)}
        lead={read.data === undefined ? undefined : t('list.lead', { total: figureText(figure, total(rows)[figure]) })}
        actions={<ExportButton figure={figure} rows={rows} />}
      />
      <div className="filter-bar">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('list.figure')}
          <Select<Figure>
            aria-label={t('list.figure')}
            value={figure}
            style={{ width: 220 }}
            options={FIGURES.map((value) => ({ value, label: name(value) }))}
            onChange={(value) => change('figure', value)}
          />
        </label>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('list.by')}
          <Select<'unit' | 'category'>
            aria-label={t('list.by')}
            value={byCategory ? 'category' : 'unit'}
            style={{ width: 160 }}
            options={[
              { value: 'unit', label: t('panel.unit') },
              { value: 'category', label: t('panel.category') },
            ]}
            onChange={(value) => change('by', value)}
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
        <Rows figure={figure} rows={rows} byCategory={byCategory} />
      )}
    </>
  );
}

function monthOf(name: 'from' | 'to', parameters: URLSearchParams) {
  const month = parameters.get(name) ?? '';
  return MONTH.test(month) ? { [name]: month } : {};
}

function Rows(props: { readonly figure: Figure; readonly rows: readonly Row[]; readonly byCategory: boolean }) {
  const { figure, rows, byCategory } = props;
  const { t } = useTranslation('dashboard');
  const platformName = usePlatformName();
  const name = useFigureName();
  const categoryColumn: DataColumn<Row> = {
    title: t('panel.category'),
    cell: ({ category, isUndivided }) => (isUndivided ? t('list.undivided') : (category ?? t('list.noCategory'))),
  };
  const unitColumn: DataColumn<Row> = { title: t('panel.unit'), cell: (row) => <UnitName row={row} /> };
  const newestFirst = [...rows].sort((a, b) => (b.month ?? '').localeCompare(a.month ?? '') || b[figure] - a[figure]);
  if (rows.length === 0) return <Empty title={t('list.empty')} />;
  return (
    <DataTable
      label={name(figure)}
      rows={newestFirst}
      rowKey={(row) => `${row.platform} ${row.unitId} ${row.category} ${row.month} ${row.isUndivided}`}
      columns={[
        { title: t('month'), cell: ({ month }) => month },
        { title: t('panel.platform'), cell: ({ platform }) => platformName(platform) },
        ...(byCategory ? [categoryColumn] : [unitColumn, { title: t('panel.district'), cell: districtOf }]),
        { title: name(figure), isFigure: true, cell: (row) => <Value figure={figure} row={row} /> },
      ]}
    />
  );
}

const districtOf = ({ unit }: Row): string => unit?.district ?? '—';

/** The unit with its page; or why there is none. */
function UnitName({ row: { unit, unitId, isUndivided } }: { readonly row: Row }) {
  const { t } = useTranslation('dashboard');
  if (isUndivided) return <>{t('list.undivided')}</>;
  if (unit) return <Link to={recordAddress('unit', unit.id)}>{unit.name}</Link>;
  return <>{unitId === null ? t('list.noUnit') : t('list.unsharedUnit')}</>;
}

/** Hours lead to the usage records behind them, for whoever may see these. */
function Value({ figure, row }: { readonly figure: Figure; readonly row: Row }) {
  const { scopes } = useSession();
  const { id } = useFace();
  const text = figureText(figure, row[figure]);
  const [year, month] = (row.month ?? '').split('-');
  const isOurs = row.platform === id && isTime(figure) && scopes.some((scope) => MAY_SEE_RECORDS.includes(scope));
  const subject = row.category ? `category:${row.category}` : row.unit?.id;
  if (!isOurs || !year || !month || !subject) return <>{text}</>;
  const query = new URLSearchParams({ subject, kind: 'MONTH', year, month: String(Number(month)) });
  return <Link to={`/dashboard/records?${query}`}>{text}</Link>;
}

function ExportButton({ figure, rows }: { readonly figure: Figure; readonly rows: readonly Row[] }) {
  const { t } = useTranslation('dashboard');
  const name = useFigureName();
  if (rows.length === 0) return null;
  const save = async (): Promise<void> => {
    const { listWorkbook } = await import('./export-xlsx.ts');
    const header = [t('month'), t('panel.platform'), t('panel.unit'), t('panel.category'), name(figure)];
    const lines = rows.map((row) => [
      row.month ?? '',
      row.platform,
      row.unit?.name ?? '',
      row.category ?? '',
      row[figure],
    ]);
    saveBlob(await listWorkbook(name(figure), header, lines), `${name(figure)}.xlsx`);
  };
  return <Button onClick={() => void save()}>{t('exportXlsx')}</Button>;
}
