import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { type RowAction, RowActions } from '../../parts/row-actions.tsx';
import type { Account } from './account-list.tsx';
import type { Admission } from './admission-cell.tsx';
import { UnitEndorseDocument, UnitRevokeRegistrationDocument, UnitWithdrawAdmissionDocument } from './generated.ts';
import { GrantDialog } from './grant-dialog.tsx';

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
          account={account}
          isOfPlatform={props.isOfPlatform}
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
