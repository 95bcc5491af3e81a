import { useTranslation } from 'react-i18next';
import { PageTitle } from '../../parts/page-title.tsx';
import { MyDeliveries } from './my-deliveries.tsx';
import { MyExpertRequests } from './my-expert-requests.tsx';

/** What the user asked of experts and libraries, and where it stands. */
export default function MyRequestsPage() {
  const { t } = useTranslation('knowledge');
  return (
    <>
      <PageTitle title={t('mine.title')} lead={t('mine.lead')} />
      <h2>{t('mine.deliveries')}</h2>
      <MyDeliveries />
      <h2>{t('mine.expertRequests')}</h2>
      <MyExpertRequests />
    </>
  );
}
