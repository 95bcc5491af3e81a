import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { Field } from '../../parts/field.tsx';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { recordAddress } from '../../parts/record-address.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { KnowledgePostNeedDocument } from './generated.ts';

const FEN_IN_YUAN = 100;

/** A firm's technical problem, to be matched with experts and achievements of the network. */
export default function PostNeedPage() {
  const { t } = useTranslation('knowledge');
  const navigate = useNavigate();
  const command = useCommand(KnowledgePostNeedDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof command.run>>>();
  const { values, bind } = useFormValues({ title: '', field: '', keywords: '', budget: '', description: '' });
  const send = async (): Promise<void> => {
    const answer = await command.run({
      title: values.title.trim(),
      description: values.description.trim(),
      keywords: values.keywords.split(/[,，、;；\s]+/).filter((word) => word !== ''),
      ...given('field', values.field),
      ...(values.budget === '' ? {} : { budgetFen: Number(values.budget) * FEN_IN_YUAN }),
    });
    setOutcome(answer);
    if (answer.success) navigate(recordAddress('technicalNeed', answer.success.technicalNeed.id));
  };
  const problems = outcome?.refusal as Parameters<typeof problemOf>[0];
  return (
    <div className="narrow">
      <PageTitle title={t('need.post')} lead={t('need.lead')} />
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <form className="sheet" onSubmit={onSubmit(send)}>
        <div className="form">
          <div className="form-wide">
            <Field label={t('need.title')} required problem={problemOf(problems, 'title')}>
              {(control) => <input {...control} {...bind('title')} required maxLength={100} />}
            </Field>
          </div>
          <Field label={t('facet.field')} problem={problemOf(problems, 'field')}>
            {(control) => <input {...control} {...bind('field')} maxLength={40} />}
          </Field>
          <Field label={t('need.budget')} hint={t('need.budgetHint')} problem={problemOf(problems, 'budgetFen')}>
            {(control) => <input {...control} {...bind('budget')} type="number" min={0} step={1} />}
          </Field>
          <div className="form-wide">
            <Field label={t('fact.keywords')} hint={t('need.keywordsHint')} problem={problemOf(problems, 'keywords')}>
              {(control) => <input {...control} {...bind('keywords')} maxLength={200} />}
            </Field>
          </div>
          <div className="form-wide">
            <Field label={t('fact.description')} required problem={problemOf(problems, 'description')}>
              {(control) => <textarea {...control} {...bind('description')} required maxLength={4000} />}
            </Field>
          </div>
        </div>
        <div className="form-actions">
          <button type="submit" className="button" disabled={command.running}>
            {t('need.send')}
          </button>
        </div>
      </form>
    </div>
  );
}
