import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { money } from '../../../parts/format.ts';
import type { UnsettledMatter } from './account-requests.ts';
import { matterAddress } from './matter-address.ts';

/** What stands in the way of an erasure, each with where it is settled. */
export function UnsettledList(props: { readonly matters: readonly UnsettledMatter[]; readonly refresh: () => void }) {
  const { t } = useTranslation('my');
  return (
    <section className="sheet" aria-labelledby="unsettled-title">
      <h2 id="unsettled-title">{t('erasure.unsettled.title')}</h2>
      <p>{t('erasure.unsettled.text')}</p>
      <ul className="unsettled" aria-label={t('erasure.unsettled.title')}>
        {props.matters.map((matter) => (
          <li key={`${matter.kind} ${matter.id}`}>
            <Matter matter={matter} />
          </li>
        ))}
      </ul>
      <button type="button" className="button button-plain" onClick={props.refresh}>
        {t('erasure.unsettled.again')}
      </button>
    </section>
  );
}

/** Kinds whose titles are words of the graph, not of people. */
const UNTITLED: ReadonlySet<string> = new Set(['administration', 'purse', 'debt']);

function Matter({ matter: { kind, id, title, fen } }: { readonly matter: UnsettledMatter }) {
  const { t } = useTranslation('my');
  const address = matterAddress(kind, id);
  const name = title === '' || UNTITLED.has(kind) ? '' : title;
  const sum = fen === undefined ? '' : money(fen);
  return (
    <>
      <span className="tag">{t(`matter.${kind}.name`)}</span> {name} {sum}
      {' · '}
      {address === null ? t(`matter.${kind}.todo`) : <Link to={address}>{t(`matter.${kind}.todo`)}</Link>}
    </>
  );
}
