import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { count } from '../../parts/format.ts';
import { Empty } from '../../parts/states.tsx';

const SHOWN = 15;

export interface Ranked {
  readonly name: string;
  /** The page behind it. */
  readonly to: string;
  readonly value: number;
}

/** Named values, most first; each leads to its page. `all` says how many there are. */
export function Ranking(props: { readonly rows: readonly Ranked[]; readonly all: (total: string) => string }) {
  const { t } = useTranslation('home');
  const [isWhole, setWhole] = useState(false);
  const ranked = props.rows.filter(({ value }) => value > 0).toSorted((a, b) => b.value - a.value);
  const most = ranked[0]?.value ?? 0;
  if (ranked.length === 0) return <Empty title={t('statistics.noUnit')} />;
  return (
    <>
      <ol className="ranking">
        {ranked.slice(0, isWhole ? undefined : SHOWN).map(({ name, to, value }) => (
          <li key={to}>
            <Link to={to}>{name}</Link>
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
          {isWhole ? t('statistics.fewer') : props.all(count(ranked.length))}
        </button>
      ) : null}
    </>
  );
}
