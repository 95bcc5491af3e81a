import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { Agreement } from './agreement.tsx';
import { ApplyForm } from './apply-form.tsx';
import { ApplyForMembershipDocument, JoinAgreementsDocument, MyApplicationsDocument } from './generated.ts';
import { MyApplications } from './my-applications.tsx';
import './join-page.css';

/** A unit applies for membership (加盟申请); below it what the user has applied for and where it stands. */
export default function ApplyPage() {
  const { t } = useTranslation('home');
  const agreements = useRead(JoinAgreementsDocument, {});
  const mine = useRead(MyApplicationsDocument, {});
  const command = useCommand(ApplyForMembershipDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof command.run>>>();
  if (agreements.failure) return <Failed failure={agreements.failure} retry={agreements.refresh} />;
  if (agreements.data === undefined) return <Loading />;
  const [agreement] = agreements.data.membershipAgreements;
  return (
    <div className="narrow">
      <PageTitle title={t('apply.title')} lead={t('apply.lead')} />
      {outcome?.success ? (
        <p className="notice notice-good" role="status">
          {t('apply.done', { unit: outcome.success.unit.name })}
        </p>
      ) : null}
      <MyApplications applications={mine.data?.myApplications ?? []} />
      {agreement ? <Agreement agreement={agreement} /> : null}
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      {outcome?.success ? null : (
        <ApplyForm
          agreementVersion={agreement?.version}
          refusal={outcome?.refusal}
          running={command.running}
          send={async (input) => {
            setOutcome(await command.run(input));
            mine.refresh();
          }}
        />
      )}
    </div>
  );
}
