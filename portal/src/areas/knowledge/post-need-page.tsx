import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { recordAddress } from '../../parts/record-address.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { type TextField, TextFields } from '../../parts/text-fields.tsx';
import { KnowledgePostNeedDocument } from './generated.ts';
import { budgetFen, keywordsOf } from './need-input.ts';

const FIELDS = [
  { name: 'title', required: true, wide: true, maxLength: 100 },
  { name: 'field', maxLength: 40 },
  { name: 'budget', type: 'number', min: 0, step: 0.01 },
  { name: 'keywords', wide: true, maxLength: 200 },
  { name: 'description', type: 'textarea', required: true, wide: true, maxLength: 4000 },
] as const satisfies readonly TextField<string>[];
type Name = (typeof FIELDS)[number]['name'];

const HINTS: readonly Name[] = ['budget', 'keywords'];
/** The graph's name of a field where it is another. */
const INPUT: Readonly<Partial<Record<Name, string>>> = { budget: 'budgetFen' };

/** A firm's technical problem, to be matched with experts and achievements of the network. */
export default function PostNeedPage() {
  const { t } = useTranslation('knowledge');
  const navigate = useNavigate();
  const command = useCommand(KnowledgePostNeedDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof command.run>>>();
  const { values, bind } = useFormValues<Name>({ title: '', field: '', budget: '', keywords: '', description: '' });
  const send = async (): Promise<void> => {
    const answer = await command.run({
      title: values.title.trim(),
      description: values.description.trim(),
      keywords: keywordsOf(values.keywords),
      ...given('field', values.field),
      ...budgetFen(values.budget),
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
          <TextFields<Name>
            fields={FIELDS}
            bind={bind}
            label={(name) => t(`need.form.${name}`)}
            hint={(name) => (HINTS.includes(name) ? t(`need.hint.${name}`) : undefined)}
            problem={(name) => problemOf(problems, INPUT[name] ?? name)}
          />
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
