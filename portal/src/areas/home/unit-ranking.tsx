import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Figure } from '../../parts/figures.ts';
import { count } from '../../parts/format.ts';
import { recordAddress } from '../../parts/record-address.ts';
import { Empty } from '../../parts/states.tsx';
import type { StatisticsByUnitQuery } from './generated.ts';
import { figureOf } from './statistics-figures.ts';

const SHOWN = 15;

/** Units by one figure, most first; each leads to the unit and its resources. */
export function UnitRanking(props: { readonly rows: StatisticsByUnitQuery['statistics']; readonly figure: Figure }) {
  const { t } = useTranslation('home');
  const [isWhole, setWhole] = useState(false);
  const ranked = props.rows
    .flatMap((row) => (row.unit ? [{ unit: row.unit, value: figureOf(row, props.figure) }] : []))
    .filter(({ value }) => value > 0)
    .toSorted((a, b) => b.value - a.value);
  const most = ranked[0]?.value ?? 0;
  if (ranked.length === 0) return <Empty title={t('statistics.noUnit')} />;
  return (
    <>
      <ol className="ranking">
        {ranked.slice(0, isWhole ? undefined : SHOWN).map(({ unit, value }) => (
          <li key={unit.id}>
            <Link to={recordAddress('unit', unit.id)}>{unit.name}</Link>
            <span className="ranking-bar" aria-hidden="true">
              <span style={{ width: `${(value / most) * 100}%` }} />
            </span>
            <span className="ranking-value">{count(value)}</span>
          </li>
        ))}
      </ol>
      {ranked.length > SHOWN ? (
        <button
          type="button"
          className="button button-plain"
          aria-expanded={isWhole}
          onClick={() => setWhole(!isWhole)}
        >
          {isWhole ? t('statistics.fewer') : t('statistics.allUnits', { total: count(ranked.length) })}
        </button>
      ) : null}
    </>
  );
}
