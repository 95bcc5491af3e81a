import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { type InstrumentStatus, ReportOwnStatusDocument } from '../generated.ts';
import { FormSheet } from './form-sheet.tsx';
import type { Managed } from './record-values.ts';
import { useSaving } from './use-saving.ts';

interface Props {
  readonly instrument: Managed;
  readonly onSaved: () => void;
}

const STATUSES: readonly InstrumentStatus[] = ['AVAILABLE', 'LIMITED', 'DOWN', 'MAINTENANCE', 'RETIRED'];

/** Whether it can be used. */
export function StatusForm({ instrument, onSaved }: Props) {
  const { t } = useTranslation('instruments');
  const [status, setStatus] = useState(instrument.status);
  const [remark, setRemark] = useState(instrument.statusRemark ?? '');
  const command = useCommand(ReportOwnStatusDocument);
  const { told, save } = useSaving(onSaved);
  return (
    <FormSheet
      title={t('facet.status')}
      button={t('manage.save')}
      running={command.running}
      told={told}
      onSubmit={() =>
        void save(command.run({ instrumentId: instrument.id, status, remark: remark.trim() === '' ? null : remark }))
      }
    >
      <label className="labelled">
        {t('facet.status')}
        <select
          value={status}
          onChange={(event) => setStatus(STATUSES.find((one) => one === event.target.value) ?? status)}
        >
          {STATUSES.map((one) => (
            <option key={one} value={one}>
              {t(`frame:instrumentStatus.${one}`)}
            </option>
          ))}
        </select>
      </label>
      <label className="labelled">
        {t('manage.remark')}
        <input value={remark} onChange={(event) => setRemark(event.target.value)} />
      </label>
    </FormSheet>
  );
}
