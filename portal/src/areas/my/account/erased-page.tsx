import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { currentLanguage } from '../../../i18n/i18n.ts';
import { usePlatformName } from '../../../parts/platform-name.ts';
import { Message } from '../../../parts/states.tsx';
import { forgetSession } from '../../../session/session-store.ts';
import { useSession } from '../../../session/use-session.ts';
import type { ErasureReceipt } from './account-requests.ts';

/** After an erasure: what was done and what nobody can call back. Whoever comes here otherwise only reads that the account is gone once it is. */
export default function ErasedPage() {
  const { t } = useTranslation('my');
  const platformName = usePlatformName();
  const { user } = useSession();
  const receipt = useLocation().state as ErasureReceipt | null;
  useEffect(() => {
    if (receipt !== null && user !== null) forgetSession();
  }, [receipt, user]);
  if (receipt === null)
    return (
      <Message isPage title={t('erased.none')} text={t('erased.noneText')}>
        <Link className="button" to="/">
          {t('erased.home')}
        </Link>
      </Message>
    );
  const partners = receipt.toldPartners.map(platformName).join(t('comma'));
  return (
    <Message isPage title={t('erased.title')} text={t('erased.text')}>
      {partners === '' ? null : <p>{t('erased.partners', { partners })}</p>}
      <p>{receipt.notRecalled[currentLanguage()]}</p>
      <Link className="button" to="/">
        {t('erased.home')}
      </Link>
    </Message>
  );
}
