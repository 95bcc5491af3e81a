import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { Field } from '../../parts/field.tsx';
import { onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { useSession } from '../../session/use-session.ts';
import { KnowledgeCloseNeedDocument, KnowledgeMatchNeedDocument, type KnowledgeNeedQuery } from './generated.ts';

type Need = NonNullable<KnowledgeNeedQuery['technicalNeed']>;

/** The firm says that its need found its partner, or closes it with a reason. */
export function NeedSteps({ need }: { readonly need: Need }) {
  const { t } = useTranslation('knowledge');
  const { unit } = useSession();
  const match = useCommand(KnowledgeMatchNeedDocument);
  const close = useCommand(KnowledgeCloseNeedDocument);
  const [outcome, setOutcome] = useState<
    Awaited<ReturnType<typeof match.run>> | Awaited<ReturnType<typeof close.run>>
  >();
  const { values, bind } = useFormValues({ reason: '' });
  // The graph decides; others are told whom to ask.
  if (unit === null || need.unit?.id !== unit) return <p>{t('need.onlyOwner')}</p>;
  const running = match.running || close.running;
  const problems = outcome?.refusal as Parameters<typeof problemOf>[0];
  return (
    <>
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <p>{t('need.matchLead')}</p>
      <button
        type="button"
        className="button"
        disabled={running}
        onClick={() => void match.run({ needId: need.id }).then(setOutcome)}
      >
        {t('need.match')}
      </button>
      <form
        onSubmit={onSubmit(async () => setOutcome(await close.run({ needId: need.id, reason: values.reason.trim() })))}
      >
        <Field label={t('need.reason')} required problem={problemOf(problems, 'reason')}>
          {(control) => <input {...control} {...bind('reason')} required maxLength={200} />}
        </Field>
        <div className="form-actions">
          <button type="submit" className="button button-plain" disabled={running}>
            {t('need.close')}
          </button>
        </div>
      </form>
    </>
  );
}
