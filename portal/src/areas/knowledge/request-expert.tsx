import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { Field } from '../../parts/field.tsx';
import { onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { type KnowledgeExpertQuery, KnowledgeRequestExpertDocument } from './generated.ts';
import { LoginFirst } from './login-first.tsx';

type Expert = NonNullable<KnowledgeExpertQuery['expert']>;
type Service = Expert['services'][number];

/** Asks an expert for a diagnosis, advice or training, at whichever platform the expert is. */
export function RequestExpert({ expert }: { readonly expert: Expert }) {
  const { t } = useTranslation('knowledge');
  const command = useCommand(KnowledgeRequestExpertDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof command.run>>>();
  const { values, bind } = useFormValues({ service: String(expert.services[0]), description: '' });
  const send = async (): Promise<void> =>
    setOutcome(
      await command.run({
        expertId: expert.id,
        service: values.service as Service,
        description: values.description.trim(),
      }),
    );
  if (outcome?.success)
    return (
      <p role="status">
        {t('request.sent')} <Link to="/my/requests">{t('request.toMine')}</Link>
      </p>
    );
  const problems = outcome?.refusal as Parameters<typeof problemOf>[0];
  return (
    <LoginFirst text={t('request.login')}>
      <form onSubmit={onSubmit(send)}>
        <p>{t('request.lead')}</p>
        <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
        <div className="form">
          <Field label={t('facet.service')} required>
            {(control) => (
              <select {...control} {...bind('service')}>
                {expert.services.map((service) => (
                  <option key={service} value={service}>
                    {t(`choice.service.${service}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <div className="form-wide">
            <Field label={t('request.description')} required problem={problemOf(problems, 'description')}>
              {(control) => <textarea {...control} {...bind('description')} required maxLength={2000} />}
            </Field>
          </div>
        </div>
        <div className="form-actions">
          <button type="submit" className="button" disabled={command.running}>
            {t('request.send')}
          </button>
        </div>
      </form>
    </LoginFirst>
  );
}
