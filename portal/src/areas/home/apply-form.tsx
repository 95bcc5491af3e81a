import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RefusalOf } from '../../graph/use-command.ts';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { type TextField, TextFields } from '../../parts/text-fields.tsx';
import { UnitKindField, UnitRoleField } from './apply-fields.tsx';
import type { ApplyForMembershipMutation, ApplyForMembershipMutationVariables } from './generated.ts';

export type Application = Omit<ApplyForMembershipMutationVariables['input'], 'idempotencyKey'>;

const FIELDS = [
  { name: 'name', required: true, wide: true, autoComplete: 'organization', maxLength: 100 },
  { name: 'nameEn', wide: true, maxLength: 160 },
  { name: 'creditCode', required: true, minLength: 18, maxLength: 18 },
  { name: 'district', maxLength: 60 },
  { name: 'address', wide: true, autoComplete: 'street-address', maxLength: 160 },
  { name: 'contactName', required: true, autoComplete: 'name', maxLength: 60 },
  { name: 'telephone', type: 'tel', required: true, autoComplete: 'tel' },
  { name: 'email', type: 'email', autoComplete: 'email' },
  { name: 'website', maxLength: 200 },
] as const satisfies readonly TextField<string>[];
type Name = (typeof FIELDS)[number]['name'] | 'kind' | 'role';
type Values = Readonly<Record<Name, string>>;

const EMPTY: Values = {
  kind: 'FIRM',
  role: 'USER',
  name: '',
  nameEn: '',
  creditCode: '',
  district: '',
  address: '',
  contactName: '',
  telephone: '',
  email: '',
  website: '',
};
const HINTS: readonly Name[] = ['creditCode', 'district', 'website'];
/** The graph's name of a field where it is another. */
const INPUT: Readonly<Partial<Record<Name, string>>> = { contactName: 'contact.name' };

/** What a unit says of itself when it applies. */
export function ApplyForm(props: {
  /** The agreement that was shown; undefined where the platform has none. */
  readonly agreementVersion: number | undefined;
  readonly refusal: RefusalOf<ApplyForMembershipMutation['registerUnit']> | undefined;
  readonly running: boolean;
  send(application: Application): Promise<void>;
}) {
  const { t } = useTranslation('home');
  const { values, bind } = useFormValues<Name>(EMPTY);
  const [isRead, setRead] = useState(false);
  const problems = props.refusal as Parameters<typeof problemOf>[0];
  return (
    <form
      className="sheet agreement"
      onSubmit={onSubmit(() => props.send(applicationOf(values, props.agreementVersion)))}
    >
      <div className="form">
        <UnitKindField bound={bind('kind')} />
        <UnitRoleField bound={bind('role')} />
        <TextFields<Name>
          fields={FIELDS}
          bind={bind}
          label={(name) => t(`apply.field.${name}`)}
          hint={(name) => (HINTS.includes(name) ? t(`apply.hint.${name}`) : undefined)}
          problem={(name) => problemOf(problems, INPUT[name] ?? name)}
        />
        {props.agreementVersion === undefined ? null : (
          <label className="form-wide check">
            <input type="checkbox" required checked={isRead} onChange={(event) => setRead(event.target.checked)} />
            {t('apply.agree')}
          </label>
        )}
      </div>
      <div className="form-actions">
        <button type="submit" className="button" disabled={props.running}>
          {t('apply.send')}
        </button>
      </div>
    </form>
  );
}

function applicationOf(values: Values, agreementVersion: number | undefined): Application {
  return {
    name: values.name.trim(),
    kind: values.kind as Application['kind'],
    roles: values.role === 'BOTH' ? ['OWNER', 'USER'] : [values.role as 'OWNER' | 'USER'],
    creditCode: values.creditCode.trim(),
    ...given('nameEn', values.nameEn),
    ...given('district', values.district),
    ...given('address', values.address),
    ...given('website', values.website),
    ...(agreementVersion === undefined ? {} : { agreementVersion }),
    contact: {
      name: values.contactName.trim(),
      ...given('telephone', values.telephone),
      ...given('email', values.email),
    },
  };
}
