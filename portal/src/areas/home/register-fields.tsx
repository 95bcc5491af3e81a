import { type ChangeEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../parts/field.tsx';
import { LICENCE_TYPES, type Licence, readLicence } from './licence.ts';

const KINDS = ['LEGAL_PERSON', 'INDIVIDUAL', 'EXPERT', 'PROVIDER'] as const;

/** What the account stands for. */
export function KindField(props: {
  readonly bound: {
    readonly name: string;
    readonly value: string;
    readonly onChange: (event: ChangeEvent<HTMLSelectElement>) => void;
  };
}) {
  const { t } = useTranslation('home');
  return (
    <Field label={t('register.field.kind')} required>
      {(control) => (
        <select {...control} {...props.bound}>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t(`register.kind.${kind}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

/** The business licence: read at once, so that one that is too large is said before the form is sent. */
export function LicenceField(props: {
  readonly problem: string | undefined;
  take(licence: Licence | undefined): void;
}) {
  const { t } = useTranslation('home');
  const [isRefused, setRefused] = useState(false);
  const read = async (file: File | undefined): Promise<void> => {
    const licence = file === undefined ? undefined : await readLicence(file);
    setRefused(licence === null);
    props.take(licence ?? undefined);
  };
  return (
    <Field
      label={t('register.field.licence')}
      hint={t('register.hint.licence')}
      problem={isRefused ? t('register.tooLarge') : props.problem}
    >
      {(control) => (
        <input
          {...control}
          type="file"
          accept={LICENCE_TYPES.join(',')}
          onChange={(event) => void read(event.target.files?.[0])}
        />
      )}
    </Field>
  );
}
