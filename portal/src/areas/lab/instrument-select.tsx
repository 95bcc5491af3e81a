import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { useSession } from '../../session/use-session.ts';
import { LabInstrumentsDocument } from './generated.ts';

/** Chooses one of the unit's instruments (all of the platform's for its staff), by typing a part of its name. */
export function InstrumentSelect(props: {
  readonly id?: string;
  readonly value?: string | undefined;
  readonly onChange?: (id: string) => void;
}) {
  const { t } = useTranslation('lab');
  const { unit } = useSession();
  const [name, setName] = useState('');
  const filter = { ...(unit === null ? {} : { unitId: unit }), ...(name === '' ? {} : { name }) };
  const { data, loading } = useRead(LabInstrumentsDocument, { filter, first: 50 });
  const options = data?.instruments.edges.map(({ node }) => ({
    value: node.id,
    label: [node.name, node.model, node.localId].filter(Boolean).join(' · '),
  }));
  return (
    <Select
      {...(props.id === undefined ? { 'aria-label': t('instrument.choose') } : { id: props.id })}
      className="lab-instrument-select"
      showSearch={{ filterOption: false, onSearch: setName }}
      loading={loading}
      placeholder={t('instrument.choose')}
      notFoundContent={loading ? t('instrument.reading') : t('instrument.none')}
      options={options ?? []}
      value={props.value ?? null}
      onChange={(id) => {
        if (id) props.onChange?.(id);
      }}
    />
  );
}
