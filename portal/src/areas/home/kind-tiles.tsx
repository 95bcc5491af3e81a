import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { count } from '../../parts/format.ts';
import { KIND_OF_SEARCH, listAddress, SEARCH_KINDS } from '../../parts/record-address.ts';
import type { HomeFiguresQuery } from './generated.ts';
import { KindDrawing } from './kinds.tsx';

/** How many records of each kind the network shares; each figure leads to its list. */
export function KindTiles({ facets }: { readonly facets: HomeFiguresQuery['search']['facets'] | undefined }) {
  const { t } = useTranslation('home');
  return (
    <nav aria-label={t('kinds')}>
      <ul className="kind-tiles">
        {SEARCH_KINDS.map((kind) => {
          const known = facets?.find((facet) => facet.kind === kind)?.count;
          return (
            <li key={kind}>
              <Link to={listAddress(KIND_OF_SEARCH[kind])}>
                <KindDrawing kind={kind} />
                <span>{t(`kind.${kind}`)}</span>
                <strong>{facets === undefined ? '…' : count(known ?? 0)}</strong>
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
