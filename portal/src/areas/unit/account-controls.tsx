import { Button, DatePicker, Form, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { type RowAction, RowActions } from '../../parts/row-actions.tsx';
import { useFace } from '../../shell/face.ts';
import type { Account } from './account-list.tsx';
import type { Admission } from './admission-cell.tsx';
import {
  type Role,
  UnitEndorseDocument,
  UnitGrantRoleDocument,
  UnitRevokeRegistrationDocument,
  UnitWithdrawAdmissionDocument,
} from './generated.ts';
import { PLATFORM_ROLES, pathOf, UNIT_ROLES } from './roles.ts';

interface Controls {
  readonly account: Account;
  readonly admission: Admission | undefined;
  /** The platform's staff use it: all roles, and the account's registration. */
  readonly isOfPlatform: boolean;
  readonly mayEndorse: boolean;
  readonly onDone: () => void;
}

/** What an administrator does with one account: give a role, endorse to the platform above or take that back, revoke its registration. */
export function AccountControls(props: Controls) {
  const { t } = useTranslation('unit');
  const { account, onDone } = props;
  const [isGranting, setGranting] = useState(false);
  const actions = [...useAdmissionActions(props), ...useRegistrationActions(props)];
  return (
    <span className="row-actions">
      <Button size="small" aria-label={`${t('grant.give')} ${account.name}`} onClick={() => setGranting(true)}>
        {t('grant.give')}
      </Button>
      <RowActions about={account.name} actions={actions} onDone={onDone} />
      {isGranting ? (
        <GrantDialog
          {...props}
          onClose={() => setGranting(false)}
          onDone={() => {
            setGranting(false);
            onDone();
          }}
        />
      ) : null}
    </span>
  );
}

function useAdmissionActions({ account, admission, mayEndorse, isOfPlatform }: Controls): readonly RowAction[] {
  const { t } = useTranslation('unit');
  const endorse = useCommand(UnitEndorseDocument);
  const withdraw = useCommand(UnitWithdrawAdmissionDocument);
  if (!mayEndorse) return [];
  if (admission?.state === 'REQUESTED' || admission?.state === 'ACCEPTED')
    return [
      {
        name: t('admission.withdraw'),
        isDangerous: true,
        asksReason: true,
        run: (reason) => withdraw.run({ admissionId: admission.id, reason }),
      },
    ];
  if (isOfPlatform || !account.active) return [];
  return [
    {
      name: t('admission.endorse'),
      text: t('admission.endorseText'),
      run: () => endorse.run({ kind: 'ACCOUNT', subjectId: account.id }),
    },
  ];
}

function useRegistrationActions({ account, isOfPlatform }: Controls): readonly RowAction[] {
  const { t } = useTranslation('unit');
  const revoke = useCommand(UnitRevokeRegistrationDocument);
  if (!isOfPlatform || account.registration?.state !== 'ACCEPTED') return [];
  return [
    {
      name: t('registration.revoke'),
      text: t('registration.revokeText'),
      isDangerous: true,
      asksReason: true,
      run: (reason) => revoke.run({ accountId: account.id, reason }),
    },
  ];
}

interface Wish {
  readonly role: Role;
  readonly until?: Dayjs | null;
}

function GrantDialog({ account, isOfPlatform, onDone, onClose }: Controls & { readonly onClose: () => void }) {
  const { t } = useTranslation('unit');
  const { id } = useFace();
  const grant = useCommand(UnitGrantRoleDocument);
  const roles: readonly Role[] = isOfPlatform ? [...UNIT_ROLES, ...PLATFORM_ROLES] : UNIT_ROLES;
  const run = ({ role, until }: Wish) =>
    grant.run({
      accountId: account.id,
      role,
      path: pathOf(role, id, account.unit?.id ?? null),
      ...(until ? { until: until.endOf('day').toISOString() } : {}),
    });
  return (
    <CommandDialog<Wish>
      title={t('grant.title', { name: account.name })}
      confirm={t('grant.give')}
      run={run}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{isOfPlatform ? t('grant.textPlatform') : t('grant.text')}</p>
      <Form.Item name="role" label={t('members.role')} rules={[{ required: true, message: t('required') }]}>
        <Select options={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
      </Form.Item>
      <Form.Item name="until" label={t('grant.until')} extra={t('grant.untilText')}>
        <DatePicker style={{ width: '100%' }} />
      </Form.Item>
    </CommandDialog>
  );
}
