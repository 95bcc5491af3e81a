import { QRCode } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { useFace } from '../../../shell/face.ts';
import { RegisterInstrumentCodeDocument } from '../generated.ts';
import { FormSheet } from './form-sheet.tsx';
import type { Managed } from './record-values.ts';
import { useSaving } from './use-saving.ts';

const PIXELS = 220;

/** The code that is printed beside the instrument: who reads it with a telephone starts and stops the booked use. Its secret is shown once. */
export function CodeForm({ instrument }: { readonly instrument: Managed }) {
  const { t } = useTranslation('instruments');
  const { origin } = useFace();
  const [secret, setSecret] = useState<string | null>(null);
  const command = useCommand(RegisterInstrumentCodeDocument);
  const { told, save } = useSaving(() => undefined);
  const make = async (): Promise<void> => {
    const outcome = await command.run({ instrumentId: instrument.id, kind: 'QR_CODE' });
    setSecret(outcome.success?.secret ?? null);
    await save(Promise.resolve(outcome));
  };
  return (
    <FormSheet
      title={t('code.title')}
      button={t('code.make')}
      running={command.running}
      told={told}
      onSubmit={() => void make()}
    >
      <p className="manage-wide">{t('code.text')}</p>
      {secret === null ? null : (
        <figure className="manage-wide code-print">
          <QRCode
            type="svg"
            aria-label={t('code.title')}
            size={PIXELS}
            bordered={false}
            value={`${origin}/kiosk#${encodeURIComponent(secret)}`}
          />
          <figcaption>{instrument.name}</figcaption>
          <button type="button" className="button button-plain no-print" onClick={() => window.print()}>
            {t('code.print')}
          </button>
        </figure>
      )}
    </FormSheet>
  );
}
