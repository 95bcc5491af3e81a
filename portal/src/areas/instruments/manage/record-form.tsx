import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../../graph/use-command.ts';
import { AmendOwnInstrumentDocument } from '../generated.ts';
import { FormSheet } from './form-sheet.tsx';
import { amendment, type Managed, type RecordValues, recordValues } from './record-values.ts';
import { useSaving } from './use-saving.ts';

/** Fields in the order in which they are shown; long ones get several lines. */
const FIELDS: readonly { readonly name: Exclude<keyof RecordValues, 'modes'>; readonly rows: number }[] = [
  { name: 'name', rows: 1 },
  { name: 'nameEn', rows: 1 },
  { name: 'model', rows: 1 },
  { name: 'category', rows: 1 },
  { name: 'serialNumber', rows: 1 },
  { name: 'value', rows: 1 },
  { name: 'district', rows: 1 },
  { name: 'location', rows: 1 },
  { name: 'contactName', rows: 1 },
  { name: 'contactTelephone', rows: 1 },
  { name: 'contactEmail', rows: 1 },
  { name: 'keywords', rows: 1 },
  { name: 'functions', rows: 3 },
  { name: 'technicalIndicators', rows: 3 },
  { name: 'standards', rows: 2 },
  { name: 'accessories', rows: 2 },
  { name: 'serviceContent', rows: 2 },
  { name: 'description', rows: 3 },
];
const MODES = ['BOOKING', 'TEST_REQUEST'] as const;

/** What describes the instrument. */
export function RecordForm({ instrument, onSaved }: { readonly instrument: Managed; readonly onSaved: () => void }) {
  const { t } = useTranslation('instruments');
  const [values, setValues] = useState(() => recordValues(instrument));
  const command = useCommand(AmendOwnInstrumentDocument);
  const { told, save } = useSaving(onSaved);
  const set = (part: Partial<RecordValues>): void => setValues({ ...values, ...part });
  return (
    <FormSheet
      title={t('manage.record')}
      button={t('manage.save')}
      running={command.running}
      told={told}
      onSubmit={() => void save(command.run(amendment(instrument, values)))}
    >
      {FIELDS.map(({ name, rows }) => (
        <Line
          key={name}
          label={t(`field.${name}`)}
          rows={rows}
          required={name === 'name'}
          value={values[name]}
          change={(text) => set({ [name]: text })}
        />
      ))}
      <fieldset className="manage-wide choices">
        <legend>{t('facet.mode')}</legend>
        {MODES.map((mode) => (
          <label key={mode} className="check">
            <input
              type="checkbox"
              checked={values.modes.includes(mode)}
              onChange={(event) =>
                set({
                  modes: event.target.checked ? [...values.modes, mode] : values.modes.filter((one) => one !== mode),
                })
              }
            />
            {t(`mode.${mode}`)}
          </label>
        ))}
      </fieldset>
    </FormSheet>
  );
}

function Line(props: {
  readonly label: string;
  readonly rows: number;
  readonly required: boolean;
  readonly value: string;
  readonly change: (text: string) => void;
}) {
  const { label, rows, required, value, change } = props;
  if (rows > 1)
    return (
      <label className="labelled manage-wide">
        {label}
        <textarea rows={rows} value={value} onChange={(event) => change(event.target.value)} />
      </label>
    );
  return (
    <label className="labelled">
      {label}
      <input required={required} value={value} onChange={(event) => change(event.target.value)} />
    </label>
  );
}
