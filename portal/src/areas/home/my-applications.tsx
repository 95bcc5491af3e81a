import { useTranslation } from 'react-i18next';
import { day } from '../../parts/format.ts';
import { recordAddress } from '../../parts/record-address.ts';
import { RecordList } from '../../parts/record-list.tsx';
import { useFace } from '../../shell/face.ts';
import type { MyApplicationsQuery } from './generated.ts';

/** What the user has applied for, newest first; nothing when there is nothing. */
export function MyApplications({ applications }: { readonly applications: MyApplicationsQuery['myApplications'] }) {
  const { t } = useTranslation('home');
  const { id, timeZone } = useFace();
  if (applications.length === 0) return null;
  return (
    <>
      <h2>{t('apply.mine')}</h2>
      <RecordList
        level={3}
        label={t('apply.mine')}
        lines={applications.map((unit) => ({
          id: unit.id,
          to: recordAddress('unit', unit.id),
          label: t(`apply.status.${unit.status}`),
          title: unit.name,
          text: unit.memberships.find(({ platform }) => platform === id)?.reason,
          facts: [day(unit.registeredAt, timeZone)],
        }))}
      />
    </>
  );
}
