import { useTranslation } from 'react-i18next';
import type { RefusalOf } from '../../graph/use-command.ts';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import { type TextField, TextFields } from '../../parts/text-fields.tsx';
import type { AskAboutTestMutation, AskAboutTestMutationVariables } from './generated.ts';

export type Question = Omit<AskAboutTestMutationVariables['input'], 'idempotencyKey' | 'testItemIds'>;

const FIELDS = [
  { name: 'title', required: true, wide: true, maxLength: 100 },
  { name: 'standard', maxLength: 60 },
  { name: 'sampleCount', type: 'number', required: true, min: 1, max: 1000 },
  { name: 'description', type: 'textarea', required: true, wide: true, maxLength: 2000 },
  { name: 'name', required: true, autoComplete: 'name', maxLength: 60 },
  { name: 'firmName', autoComplete: 'organization', maxLength: 100 },
  { name: 'telephone', type: 'tel', autoComplete: 'tel' },
  { name: 'email', type: 'email', autoComplete: 'email' },
] as const satisfies readonly TextField<string>[];
type Name = (typeof FIELDS)[number]['name'];
type Values = Readonly<Record<Name, string>>;

const HINTS: readonly Name[] = ['standard', 'description', 'telephone'];

/** What is to be tested, and how to reach who asks. */
export function AskForm(props: {
  readonly standard: string;
  readonly title: string;
  readonly refusal: RefusalOf<AskAboutTestMutation['askAboutTest']> | undefined;
  readonly running: boolean;
  send(question: Question): Promise<void>;
}) {
  const { t } = useTranslation('home');
  const problems = props.refusal as Parameters<typeof problemOf>[0];
  const { values, bind } = useFormValues<Name>({ ...EMPTY, title: props.title, standard: props.standard });
  // A telephone number or an address: the first is asked for as long as the other is not there.
  const fields = FIELDS.map((field) =>
    field.name === 'telephone' ? { ...field, required: values.email === '' } : field,
  );
  return (
    <form className="sheet" onSubmit={onSubmit(() => props.send(questionOf(values)))}>
      <div className="form">
        <TextFields<Name>
          fields={fields}
          bind={bind}
          label={(name) => t(`ask.field.${name}`)}
          hint={(name) => (HINTS.includes(name) ? t(`ask.hint.${name}`) : undefined)}
          problem={(name) =>
            problemOf(problems, name) ?? (name === 'telephone' ? problemOf(problems, 'contact') : undefined)
          }
        />
      </div>
      <p className="soft-note">{t('ask.privacy')}</p>
      <div className="form-actions">
        <button type="submit" className="button" disabled={props.running}>
          {props.running ? t('ask.sending') : t('ask.send')}
        </button>
      </div>
    </form>
  );
}

const EMPTY: Values = {
  title: '',
  standard: '',
  description: '',
  sampleCount: '1',
  name: '',
  firmName: '',
  telephone: '',
  email: '',
};

function questionOf(values: Values): Question {
  return {
    title: values.title.trim(),
    description: values.description.trim(),
    sampleCount: Number(values.sampleCount),
    ...given('standard', values.standard),
    contact: {
      name: values.name.trim(),
      ...given('firmName', values.firmName),
      ...given('telephone', values.telephone),
      ...given('email', values.email),
    },
  };
}
