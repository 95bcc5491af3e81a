import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { PageTitle } from '../../../parts/page-title.tsx';
import { Failed, Loading } from '../../../parts/states.tsx';
import '../my.css';
import { ownAccount } from './account-requests.ts';
import { ErasureForm } from './erasure-form.tsx';
import { UnsettledList } from './unsettled-list.tsx';
import { useAccountRead } from './use-account-read.ts';

/** What is erased and what is kept, what stands in the way, and the erasure itself (PIPL art. 47). */
export default function ErasurePage() {
  const { t } = useTranslation('my');
  const navigate = useNavigate();
  const { data: plan, failure, refresh } = useAccountRead(ownAccount.erasure);
  if (!plan) return failure ? <Failed failure={failure} retry={refresh} /> : <Loading />;
  return (
    <>
      <PageTitle title={t('erasure.title')} lead={t('erasure.lead')} />
      <div className="sheets">
        <Told name="erased" />
        <Told name="kept" />
        {plan.unsettled.length > 0 ? (
          <UnsettledList matters={plan.unsettled} refresh={refresh} />
        ) : (
          <ErasureForm
            plan={plan}
            onUnsettled={refresh}
            onDone={(receipt) => navigate('/my/account/erased', { replace: true, state: receipt })}
          />
        )}
      </div>
    </>
  );
}

/** A list of sentences under a heading, as the texts have it. */
function Told({ name }: { readonly name: 'erased' | 'kept' }) {
  const { t } = useTranslation('my');
  return (
    <section className="sheet" aria-labelledby={`${name}-title`}>
      <h2 id={`${name}-title`}>{t(`erasure.${name}.title`)}</h2>
      <ul>
        {(['first', 'second', 'third', 'fourth'] as const).map((line) => (
          <li key={line}>{t(`erasure.${name}.${line}`)}</li>
        ))}
      </ul>
    </section>
  );
}
