import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { AccountList } from './account-list.tsx';
import { AddMember } from './add-member.tsx';
import { WaitingPeople } from './waiting-people.tsx';

/** The people of the caller's unit: who waits to be confirmed, who is there, what they may do, and who is known at the platform above. */
export default function MembersPage() {
  const { t } = useTranslation('unit');
  const { unit } = useSession();
  const [isAdding, setAdding] = useState(false);
  const [turn, setTurn] = useState(0);
  if (unit === null) return <Empty title={t('noUnit')} text={t('noUnitText')} />;
  const again = (): void => setTurn((before) => before + 1);
  return (
    <>
      <PageTitle
        title={t('members.title')}
        lead={t('members.lead')}
        actions={
          <Button type="primary" onClick={() => setAdding(true)}>
            {t('members.add')}
          </Button>
        }
      />
      <WaitingPeople onDecided={again} />
      <AccountList key={turn} unit={unit} />
      {isAdding ? (
        <AddMember
          unit={unit}
          onClose={() => setAdding(false)}
          onDone={() => {
            setAdding(false);
            again();
          }}
        />
      ) : null}
    </>
  );
}
