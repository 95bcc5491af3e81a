import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../parts/dialog.tsx';
import { onSubmit, useFormValues } from '../../../parts/form-values.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import type { AccountAnswer, Proof } from './account-requests.ts';
import { ProofFields } from './proof-fields.tsx';

/** Asks for password and code, does something with them, and stays open with the reason when it is refused. */
export function ProofDialog<Data>(props: {
  readonly title: string;
  readonly confirm: string;
  readonly asksCode: boolean;
  readonly children?: ReactNode;
  readonly run: (proof: Proof) => Promise<AccountAnswer<Data>>;
  readonly onDone: (data: Data) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('my');
  const { values, bind } = useFormValues({ password: '', code: '' });
  const [running, setRunning] = useState(false);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const submit = async (): Promise<void> => {
    setRunning(true);
    const { data, refusal, failure } = await props.run(values);
    setRunning(false);
    setTold({ refusal, failure });
    if (data !== undefined) props.onDone(data);
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className="dialog-form" onSubmit={onSubmit(submit)}>
        {props.children ?? <p>{t('proof.why')}</p>}
        <ProofFields asksCode={props.asksCode} bind={bind} />
        <Refusal {...told} />
        <button type="submit" className="button" disabled={running}>
          {props.confirm}
        </button>
      </form>
    </Dialog>
  );
}
