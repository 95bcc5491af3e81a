import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { type Pages, usePages } from '../../graph/use-pages.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { RowActions } from '../../parts/row-actions.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import {
  AdminAcceptRegistrationDocument,
  AdminRefuseRegistrationDocument,
  AdminRegistrationsDocument,
  type AdminRegistrationsQuery,
} from './generated.ts';

type Account = AdminRegistrationsQuery['waitingRegistrations']['edges'][number]['node'];
const NONE = {};

/** First-level registrations that wait for the platform's staff, the longest waiting first. */
export default function RegistrationsPage() {
  const { t } = useTranslation('admin');
  const pages = usePages(AdminRegistrationsDocument, NONE, (data) => data.waitingRegistrations);
  const columns = useColumns(pages);
  return (
    <>
      <PageTitle title={t('registrations.title')} lead={t('registrations.lead')} />
      <PagedTable
        label={t('registrations.title')}
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('registrations.empty')}
      />
    </>
  );
}

function useColumns(pages: Pages<Account>): readonly DataColumn<Account>[] {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  return [
    {
      title: t('registrations.applicant'),
      cell: ({ name, username, email, telephone }) => (
        <>
          {name}
          <span className="second">{[username, email, telephone].filter(Boolean).join(' · ')}</span>
        </>
      ),
    },
    {
      title: t('registrations.kind'),
      cell: ({ registration }) => (registration ? t(`registrationKind.${registration.kind}`) : ''),
    },
    { title: t('registrations.papers'), cell: ({ registration }) => <Papers registration={registration} /> },
    {
      title: t('registrations.awaits'),
      cell: ({ registration }) => (registration?.awaits ? t(`awaits.${registration.awaits}`) : ''),
    },
    {
      title: t('registrations.due'),
      cell: ({ registration }) =>
        registration?.dueBy ? (
          <>
            {instant(registration.dueBy, timeZone)}{' '}
            {registration.overdue ? <StateTag tone="bad">{t('registrations.overdue')}</StateTag> : null}
          </>
        ) : null,
    },
    { title: t('actions'), isActions: true, cell: (account) => <Decisions account={account} done={pages.refresh} /> },
  ];
}

function Papers({ registration }: { readonly registration: Account['registration'] }) {
  const { t } = useTranslation('admin');
  return (
    <>
      {registration?.creditCode ?? '—'}
      {registration?.unit ? <span className="second">{registration.unit.name}</span> : null}
      {registration?.licenceUrl ? (
        <span className="second">
          <a href={registration.licenceUrl} target="_blank" rel="noreferrer">
            {t('registrations.licence')}
          </a>
        </span>
      ) : null}
    </>
  );
}

function Decisions({ account, done }: { readonly account: Account; readonly done: () => void }) {
  const { t } = useTranslation('admin');
  const accept = useCommand(AdminAcceptRegistrationDocument);
  const refuse = useCommand(AdminRefuseRegistrationDocument);
  return (
    <RowActions
      about={account.name}
      onDone={done}
      actions={[
        {
          name: t('accept'),
          text: t('registrations.acceptText'),
          run: () => accept.run({ accountId: account.id }),
        },
        {
          name: t('refuse'),
          isDangerous: true,
          asksReason: true,
          run: (reason) => refuse.run({ accountId: account.id, reason }),
        },
      ]}
    />
  );
}
