import { useTranslation } from 'react-i18next';
import { Dialog } from '../../../parts/dialog.tsx';
import { saveBlob } from '../../../parts/download.ts';
import { useFace } from '../../../shell/face.ts';

/** The recovery codes, shown this once. */
export function RecoveryCodes({ codes, onClose }: { readonly codes: readonly string[]; readonly onClose: () => void }) {
  const { t } = useTranslation('my');
  const { id } = useFace();
  const text = `${t('recovery.title')}\n\n${codes.join('\n')}\n`;
  const save = (): void => saveBlob(new Blob([text], { type: 'text/plain;charset=utf-8' }), `${id}-recovery-codes.txt`);
  return (
    <Dialog title={t('recovery.title')} onClose={onClose}>
      <p role="status">{t('recovery.text')}</p>
      <ol className="recovery-codes" aria-label={t('recovery.title')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <p className="security-controls">
        <button type="button" className="button button-plain" onClick={save}>
          {t('recovery.save')}
        </button>
        <button type="button" className="button" onClick={onClose}>
          {t('recovery.kept')}
        </button>
      </p>
    </Dialog>
  );
}
