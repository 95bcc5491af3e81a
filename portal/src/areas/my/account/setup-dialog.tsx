import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../parts/dialog.tsx';
import { Field } from '../../../parts/field.tsx';
import { onSubmit } from '../../../parts/form-values.ts';
import { Refusal } from '../../../parts/refusal.tsx';
import { ownAccount, type SecondFactorSetup } from './account-requests.ts';
import { ProofDialog } from './proof-dialog.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';

/** Sets a second factor up, or another authenticator: who one is, the key and its first code, the recovery codes. */
export function SetupDialog(props: {
  readonly isOn: boolean;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('my');
  const { isOn, onChanged, onClose } = props;
  const [setup, setSetup] = useState<SecondFactorSetup>();
  const [codes, setCodes] = useState<readonly string[]>();
  const title = isOn ? t('factor.replace') : t('factor.turnOn');
  if (codes) return <RecoveryCodes codes={codes} onClose={onClose} />;
  if (!setup)
    return (
      <ProofDialog
        title={title}
        confirm={t('factor.next')}
        asksCode={isOn}
        run={ownAccount.beginFactor}
        onDone={setSetup}
        onClose={onClose}
      />
    );
  return (
    <Dialog title={title} onClose={onClose}>
      <FirstCode
        setup={setup}
        onDone={(made) => {
          setCodes(made);
          onChanged();
        }}
      />
    </Dialog>
  );
}

function FirstCode(props: { readonly setup: SecondFactorSetup; readonly onDone: (codes: readonly string[]) => void }) {
  const { t } = useTranslation('my');
  const { secret, qr } = props.setup;
  const [code, setCode] = useState('');
  const [running, setRunning] = useState(false);
  const [told, setTold] = useState<Parameters<typeof Refusal>[0]>({});
  const submit = async (): Promise<void> => {
    setRunning(true);
    const { data, refusal, failure } = await ownAccount.confirmFactor(code);
    setRunning(false);
    setTold({ refusal, failure });
    if (data) props.onDone(data.recoveryCodes);
  };
  return (
    <form className="dialog-form" onSubmit={onSubmit(submit)}>
      <p>{t('factor.scan')}</p>
      <svg className="qr" role="img" aria-label={t('factor.qr')} viewBox={`0 0 ${qr.side} ${qr.side}`}>
        <path d={qr.path} />
      </svg>
      <p>
        {t('factor.typed')} <code className="secret">{secret}</code>
      </p>
      <Field label={t('factor.firstCode')} required>
        {(control) => (
          <input
            {...control}
            value={code}
            inputMode="numeric"
            autoComplete="one-time-code"
            pattern="[0-9]{6}"
            maxLength={6}
            required
            onChange={(event) => setCode(event.target.value)}
          />
        )}
      </Field>
      <Refusal {...told} />
      <button type="submit" className="button" disabled={running}>
        {t('factor.confirm')}
      </button>
    </form>
  );
}
