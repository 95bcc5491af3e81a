import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../parts/page-title.tsx';
import { AccountList } from '../unit/account-list.tsx';
import { PendingGrants } from './pending-grants.tsx';

/** Every account of the platform with its roles, and the grants of administration that wait for a second administrator. */
export default function AccountsPage() {
  const { t } = useTranslation('admin');
  return (
    <>
      <PageTitle title={t('accounts.title')} lead={t('accounts.lead')} />
      <PendingGrants />
      <AccountList unit={null} />
    </>
  );
}
