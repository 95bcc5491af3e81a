import { Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { type Pages, usePages } from '../../graph/use-pages.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { day } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { type RowAction, RowActions } from '../../parts/row-actions.tsx';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import {
  AdminAcceptUnitDocument,
  AdminRefuseUnitDocument,
  AdminReinstateUnitDocument,
  AdminSuspendUnitDocument,
  AdminUnitsDocument,
  type AdminUnitsQuery,
  type MembershipStatus,
} from './generated.ts';

type Unit = AdminUnitsQuery['units']['edges'][number]['node'];

const STATUSES = ['APPLIED', 'MEMBER', 'SUSPENDED', 'REFUSED', 'LEFT'] as const satisfies readonly MembershipStatus[];
const TONES: Readonly<Record<MembershipStatus, Tone>> = {
  APPLIED: 'warn',
  MEMBER: 'good',
  SUSPENDED: 'bad',
  REFUSED: 'bad',
  LEFT: 'calm',
};

/** Units of this platform: applications to decide on, members, and those that were suspended or left. */
export default function UnitsPage() {
  const { t } = useTranslation('admin');
  const [parameters, setParameters] = useSearchParams();
  const status = STATUSES.find((one) => one === parameters.get('status')) ?? null;
  const name = parameters.get('name')?.trim() ?? '';
  const filter = { ...(status === null ? {} : { status }), ...(name === '' ? {} : { name }) };
  const pages = usePages(AdminUnitsDocument, { filter }, (data) => data.units);
  const change = (key: string, value: string): void =>
    setParameters((before) => {
      const next = new URLSearchParams(before);
      if (value === '') next.delete(key);
      else next.set(key, value);
      return next;
    });
  return (
    <>
      <PageTitle title={t('units.title')} lead={t('units.lead')} />
      <div className="filter-bar">
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('units.status')}
          <Select
            aria-label={t('units.status')}
            value={status ?? ''}
            style={{ width: 160 }}
            options={[
              { value: '', label: t('all') },
              ...STATUSES.map((value) => ({ value: value as string, label: t(`membership.${value}`) })),
            ]}
            onChange={(value) => change('status', value)}
          />
        </label>
        {/* biome-ignore lint/a11y/noLabelWithoutControl: the control is antd's */}
        <label>
          {t('units.name')}
          <Input.Search
            aria-label={t('units.name')}
            defaultValue={name}
            allowClear
            style={{ width: 240 }}
            onSearch={(value) => change('name', value.trim())}
          />
        </label>
      </div>
      <PagedTable
        label={t('units.title')}
        columns={useColumns(pages)}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('units.empty')}
      />
    </>
  );
}

function useColumns(pages: Pages<Unit>): readonly DataColumn<Unit>[] {
  const { t } = useTranslation('admin');
  const { timeZone, id: platform } = useFace();
  return [
    {
      title: t('units.name'),
      cell: ({ id, name, creditCode, district }) => (
        <>
          <Link to={`/units/${id}`}>{name}</Link>
          <span className="second">{[creditCode, district].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    {
      title: t('units.kind'),
      cell: ({ kind, roles }) => (
        <>
          {t(`frame:unitKind.${kind}`)}
          <span className="second">{roles.map((role) => t(`unitRole.${role}`)).join('、')}</span>
        </>
      ),
    },
    {
      title: t('units.contact'),
      cell: ({ contact }) => (
        <>
          {contact?.name ?? '—'}
          <span className="second">{[contact?.telephone, contact?.email].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    {
      title: t('units.status'),
      cell: ({ status, memberships }) => (
        <>
          <StateTag tone={TONES[status]}>{t(`membership.${status}`)}</StateTag>
          <span className="second">{memberships.find((one) => one.platform === platform)?.reason}</span>
        </>
      ),
    },
    {
      title: t('units.agreement'),
      cell: ({ memberships }) => {
        const version = memberships.find((one) => one.platform === platform)?.agreementVersion;
        return version ? t('units.version', { version }) : '—';
      },
    },
    { title: t('units.registeredAt'), isShort: true, cell: ({ registeredAt }) => day(registeredAt, timeZone) },
    { title: t('actions'), isActions: true, cell: (unit) => <Decisions unit={unit} done={pages.refresh} /> },
  ];
}

function Decisions({ unit, done }: { readonly unit: Unit; readonly done: () => void }) {
  const { t } = useTranslation('admin');
  const accept = useCommand(AdminAcceptUnitDocument);
  const refuse = useCommand(AdminRefuseUnitDocument);
  const suspend = useCommand(AdminSuspendUnitDocument);
  const reinstate = useCommand(AdminReinstateUnitDocument);
  const unitId = unit.id;
  const actions: Readonly<Partial<Record<MembershipStatus, readonly RowAction[]>>> = {
    APPLIED: [
      { name: t('accept'), text: t('units.acceptText'), run: () => accept.run({ unitId }) },
      {
        name: t('refuse'),
        isDangerous: true,
        asksReason: true,
        run: (reason) => refuse.run({ unitId, reason }),
      },
    ],
    MEMBER: [
      {
        name: t('units.suspend'),
        text: t('units.suspendText'),
        isDangerous: true,
        asksReason: true,
        run: (reason) => suspend.run({ unitId, reason }),
      },
    ],
    SUSPENDED: [{ name: t('units.reinstate'), run: () => reinstate.run({ unitId }) }],
  };
  return <RowActions about={unit.name} actions={actions[unit.status] ?? []} onDone={done} />;
}
