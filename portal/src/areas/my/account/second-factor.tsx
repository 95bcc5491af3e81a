import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Failed, Loading } from '../../../parts/states.tsx';
import { ownAccount, type SecondFactorStatus } from './account-requests.ts';
import { ProofDialog } from './proof-dialog.tsx';
import { RecoveryCodes } from './recovery-codes.tsx';
import { SetupDialog } from './setup-dialog.tsx';
import { useAccountRead } from './use-account-read.ts';

type Step = 'setup' | 'renew' | 'off';

/** Below so many, one is reminded to make new ones. */
const FEW_CODES = 3;

/** The second factor of one's login: whether it is on, and how to change it. */
export function SecondFactor() {
  const { t } = useTranslation('my');
  const { data: status, failure, refresh } = useAccountRead(ownAccount.factor);
  const [step, setStep] = useState<Step | null>(null);
  return (
    <section className="sheet" aria-labelledby="factor-title">
      <h2 id="factor-title">{t('factor.title')}</h2>
      {status === undefined && failure ? <Failed failure={failure} retry={refresh} /> : null}
      {status === undefined && !failure ? <Loading /> : null}
      {status ? <Standing status={status} choose={setStep} /> : null}
      {status && step ? (
        <StepDialog step={step} isOn={status.on} onChanged={refresh} onClose={() => setStep(null)} />
      ) : null}
    </section>
  );
}

function Standing(props: { readonly status: SecondFactorStatus; readonly choose: (step: Step) => void }) {
  const { t } = useTranslation('my');
  const { on, required, available, recoveryCodesLeft: left } = props.status;
  const button = (step: Step, text: string) => (
    <button type="button" className="button button-plain" onClick={() => props.choose(step)}>
      {text}
    </button>
  );
  if (!available) return <p>{t('factor.elsewhere')}</p>;
  if (!on)
    return (
      <>
        <p>{t('factor.off')}</p>
        <p className="security-controls">{button('setup', t('factor.turnOn'))}</p>
      </>
    );
  return (
    <>
      <p>
        <span className="tag">{t('factor.isOn')}</span> {required ? t('factor.required') : t('factor.on')}
      </p>
      <p className={left < FEW_CODES ? 'notice' : undefined}>{t('factor.left', { count: left })}</p>
      <p className="security-controls">
        {button('renew', t('factor.renew'))}
        {button('setup', t('factor.replace'))}
        {required ? null : button('off', t('factor.turnOff'))}
      </p>
    </>
  );
}

function StepDialog(props: {
  readonly step: Step;
  readonly isOn: boolean;
  readonly onChanged: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('my');
  const { step, onChanged, onClose } = props;
  const [codes, setCodes] = useState<readonly string[]>();
  const done = (): void => {
    onChanged();
    onClose();
  };
  if (step === 'setup') return <SetupDialog isOn={props.isOn} onChanged={onChanged} onClose={onClose} />;
  if (codes) return <RecoveryCodes codes={codes} onClose={done} />;
  if (step === 'renew')
    return (
      <ProofDialog
        title={t('factor.renew')}
        confirm={t('factor.renewGo')}
        asksCode
        run={ownAccount.renewCodes}
        onDone={({ recoveryCodes }) => setCodes(recoveryCodes)}
        onClose={onClose}
      >
        <p>{t('factor.renewText')}</p>
      </ProofDialog>
    );
  return (
    <ProofDialog
      title={t('factor.turnOff')}
      confirm={t('factor.turnOffGo')}
      asksCode
      run={ownAccount.dropFactor}
      onDone={done}
      onClose={onClose}
    >
      <p>{t('factor.turnOffText')}</p>
    </ProofDialog>
  );
}
