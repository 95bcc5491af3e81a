import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Message } from '../../parts/states.tsx';
import { type TextField, TextFields } from '../../parts/text-fields.tsx';
import { RegisterAccountDocument, type RegisterAccountMutationVariables } from './generated.ts';
import type { Licence } from './licence.ts';
import { KindField, LicenceField } from './register-fields.tsx';
import './join-page.css';

type Input = Omit<RegisterAccountMutationVariables['input'], 'idempotencyKey'>;

const PERSON = [
  { name: 'username', required: true, autoComplete: 'username', maxLength: 60 },
  { name: 'name', required: true, autoComplete: 'name', maxLength: 60 },
  { name: 'email', type: 'email', required: true, autoComplete: 'email' },
  { name: 'telephone', type: 'tel', autoComplete: 'tel' },
] as const satisfies readonly TextField<string>[];
const CREDIT_CODE = { name: 'creditCode', required: true, minLength: 18, maxLength: 18 } as const;
type Name = (typeof PERSON)[number]['name'] | 'creditCode' | 'kind';
type Values = Readonly<Record<Name, string>>;

const HINTS: readonly Name[] = ['username', 'email', 'creditCode'];
const EMPTY: Values = { kind: 'LEGAL_PERSON', username: '', name: '', email: '', telephone: '', creditCode: '' };

/** Kinds of account that stand for a unit, by its credit code. */
const isUnit = ({ kind }: Values): boolean => kind === 'LEGAL_PERSON' || kind === 'PROVIDER';

/** A new account. A firm and a service provider name their credit code; the password is set by the link that is mailed. */
export default function RegisterPage() {
  const { t } = useTranslation('home');
  const register = useCommand(RegisterAccountDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof register.run>>>();
  const [licence, setLicence] = useState<Licence>();
  const { values, bind } = useFormValues<Name>(EMPTY);
  const problems = outcome?.refusal as Parameters<typeof problemOf>[0];
  const send = async (): Promise<void> => setOutcome(await register.run(inputOf(values, licence)));
  if (outcome?.success) return <Message isPage title={t('register.done')} text={t('register.doneText')} />;
  return (
    <div className="narrow">
      <PageTitle title={t('register.title')} lead={t('register.lead')} />
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <form className="sheet" onSubmit={onSubmit(send)}>
        <div className="form">
          <KindField bound={bind('kind')} />
          <TextFields<Name>
            fields={isUnit(values) ? [...PERSON, CREDIT_CODE] : PERSON}
            bind={bind}
            label={(name) => t(`register.field.${name}`)}
            hint={(name) => (HINTS.includes(name) ? t(`register.hint.${name}`) : undefined)}
            problem={(name) => problemOf(problems, name)}
          />
          {isUnit(values) ? <LicenceField problem={problemOf(problems, 'licence')} take={setLicence} /> : null}
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

function inputOf(values: Values, licence: Licence | undefined): Input {
  return {
    kind: values.kind as Input['kind'],
    username: values.username.trim(),
    name: values.name.trim(),
    email: values.email.trim(),
    ...given('telephone', values.telephone),
    ...(isUnit(values) ? given('creditCode', values.creditCode) : {}),
    ...(isUnit(values) && licence ? { licence } : {}),
  };
}
