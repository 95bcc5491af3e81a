import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { encode } from 'uqr';
import { useCommand } from '../../graph/use-command.ts';
import type { DialogOutcome } from '../../parts/command-dialog.tsx';
import { Dialog } from '../../parts/dialog.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { LabRegisterDeviceDocument } from './generated.ts';
import type { OwnInstrument } from './instruments-page.tsx';

/** Makes the code that stands beside an instrument and shows it for printing. Its secret is shown this once. */
export function DeviceCode(props: { readonly instrument: OwnInstrument; readonly onClose: () => void }) {
  const { t } = useTranslation('lab');
  const { run, running } = useCommand(LabRegisterDeviceDocument);
  const [told, setTold] = useState<DialogOutcome & { readonly secret?: string | null }>({});
  const make = async (): Promise<void> => {
    const { success, ...rest } = await run({ instrumentId: props.instrument.id, kind: 'QR_CODE' });
    setTold(success ? { secret: success.secret } : rest);
  };
  return (
    <Dialog title={`${t('own.code')} · ${props.instrument.name}`} onClose={props.onClose}>
      {told.secret ? (
        <figure className="device-code">
          <QrCode text={`${location.origin}/kiosk#${told.secret}`} label={t('code.label')} />
          <figcaption>
            <strong>{props.instrument.name}</strong>
            <br />
            {t('code.scan')}
          </figcaption>
          <button type="button" className="button no-print" onClick={() => window.print()}>
            {t('code.print')}
          </button>
        </figure>
      ) : (
        <>
          <p>{t('code.text')}</p>
          <Refusal refusal={told.refusal} failure={told.failure} />
          <button type="button" className="button" disabled={running} onClick={() => void make()}>
            {t('code.make')}
          </button>
        </>
      )}
    </Dialog>
  );
}

/** A QR code drawn as one path. */
function QrCode({ text, label }: { readonly text: string; readonly label: string }) {
  const { data, size } = encode(text, { ecc: 'M', border: 2 });
  const path = data.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ''))).join('');
  return (
    <svg role="img" aria-label={label} viewBox={`0 0 ${size} ${size}`} className="qr-code">
      <path d={path} fill="#000" />
    </svg>
  );
}
