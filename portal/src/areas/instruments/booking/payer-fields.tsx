import { useTranslation } from 'react-i18next';
import { useRead } from '../../../graph/use-read.ts';
import { BookingGroupsDocument } from '../generated.ts';
import type { Wish } from './wish.ts';

/** Research group and fund card, for users who belong to a group. */
export function PayerFields({ wish, change }: { readonly wish: Wish; readonly change: (part: Partial<Wish>) => void }) {
  const { t } = useTranslation('instruments');
  const { data } = useRead(BookingGroupsDocument, {});
  const groups = data?.myResearchGroups ?? [];
  if (groups.length === 0) return null;
  const cards = groups.find(({ id }) => id === wish.groupId)?.cards.filter(({ active }) => active) ?? [];
  return (
    <>
      <label className="labelled">
        {t('wish.group')}
        <select value={wish.groupId} onChange={(event) => change({ groupId: event.target.value, cardId: '' })}>
          <option value="">{t('wish.noGroup')}</option>
          {groups.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      {wish.groupId === '' ? null : (
        <label className="labelled">
          {t('wish.card')}
          <select value={wish.cardId} onChange={(event) => change({ cardId: event.target.value })}>
            <option value="">{t('wish.noCard')}</option>
            {cards.map(({ id, number, title }) => (
              <option key={id} value={id}>
                {number} {title}
              </option>
            ))}
          </select>
        </label>
      )}
    </>
  );
}
