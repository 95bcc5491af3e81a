import { Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { LabAccountsDocument } from './generated.ts';

/** Chooses a person by a part of the name. `onName` hears the name as well. */
export function AccountSelect(props: {
  readonly id?: string;
  readonly value?: string | undefined;
  readonly onChange?: (id: string) => void;
  readonly onName?: (name: string) => void;
}) {
  const { t } = useTranslation('lab');
  const [name, setName] = useState('');
  const filter = { active: true, ...(name === '' ? {} : { name }) };
  const { data, loading } = useRead(LabAccountsDocument, { filter, first: 30 });
  const accounts = data?.accounts.edges.map(({ node }) => node) ?? [];
  return (
    <Select
      {...(props.id === undefined ? { 'aria-label': t('training.person') } : { id: props.id })}
      className="lab-instrument-select"
      showSearch={{ filterOption: false, onSearch: setName }}
      loading={loading}
      placeholder={t('training.person')}
      options={accounts.map((account) => ({
        value: account.id,
        label: [account.name, account.unit?.name].filter(Boolean).join(' · '),
      }))}
      value={props.value ?? null}
      onChange={(id) => {
        if (!id) return;
        props.onChange?.(id);
        props.onName?.(accounts.find((account) => account.id === id)?.name ?? '');
      }}
    />
  );
}
