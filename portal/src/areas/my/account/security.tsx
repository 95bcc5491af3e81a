import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { saveBlob } from '../../../parts/download.ts';
import { fetchOwnData } from './session-requests.ts';

/** Password, and one's rights over what is kept about one. */
export function Security() {
  const { t } = useTranslation('my');
  const [state, setState] = useState<'idle' | 'running' | 'failed'>('idle');
  const save = (): void => {
    setState('running');
    fetchOwnData().then(
      (data) => {
        saveBlob(data, 'personal-data.json');
        setState('idle');
      },
      () => setState('failed'),
    );
  };
  return (
    <section className="sheet" aria-labelledby="security-title">
      <h2 id="security-title">{t('security.title')}</h2>
      <p>{t('security.password')}</p>
      <p>{t('security.data')}</p>
      <p className="security-controls">
        <a className="button button-plain" href="/oidc/password">
          {t('security.change')}
        </a>
        <button type="button" className="button button-plain" disabled={state === 'running'} onClick={save}>
          {t('security.export')}
        </button>
        <Link className="button button-plain" to="/my/account/erasure">
          {t('security.erase')}
        </Link>
      </p>
      {state === 'failed' ? <p role="alert">{t('security.failed')}</p> : null}
    </section>
  );
}
