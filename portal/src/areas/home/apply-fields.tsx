import type { ChangeEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../parts/field.tsx';

const KINDS = ['FIRM', 'UNIVERSITY', 'INSTITUTE', 'SERVICE_ORGANISATION', 'GOVERNMENT', 'OTHER'] as const;
const ROLES = ['USER', 'OWNER', 'BOTH'] as const;

interface Bound {
  readonly name: string;
  readonly value: string;
  readonly onChange: (event: ChangeEvent<HTMLSelectElement>) => void;
}

/** What kind of unit applies. */
export function UnitKindField({ bound }: { readonly bound: Bound }) {
  const { t } = useTranslation('home');
  return (
    <Field label={t('apply.field.kind')} required>
      {(control) => (
        <select {...control} {...bound}>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`apply.kind.${kind}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** Does it offer resources, use them, or both? */
export function UnitRoleField({ bound }: { readonly bound: Bound }) {
  const { t } = useTranslation('home');
  return (
    <Field label={t('apply.field.role')} required>
      {(control) => (
        <select {...control} {...bound}>
          {ROLES.map((role) => (
            <option key={role} value={role}>
              {t(`apply.role.${role}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
