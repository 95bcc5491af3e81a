import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { instant, money } from '../../../parts/format.ts';
import { useFace } from '../../../shell/face.ts';
import { type MyAccountQuery, MyPursesDocument } from '../generated.ts';

type Group = MyAccountQuery['myResearchGroups'][number];

/** The research groups that one leads or belongs to, whether one may book on them, and their fund cards. */
export function Groups({ groups, accountId }: { readonly groups: readonly Group[]; readonly accountId: string }) {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  return (
    <section className="sheet" aria-labelledby="groups-title">
      <h2 id="groups-title">{t('groups.title')}</h2>
      {groups.length === 0 ? <p>{t('groups.none')}</p> : null}
      {groups.map(({ id, name, tutor, members, cards }) => {
        const mine = members.find(({ account }) => account.id === accountId);
        const may = tutor.id === accountId || mine?.mayBook === true;
        return (
          <div key={id}>
            <h3>{name}</h3>
            <p>
              {t('groups.tutor', { name: tutor.name })} · {may ? t('groups.mayBook') : t('groups.mayNotBook')}
              {mine?.until ? ` · ${t('groups.until', { time: instant(mine.until, timeZone) })}` : ''}
            </p>
            <ul aria-label={t('groups.cards', { name })}>
              {cards.map(({ id: card, number, title, active }) => (
                <li key={card}>
                  {number} {title} {active ? '' : t('groups.inactive')}
                </li>
              ))}
            </ul>
            <Purses ownerId={id} />
          </div>
        );
      })}
    </section>
  );
}

function Purses({ ownerId }: { readonly ownerId: string }) {
  const { t } = useTranslation('my');
  const { data } = useRead(MyPursesDocument, { ownerId });
  const purses = data?.purses ?? [];
  if (purses.length === 0) return null;
  return (
    <ul aria-label={t('groups.purses')}>
      {purses.map(({ id, kind, freeFen, heldFen, spentFen }) => (
        <li key={id}>
          {t(`purse.${kind}`)}
          {t('groups.sums', { free: money(freeFen), held: money(heldFen), spent: money(spentFen) })}
        </li>
      ))}
    </ul>
  );
}
