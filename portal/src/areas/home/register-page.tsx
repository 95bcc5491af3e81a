import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { Field } from '../../parts/field.tsx';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Message } from '../../parts/states.tsx';
import { RegisterAccountDocument, type RegisterAccountMutation } from './generated.ts';
import { LICENCE_TYPES, type Licence, readLicence } from './licence.ts';
import './join-page.css';

const KINDS = ['LEGAL_PERSON', 'INDIVIDUAL', 'EXPERT', 'PROVIDER'] as const;
type Kind = (typeof KINDS)[number];
type Outcome = Awaited<ReturnType<ReturnType<typeof useCommand<RegisterAccountMutation, never>>['run']>>;

/** A new account. A firm and a service provider name their credit code; the password is set by the link that is mailed. */
export default function RegisterPage() {
  const { t } = useTranslation('home');
  const register = useCommand(RegisterAccountDocument);
  const [outcome, setOutcome] = useState<Outcome>();
  const [licence, setLicence] = useState<Licence>();
  const [isLarge, setLarge] = useState(false);
  const { values, bind } = useFormValues({
    kind: 'LEGAL_PERSON',
    username: '',
    name: '',
    email: '',
    telephone: '',
    creditCode: '',
  });
  const isUnit = values.kind === 'LEGAL_PERSON' || values.kind === 'PROVIDER';
  const problems = outcome?.refusal as Parameters<typeof problemOf>[0];
  const takeLicence = async (file: File | undefined): Promise<void> => {
    const read = file === undefined ? undefined : await readLicence(file);
    setLarge(read === null);
    setLicence(read ?? undefined);
  };
  const send = async (): Promise<void> =>
    setOutcome(
      await register.run({
        kind: values.kind as Kind,
        username: values.username.trim(),
        name: values.name.trim(),
        email: values.email.trim(),
        ...given('telephone', values.telephone),
        ...(isUnit ? given('creditCode', values.creditCode) : {}),
        ...(isUnit && licence ? { licence } : {}),
      }),
    );
  if (outcome?.success) return <Message isPage title={t('register.done')} text={t('register.doneText')} />;
  return (
    <div className="narrow">
      <PageTitle title={t('register.title')} lead={t('register.lead')} />
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <form className="sheet" onSubmit={onSubmit(send)}>
        <div className="form">
          <Field label={t('register.field.kind')} required>
            {(control) => (
              <select {...control} {...bind('kind')}>
                {KINDS.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`register.kind.${kind}`)}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <Field
            label={t('register.field.username')}
            required
            hint={t('register.hint.username')}
            problem={problemOf(problems, 'username')}
          >
            {(control) => <input {...control} {...bind('username')} required autoComplete="username" maxLength={60} />}
          </Field>
          <Field label={t('register.field.name')} required problem={problemOf(problems, 'name')}>
            {(control) => <input {...control} {...bind('name')} required autoComplete="name" maxLength={60} />}
          </Field>
          <Field
            label={t('register.field.email')}
            required
            hint={t('register.hint.email')}
            problem={problemOf(problems, 'email')}
          >
            {(control) => <input {...control} {...bind('email')} type="email" required autoComplete="email" />}
          </Field>
          <Field label={t('register.field.telephone')} problem={problemOf(problems, 'telephone')}>
            {(control) => <input {...control} {...bind('telephone')} type="tel" autoComplete="tel" />}
          </Field>
          {isUnit ? (
            <>
              <Field
                label={t('register.field.creditCode')}
                required
                hint={t('register.hint.creditCode')}
                problem={problemOf(problems, 'creditCode')}
              >
                {(control) => <input {...control} {...bind('creditCode')} required minLength={18} maxLength={18} />}
              </Field>
              <Field
                label={t('register.field.licence')}
                hint={t('register.hint.licence')}
                problem={isLarge ? t('register.tooLarge') : problemOf(problems, 'licence')}
              >
                {(control) => (
                  <input
                    {...control}
                    type="file"
                    accept={LICENCE_TYPES.join(',')}
                    onChange={(event) => void takeLicence(event.target.files?.[0])}
                  />
                )}
              </Field>
            </>
          ) : null}
        </div>
        <div className="form-actions">
          <button type="submit" className="button" disabled={register.running}>
            {t('register.send')}
          </button>
        </div>
      </form>
    </div>
  );
}
