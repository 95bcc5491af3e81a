import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { instant } from '../../parts/format.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import { UnitConfirmRegistrationDocument, UnitWaitingDocument, type UnitWaitingQuery } from './generated.ts';

type Person = UnitWaitingQuery['waitingRegistrations']['edges'][number]['node'];

/** People who registered with the unit's credit code: the unit says whether they are its own. Nothing when nobody waits. */
export function WaitingPeople({ onDecided }: { readonly onDecided: () => void }) {
  const { t } = useTranslation('unit');
  const { timeZone } = useFace();
  const read = useRead(UnitWaitingDocument, {});
  const people = (read.data?.waitingRegistrations.edges ?? [])
    .map(({ node }) => node)
    .filter(({ registration }) => registration?.awaits === 'UNIT_ADMINISTRATOR');
  if (people.length === 0) return null;
  const done = (): void => {
    read.refresh();
    onDecided();
  };
  return (
    <section className="block">
      <h2>{t('waiting.title')}</h2>
      <p>{t('waiting.text')}</p>
      <DataTable
        label={t('waiting.title')}
        rows={people}
        rowKey={({ id }) => id}
        columns={[
          {
            title: t('members.name'),
            cell: ({ name, username, email }) => (
              <>
                {name}
                <span className="second">{[username, email].filter(Boolean).join(' · ')}</span>
              </>
            ),
          },
          {
            title: t('waiting.due'),
            cell: ({ registration }) =>
              registration?.dueBy ? (
                <>
                  {instant(registration.dueBy, timeZone)}{' '}
                  {registration.overdue ? <StateTag tone="bad">{t('waiting.overdue')}</StateTag> : null}
                </>
              ) : null,
          },
          { title: t('actions'), isActions: true, cell: (person) => <Decide person={person} onDone={done} /> },
        ]}
      />
    </section>
  );
}

function Decide({ person, onDone }: { readonly person: Person; readonly onDone: () => void }) {
  const { t } = useTranslation('unit');
  const confirm = useCommand(UnitConfirmRegistrationDocument);
  const accountId = person.id;
  return (
    <RowActions
      about={person.name}
      onDone={onDone}
      actions={[
        {
          name: t('waiting.confirm'),
          text: t('waiting.confirmText'),
          run: () => confirm.run({ accountId, confirm: true }),
        },
        {
          name: t('waiting.deny'),
          isDangerous: true,
          asksReason: true,
          run: (reason) => confirm.run({ accountId, confirm: false, reason }),
        },
      ]}
    />
  );
}
