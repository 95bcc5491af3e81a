import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { Field } from '../../parts/field.tsx';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Failed, Loading, Message } from '../../parts/states.tsx';
import { type TextField, TextFields } from '../../parts/text-fields.tsx';
import { JoinAgreementsDocument, RegisterUnitDocument, type RegisterUnitMutationVariables } from './generated.ts';
import './join-page.css';

type Input = Omit<RegisterUnitMutationVariables['input'], 'idempotencyKey'>;

const TEXTS = [
  { name: 'unitName', required: true, autoComplete: 'organization', maxLength: 200 },
  { name: 'creditCode', required: true, minLength: 18, maxLength: 18 },
  { name: 'district', maxLength: 100 },
  { name: 'contactName', required: true, autoComplete: 'name', maxLength: 60 },
  { name: 'telephone', type: 'tel', autoComplete: 'tel' },
  { name: 'email', type: 'email', autoComplete: 'email' },
] as const satisfies readonly TextField<string>[];
const KINDS = ['UNIVERSITY', 'INSTITUTE', 'FIRM', 'SERVICE_ORGANISATION', 'GOVERNMENT', 'OTHER'] as const;
/** What a unit does in the network: each choice is a set of roles. */
const PARTS: Readonly<Record<string, Input['roles']>> = { owner: ['OWNER', 'USER'], user: ['USER'] };

type Name = (typeof TEXTS)[number]['name'] | 'kind' | 'part';
type Values = Readonly<Record<Name, string>>;

const EMPTY: Values = {
  kind: 'INSTITUTE',
  part: 'owner',
  unitName: '',
  creditCode: '',
  district: '',
  contactName: '',
  telephone: '',
  email: '',
};
/** Names of the graph where they differ from the form's. */
const GRAPH_NAME: Readonly<Partial<Record<Name, string>>> = { unitName: 'name', contactName: 'contact.name' };

/** A unit asks to become a member under the agreement in force. Who is logged in and asks becomes its administrator when the platform accepts. */
export default function JoinUnitPage() {
  const { t } = useTranslation('home');
  const { data, failure, refresh } = useRead(JoinAgreementsDocument, {});
  if (failure) return <Failed failure={failure} retry={refresh} />;
  if (data === undefined) return <Loading />;
  const version = data.membershipAgreements[0]?.version;
  return (
    <div className="narrow">
      <PageTitle title={t('joinUnit.title')} lead={t('joinUnit.lead')} />
      <UnitForm {...(version === undefined ? {} : { version })} />
    </div>
  );
}

function UnitForm({ version }: { readonly version?: number }) {
  const { t } = useTranslation('home');
  const register = useCommand(RegisterUnitDocument);
  const [outcome, setOutcome] = useState<Awaited<ReturnType<typeof register.run>>>();
  const [hasRead, setRead] = useState(false);
  const { values, bind } = useFormValues<Name>(EMPTY);
  const problems = outcome?.refusal as Parameters<typeof problemOf>[0];
  const send = async (): Promise<void> => setOutcome(await register.run(inputOf(values, version)));
  if (outcome?.success)
    return (
      <Message isPage title={t('joinUnit.done', { name: values.unitName.trim() })} text={t('joinUnit.doneText')} />
    );
  return (
    <form className="sheet" onSubmit={onSubmit(send)}>
      <Refusal refusal={outcome?.refusal} failure={outcome?.failure} />
      <div className="form">
        <Field label={t('joinUnit.kindOf')} required>
          {(control) => (
            <select {...control} {...bind('kind')}>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`joinUnit.kind.${kind}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <Field label={t('joinUnit.partIn')} required>
          {(control) => (
            <select {...control} {...bind('part')}>
              {Object.keys(PARTS).map((part) => (
                <option key={part} value={part}>
                  {t(`joinUnit.part.${part}`)}
                </option>
              ))}
            </select>
          )}
        </Field>
        <TextFields<Name>
          fields={TEXTS}
          bind={bind}
          label={(name) => t(`joinUnit.field.${name}`)}
          hint={(name) => (name === 'creditCode' ? t('register.hint.creditCode') : undefined)}
          problem={(name) => problemOf(problems, GRAPH_NAME[name] ?? name)}
        />
      </div>
      <label className="check">
        <input type="checkbox" required checked={hasRead} onChange={(event) => setRead(event.target.checked)} />
        {t('joinUnit.agreed')}
      </label>
      <div className="form-actions">
        <button type="submit" className="button" disabled={register.running}>
          {t('joinUnit.send')}
        </button>
      </div>
    </form>
  );
}

function inputOf(values: Values, agreementVersion: number | undefined): Input {
  return {
    name: values.unitName.trim(),
    kind: values.kind as Input['kind'],
    creditCode: values.creditCode.trim(),
    roles: PARTS[values.part] ?? ['USER'],
    ...given('district', values.district),
    contact: {
      name: values.contactName.trim(),
      ...given('telephone', values.telephone),
      ...given('email', values.email),
    },
    ...(agreementVersion === undefined ? {} : { agreementVersion }),
  };
}
