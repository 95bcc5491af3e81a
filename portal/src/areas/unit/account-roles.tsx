import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { day } from '../../parts/format.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { useFace } from '../../shell/face.ts';
import type { Account } from './account-list.tsx';
import { UnitRevokeRoleDocument } from './generated.ts';
import './unit.css';

type Grant = Account['grants'][number];

/** The roles of an account with where they hold and until when; each can be withdrawn with a reason. */
export function AccountRoles({ account, onDone }: { readonly account: Account; readonly onDone: () => void }) {
  const { t } = useTranslation('unit');
  if (account.grants.length === 0) return <>{t('members.noRole')}</>;
  return (
    <ul className="role-list">
      {account.grants.map((grant) => (
        <li key={`${grant.role} ${grant.path.join('/')}`}>
          <RoleLine account={account} grant={grant} onDone={onDone} />
        </li>
      ))}
    </ul>
  );
}

function RoleLine(props: { readonly account: Account; readonly grant: Grant; readonly onDone: () => void }) {
  const { t } = useTranslation('unit');
  const { timeZone } = useFace();
  const { account, grant } = props;
  const revoke = useCommand(UnitRevokeRoleDocument);
  const [isOpen, setOpen] = useState(false);
  const name = t(`role.${grant.role}`);
  return (
    <details open={isOpen} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {name}
        {grant.until ? <span className="second">{t('grant.ends', { day: day(grant.until, timeZone) })}</span> : null}
      </summary>
      <span className="second">
        {t('grant.since', { day: day(grant.since, timeZone) })} · <Place account={account} path={grant.path} />
      </span>
      <RowActions
        about={`${account.name} ${name}`}
        onDone={props.onDone}
        actions={[
          {
            name: t('grant.withdraw'),
            text: t('grant.withdrawText'),
            isDangerous: true,
            asksReason: true,
            run: (reason) => revoke.run({ accountId: account.id, role: grant.role, path: grant.path, reason }),
          },
        ]}
      />
    </details>
  );
}

/** The lowest part of the tree that a grant is over, by its name where that is known. */
function Place({ account, path }: { readonly account: Account; readonly path: readonly string[] }) {
  const { t, i18n } = useTranslation('unit');
  const { platforms } = useFace();
  const last = path.at(-1) ?? '';
  const platform = platforms.find(({ id }) => id === last);
  if (platform) return <>{t('grant.wholePlatform', { name: platform.name[i18n.language === 'zh' ? 'zh' : 'en'] })}</>;
  return <>{account.unit?.id === last ? account.unit.name : last}</>;
}
