import { DatePicker, Form, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { instantOf } from '../../parts/zone.ts';
import { useFace } from '../../shell/face.ts';
import type { Account } from './account-list.tsx';
import { type Role, UnitGrantRoleDocument, UnitPlacesDocument } from './generated.ts';
import { needsPlace, pathOf, placeOptions, STAFF_ROLES, UNIT_ROLES } from './roles.ts';

/** A role ends with its last day on the platform's clocks. */
const LAST_MINUTE = 24 * 60 - 1;

interface Wish {
  readonly role: Role;
  /** Ids below the unit, joined by a space. */
  readonly place?: string;
  readonly until?: Dayjs | null;
}

/** Gives somebody a role: which, over what, and until when. */
export function GrantDialog(props: {
  readonly account: Account;
  readonly isOfPlatform: boolean;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('unit');
  const { id, timeZone } = useFace();
  const { account, isOfPlatform } = props;
  const unit = account.unit?.id ?? null;
  const grant = useCommand(UnitGrantRoleDocument);
  const roles: readonly Role[] = isOfPlatform ? [...UNIT_ROLES, ...STAFF_ROLES] : UNIT_ROLES;
  const run = ({ role, place, until }: Wish) =>
    grant.run({
      accountId: account.id,
      role,
      path: pathOf(role, id, unit, place?.split(' ')),
      ...(until ? { until: instantOf({ date: until.format('YYYY-MM-DD'), minutes: LAST_MINUTE }, timeZone) } : {}),
    });
  return (
    <CommandDialog<Wish>
      title={t('grant.title', { name: account.name })}
      confirm={t('grant.give')}
      run={run}
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <p>{isOfPlatform ? t('grant.textPlatform') : t('grant.text')}</p>
      <Form.Item name="role" label={t('members.role')} rules={[{ required: true, message: t('required') }]}>
        <Select options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
      <Form.Item noStyle dependencies={['role']}>
        {({ getFieldValue }) =>
          needsPlace(getFieldValue('role') as Role | undefined) && unit !== null ? <Place unit={unit} /> : null
        }
      </Form.Item>
      <Form.Item name="until" label={t('grant.until')} extra={t('grant.untilText')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
    </CommandDialog>
  );
}

/** The laboratory or instrument of the unit that the role is over. */
function Place({ unit }: { readonly unit: string }) {
  const { t } = useTranslation('unit');
  const read = useRead(UnitPlacesDocument, { unit, filter: { unitId: unit } });
  const options = placeOptions({
    laboratories: read.data?.unit?.laboratories ?? [],
    instruments: read.data?.instruments.edges.map(({ node }) => node) ?? [],
  });
  return (
    <Form.Item name="place" label={t('grant.place')} rules={[{ required: true, message: t('required') }]}>
      <Select showSearch={{ optionFilterProp: 'label' }} loading={read.loading} options={options} />
    </Form.Item>
  );
}
