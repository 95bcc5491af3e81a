import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { count } from '../../parts/format.ts';
import { SEARCH_KINDS, type SearchKindName } from '../../parts/record-address.ts';
import type { SearchNetworkQuery } from './generated.ts';

/** What the results can be narrowed to, with how many there are of each. */
export function Facets(props: {
  readonly facets: SearchNetworkQuery['search']['facets'];
  readonly kind: SearchKindName | undefined;
  readonly isOwn: boolean;
}) {
  const { t } = useTranslation('home');
  const { facets, kind, isOwn } = props;
  const counts = new Map(facets.map((facet) => [facet.kind, facet.count]));
  const all = facets.reduce((sum, facet) => sum + facet.count, 0);
  return (
    <nav className="facets" aria-label={t('search.narrow')}>
      <h2>{t('search.byKind')}</h2>
      <ul>
        <Facet name="kind" value={null} isChosen={kind === undefined} text={t('search.allKinds')} total={all} />
        {SEARCH_KINDS.filter((one) => one === kind || (counts.get(one) ?? 0) > 0).map((one) => (
          <Facet
            key={one}
            name="kind"
            value={one}
            isChosen={one === kind}
            text={t(`kind.${one}`)}
            total={counts.get(one) ?? 0}
          />
        ))}
      </ul>
      <h2>{t('search.byPlatform')}</h2>
      <ul>
        <Facet name="scope" value={null} isChosen={!isOwn} text={t('search.network')} />
        <Facet name="scope" value="own" isChosen={isOwn} text={t('search.own')} />
      </ul>
    </nav>
  );
}

function Facet(props: {
  readonly name: 'kind' | 'scope';
  readonly value: string | null;
  readonly isChosen: boolean;
  readonly text: string;
  readonly total?: number;
}) {
  const [parameters] = useSearchParams();
  const next = new URLSearchParams(parameters);
  if (props.value === null) next.delete(props.name);
  else next.set(props.name, props.value);
  return (
    <li>
      <Link to={`/search?${next}`} aria-current={props.isChosen ? 'true' : undefined}>
        {props.text}
        {props.total === undefined ? null : <small>{count(props.total)}</small>}
      </Link>
    </li>
  );
}
