import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { type SuccessOf, useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { AskForm, type Question } from './ask-form.tsx';
import { AskReceipt } from './ask-receipt.tsx';
import { AskAboutTestDocument, type AskAboutTestMutation, TestItemsAskedAboutDocument } from './generated.ts';
import './join-page.css';

type Asked = SuccessOf<AskAboutTestMutation['askAboutTest']>;
type Outcome = Awaited<ReturnType<ReturnType<typeof useCommand<AskAboutTestMutation, never>>['run']>>;

/** A question about a test from somebody without an account; the platform's staff answers the same day. */
export default function AskPage() {
  const { t } = useTranslation('home');
  const [parameters] = useSearchParams();
  const standard = parameters.get('standard') ?? '';
  const item = parameters.get('item') ?? '';
  const about = useRead(TestItemsAskedAboutDocument, { id: item }, { pause: item === '' });
  const ask = useCommand(AskAboutTestDocument);
  const [outcome, setOutcome] = useState<Outcome>();
  const send = async (question: Question): Promise<void> => {
    setOutcome(await ask.run({ ...question, ...(item === '' ? {} : { testItemIds: [item] }) }));
  };
  if (outcome?.success) return <AskReceipt asked={outcome.success as Asked} />;
  const testItem = about.data?.testItem;
  return (
    <div className="narrow">
      <PageTitle
        title={t('ask.title')}
        lead={t('ask.lead')}
        actions={<Link to="/ask/status">{t('ask.toStatus')}</Link>}
      />
      {testItem ? <p className="notice">{t('ask.about', { item: testItem.name, unit: testItem.unit.name })}</p> : null}
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <AskForm
        key={testItem?.id ?? 'none'}
        standard={standard}
        title={testItem?.name ?? standard}
        refusal={outcome?.refusal}
        running={ask.running}
        send={send}
      />
    </div>
  );
}
