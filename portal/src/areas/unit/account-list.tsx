import { Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../graph/use-pages.ts';
import { useRead } from '../../graph/use-read.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { day } from '../../parts/format.ts';
import { PagedTable } from '../../parts/paged-table.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import { AccountControls } from './account-controls.tsx';
import { AccountRoles } from './account-roles.tsx';
import { AdmissionCell, type AdmissionOf } from './admission-cell.tsx';
import { type Role, UnitAccountsDocument, type UnitAccountsQuery, UnitAdmissionsDocument } from './generated.ts';
import { STAFF_ROLES, UNIT_ROLES } from './roles.ts';

export type Account = UnitAccountsQuery['accounts']['edges'][number]['node'];

/** Accounts that the caller administers, of one unit or (null) of the whole platform: roles with their ends, registration, and admission at the platform above. */
export function AccountList({ unit }: { readonly unit: string | null }) {
  const { t } = useTranslation('unit');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role | ''>('');
  const filter = {
    ...(unit === null ? {} : { unitId: unit }),
    ...(name === '' ? {} : { name }),
    ...(role === '' ? {} : { role }),
  };
  const pages = usePages(UnitAccountsDocument, { filter }, (data) => data.accounts);
  const admissions = useRead(UnitAdmissionsDocument, {});
  const refresh = (): void => {
    pages.refresh();
    admissions.refresh();
  };
  const admissionOf: AdmissionOf = (id) =>
    admissions.data?.admissions.edges.find(({ node }) => node.subjectId === id)?.node;
  const roles = unit === null ? [...UNIT_ROLES, ...STAFF_ROLES] : UNIT_ROLES;
  return (
    <>
      <div className="filter-bar">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('members.search')}
          <Input.Search
            aria-label={t('members.search')}
            allowClear
            style={{ width: 240 }}
            onSearch={(value) => setName(value.trim())}
          />
        </label>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('members.role')}
          <Select<Role | ''>
            aria-label={t('members.role')}
            value={role}
            style={{ width: 200 }}
            options={[
              { value: '', label: t('members.allRoles') },
              ...roles.map((value) => ({ value, label: t(`role.${value}`) })),
            ]}
            onChange={setRole}
          />
        </label>
      </div>
      <PagedTable
        label={t('members.title')}
        columns={useColumns(unit, refresh, admissionOf)}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('members.empty')}
      />
    </>
  );
}

function useColumns(
  unit: string | null,
  refresh: () => void,
  admissionOf: AdmissionOf,
): readonly DataColumn<Account>[] {
  const { t } = useTranslation('unit');
  const { timeZone, platforms, id } = useFace();
  const parent = platforms.find((platform) => platform.id === id)?.parent;
  return [
    {
      title: t('members.name'),
      cell: (account) => (
        <>
          {account.name} {account.active ? null : <StateTag tone="bad">{t('members.inactive')}</StateTag>}
          <span className="second">{[account.username, account.email].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    ...(unit === null ? [{ title: t('members.unit'), cell: (account: Account) => account.unit?.name ?? '—' }] : []),
    { title: t('members.roles'), cell: (account) => <AccountRoles account={account} onDone={refresh} /> },
    ...(parent
      ? [
          {
            title: t('members.above'),
            cell: (account: Account) => <AdmissionCell admission={admissionOf(account.id)} />,
          },
        ]
      : []),
    { title: t('members.registeredAt'), isShort: true, cell: ({ registeredAt }) => day(registeredAt, timeZone) },
    {
      title: t('actions'),
      isActions: true,
      cell: (account) => (
        <AccountControls
          account={account}
          admission={admissionOf(account.id)}
          isOfPlatform={unit === null}
          mayEndorse={Boolean(parent)}
          onDone={refresh}
        />
      ),
    },
  ];
}
