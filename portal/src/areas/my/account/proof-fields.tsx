import { useTranslation } from 'react-i18next';
import { Field } from '../../../parts/field.tsx';
import type { useFormValues } from '../../../parts/form-values.ts';

/** Of a form that has these two fields, and perhaps others. */
type Bind = (name: 'password' | 'code') => ReturnType<ReturnType<typeof useFormValues<string>>['bind']>;

/** The password, and a code where the account has a second factor. */
export function ProofFields({ asksCode, bind }: { readonly asksCode: boolean; readonly bind: Bind }) {
  const { t } = useTranslation('my');
  return (
    <>
      <Field label={t('proof.password')} required>
        {(control) => (
          <input {...control} {...bind('password')} type="password" autoComplete="current-password" required />
        )}
      </Field>
      {asksCode ? (
        <Field label={t('proof.code')} hint={t('proof.codeHint')} required>
          {(control) => <input {...control} {...bind('code')} autoComplete="one-time-code" maxLength={40} required />}
        </Field>
      ) : null}
    </>
  );
}
