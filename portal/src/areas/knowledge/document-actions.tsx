import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { Field } from '../../parts/field.tsx';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { useFace } from '../../shell/face.ts';
import {
  type KnowledgeDocumentQuery,
  KnowledgeOpenFullTextDocument,
  KnowledgeRequestDeliveryDocument,
} from './generated.ts';
import { LoginFirst } from './login-first.tsx';

type Document = NonNullable<KnowledgeDocumentQuery['literatureDocument']>;

/** Opens the full text where it is here, else asks for a copy. */
export function DocumentActions({ document }: { readonly document: Document }) {
  const { t } = useTranslation('knowledge');
  const { id } = useFace();
  const isHere = document.hasFullText && document.home === id;
  return (
    <LoginFirst text={t('document.login')}>
      {isHere ? <OpenFullText id={document.id} /> : <RequestDelivery id={document.id} />}
    </LoginFirst>
  );
}

function OpenFullText({ id }: { readonly id: string }) {
  const { t } = useTranslation('knowledge');
  const command = useCommand(KnowledgeOpenFullTextDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof command.run>>>();
  const open = async (): Promise<void> => {
    const answer = await command.run({ documentId: id });
    setOutcome(answer);
    if (answer.success) location.assign(answer.success.url);
  };
  return (
    <>
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <button type="button" className="button" disabled={command.running} onClick={() => void open()}>
        {t('document.open')}
      </button>
    </>
  );
}

function RequestDelivery({ id }: { readonly id: string }) {
  const { t } = useTranslation('knowledge');
  const command = useCommand(KnowledgeRequestDeliveryDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof command.run>>>();
  const { values, bind } = useFormValues({ pageRange: '' });
  const send = async (): Promise<void> =>
    setOutcome(await command.run({ documentId: id, ...given('pageRange', values.pageRange) }));
  if (outcome?.success)
    return (
      <p role="status">
        {t('document.requested')} <Link to="/my/requests">{t('request.toMine')}</Link>
      </p>
    );
  const problems = outcome?.refusal as Parameters<typeof problemOf>[0];
  return (
    <form onSubmit={onSubmit(send)}>
      <p>{t('document.deliveryLead')}</p>
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <Field
        label={t('document.pageRange')}
        hint={t('document.pageRangeHint')}
        problem={problemOf(problems, 'pageRange')}
      >
        {(control) => <input {...control} {...bind('pageRange')} maxLength={40} />}
      </Field>
      <div className="form-actions">
        <button type="submit" className="button" disabled={command.running}>
          {t('document.request')}
        </button>
      </div>
    </form>
  );
}
