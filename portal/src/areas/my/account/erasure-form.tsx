import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '../../../parts/field.tsx';
import { onSubmit, useFormValues } from '../../../parts/form-values.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { type ErasurePlan, type ErasureReceipt, ownAccount } from './account-requests.ts';
import { ProofFields } from './proof-fields.tsx';

/** Who one is, and one's login name typed once more: then there is no way back. */
export function ErasureForm(props: {
  readonly plan: ErasurePlan;
  readonly onUnsettled: () => void;
  readonly onDone: (receipt: ErasureReceipt) => void;
}) {
  const { t } = useTranslation('my');
  const { confirmation, asksPassword, asksCode } = props.plan;
  const { values, bind } = useFormValues({ password: '', code: '', confirmation: '' });
  const [running, setRunning] = useState(false);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const submit = async (): Promise<void> => {
    setRunning(true);
    const { data, refusal, failure } = await ownAccount.erase(values);
    setRunning(false);
    if (data) return props.onDone(data);
    setTold({ refusal, failure });
    if (refusal?.code === 'UNSETTLED') props.onUnsettled();
  };
  return (
    <section className="sheet" aria-labelledby="erase-title">
      <h2 id="erase-title">{t('erasure.form.title')}</h2>
      <p>{t('erasure.form.text')}</p>
      <form className="erasure-form" onSubmit={onSubmit(submit)}>
        {asksPassword ? <ProofFields asksCode={asksCode} bind={bind} /> : <p>{t('erasure.form.recent')}</p>}
        <Field label={t('erasure.form.confirmation', { name: confirmation })} required>
          {(control) => <input {...control} {...bind('confirmation')} autoComplete="off" maxLength={200} required />}
        </Field>
        <Refusal {...told} />
        <button type="submit" className="button button-danger" disabled={running}>
          {t('erasure.form.go')}
        </button>
      </form>
    </section>
  );
}
