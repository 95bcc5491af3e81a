import { useTranslation } from 'react-i18next';
import type { RefusalOf } from '../../graph/use-command.ts';
import { Field } from '../../parts/field.tsx';
import { given, onSubmit, problemOf, useFormValues } from '../../parts/form-values.ts';
import type { AskAboutTestMutation, AskAboutTestMutationVariables } from './generated.ts';

export type Question = Omit<AskAboutTestMutationVariables['input'], 'idempotencyKey' | 'testItemIds'>;

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
  const { values, bind } = useFormValues({
    title: props.title,
    standard: props.standard,
    description: '',
    sampleCount: '1',
    name: '',
    firmName: '',
    telephone: '',
    email: '',
  });
  const send = (): Promise<void> =>
    props.send({
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
    });
  return (
    <form className="sheet" onSubmit={onSubmit(send)}>
      <div className="form">
        <div className="form-wide">
          <Field label={t('ask.field.title')} required problem={problemOf(problems, 'title')}>
            {(control) => <input {...control} {...bind('title')} required maxLength={100} />}
          </Field>
        </div>
        <Field label={t('ask.field.standard')} hint={t('ask.hint.standard')} problem={problemOf(problems, 'standard')}>
          {(control) => <input {...control} {...bind('standard')} maxLength={60} />}
        </Field>
        <Field label={t('ask.field.sampleCount')} required problem={problemOf(problems, 'sampleCount')}>
          {(control) => <input {...control} {...bind('sampleCount')} type="number" required min={1} max={1000} />}
        </Field>
        <div className="form-wide">
          <Field
            label={t('ask.field.description')}
            required
            hint={t('ask.hint.description')}
            problem={problemOf(problems, 'description')}
          >
            {(control) => <textarea {...control} {...bind('description')} required maxLength={2000} />}
          </Field>
        </div>
        <Field label={t('ask.field.name')} required problem={problemOf(problems, 'name')}>
          {(control) => <input {...control} {...bind('name')} required autoComplete="name" maxLength={60} />}
        </Field>
        <Field label={t('ask.field.firmName')} problem={problemOf(problems, 'firmName')}>
          {(control) => <input {...control} {...bind('firmName')} autoComplete="organization" maxLength={100} />}
        </Field>
        <Field
          label={t('ask.field.telephone')}
          hint={t('ask.hint.contact')}
          problem={problemOf(problems, 'telephone') ?? problemOf(problems, 'contact')}
        >
          {(control) => (
            <input {...control} {...bind('telephone')} type="tel" autoComplete="tel" required={values.email === ''} />
          )}
        </Field>
        <Field label={t('ask.field.email')} problem={problemOf(problems, 'email')}>
          {(control) => <input {...control} {...bind('email')} type="email" autoComplete="email" />}
        </Field>
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
