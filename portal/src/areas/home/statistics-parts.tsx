import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { type Figure, isTime } from '../../parts/figures.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { recordAddress } from '../../parts/record-address.ts';
import { Failed, Loading } from '../../parts/states.tsx';
import { StatisticsByCategoryDocument, StatisticsByUnitDocument } from './generated.ts';
import { Ranking } from './ranking.tsx';
import { figureOf, sumBy } from './statistics-figures.ts';

interface Props {
  readonly year: string;
  readonly figure: Figure;
}

const filterOf = (year: string) => ({ scope: 'NETWORK' as const, from: `${year}-01`, to: `${year}-12` });

/** A year's units by one figure, of this platform and of those below it; each leads to the unit and its resources. */
export function UnitPart({ year, figure }: Props) {
  const { t } = useTranslation('home');
  const { data, loading, failure, refresh } = useRead(StatisticsByUnitDocument, { filter: filterOf(year) });
  const rows = (data?.statistics ?? []).flatMap(({ unit, ...row }) =>
    unit ? [{ name: unit.name, to: recordAddress('unit', unit.id), value: figureOf(row, figure) }] : [],
  );
  return (
    <section className="sheet" aria-label={t('statistics.byUnit')}>
      <h2>{t('statistics.unitsOf', { year })}</h2>
      {loading ? <Loading /> : null}
      {failure ? <Failed failure={failure} retry={refresh} /> : null}
      {data ? <Ranking rows={rows} all={(total) => t('statistics.allUnits', { total })} /> : null}
      <Undivided rows={data?.statistics ?? []} />
    </section>
  );
}

/** A year's machine-hours by category of the instruments; each leads to the months behind it. Other figures have no category. */
export function CategoryPart({ year, figure }: Props) {
  const { t } = useTranslation('home');
  const hasCategories = isTime(figure);
  const variables = { filter: filterOf(year) };
  const { data, loading, failure, refresh } = useRead(StatisticsByCategoryDocument, variables, {
    pause: !hasCategories,
  });
  if (!hasCategories) return null;
  const sums = sumBy(data?.statistics ?? [], ({ category }) => category);
  const rows = [...sums].map(([category, sum]) => ({
    name: category,
    to: `/dashboard/figures?${new URLSearchParams({ figure, by: 'category', category, from: `${year}-01`, to: `${year}-12` })}`,
    value: figureOf(sum, figure),
  }));
  return (
    <section className="sheet" aria-label={t('statistics.byCategory')}>
      <h2>{t('statistics.categoriesOf', { year })}</h2>
      {loading ? <Loading /> : null}
      {failure ? <Failed failure={failure} retry={refresh} /> : null}
      {data ? <Ranking rows={rows} all={(total) => t('statistics.allCategories', { total })} /> : null}
      <Undivided rows={data?.statistics ?? []} />
    </section>
  );
}

/** Whose months are in the totals but in no unit's or category's figures. */
function Undivided(props: { readonly rows: readonly { readonly platform: string; readonly isUndivided: boolean }[] }) {
  const { t } = useTranslation('home');
  const platformName = usePlatformName();
  const names = new Set(props.rows.flatMap((row) => (row.isUndivided ? [platformName(row.platform)] : [])));
  if (names.size === 0) return null;
  return <p className="soft">{t('statistics.undivided', { platforms: [...names].join('、') })}</p>;
}
