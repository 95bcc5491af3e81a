import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { instant } from '../../parts/format.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { AdminConfirmGrantDocument, AdminPendingGrantsDocument, type AdminPendingGrantsQuery } from './generated.ts';

type Pending = AdminPendingGrantsQuery['pendingGrants'][number];

/** Grants of platform administration take two administrators: here the second one decides. Nothing when none waits. */
export function PendingGrants() {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const { scopes } = useSession();
  const read = useRead(AdminPendingGrantsDocument, {}, { pause: !scopes.includes('platform:administer') });
  const pending = read.data?.pendingGrants ?? [];
  if (pending.length === 0) return null;
  return (
    <section className="block">
      <h2>{t('grants.title')}</h2>
      <p>{t('grants.text')}</p>
      <DataTable
        label={t('grants.title')}
        rows={pending}
        rowKey={({ id }) => id}
        columns={[
          { title: t('grants.account'), cell: ({ account }) => account.name },
          { title: t('grants.role'), cell: ({ role }) => t(`unit:role.${role}`) },
          { title: t('grants.askedBy'), cell: ({ askedBy }) => askedBy },
          { title: t('grants.askedAt'), isShort: true, cell: ({ askedAt }) => instant(askedAt, timeZone) },
          { title: t('actions'), isActions: true, cell: (one) => <Decide pending={one} onDone={read.refresh} /> },
        ]}
      />
    </section>
  );
}

function Decide({ pending, onDone }: { readonly pending: Pending; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const confirm = useCommand(AdminConfirmGrantDocument);
  const pendingId = pending.id;
  return (
    <RowActions
      about={pending.account.name}
      onDone={onDone}
      actions={[
        { name: t('grants.confirm'), run: () => confirm.run({ pendingId, confirm: true }) },
        { name: t('grants.reject'), isDangerous: true, run: () => confirm.run({ pendingId, confirm: false }) },
      ]}
    />
  );
}
