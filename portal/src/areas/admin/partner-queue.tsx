import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { count, instant } from '../../parts/format.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { AdminGiveUpEventDocument, type AdminPartnersQuery, AdminRetryEventDocument } from './generated.ts';

type Waiting = AdminPartnersQuery['partnerQueue'][number];

/** Events that wait for partners, oldest first; what a partner does not take can be sent again or given up. */
export function PartnerQueue({ events, onDone }: { readonly events: readonly Waiting[]; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const platformName = usePlatformName();
  return (
    <section className="block">
      <h2>{t('queue.title')}</h2>
      {events.length === 0 ? (
        <Empty title={t('queue.empty')} />
      ) : (
        <DataTable
          label={t('queue.title')}
          rows={events}
          rowKey={({ id }) => id}
          columns={[
            {
              title: t('queue.event'),
              cell: ({ type, recordId }) => (
                <>
                  {type}
                  <span className="second">{recordId}</span>
                </>
              ),
            },
            { title: t('queue.to'), cell: ({ platform }) => platformName(platform) },
            {
              title: t('queue.state'),
              cell: ({ state, lastError }) => (
                <>
                  <StateTag tone={state === 'STUCK' ? 'bad' : 'calm'}>{t(`waiting.${state}`)}</StateTag>
                  {lastError ? <span className="second">{lastError}</span> : null}
                </>
              ),
            },
            { title: t('queue.attempts'), isFigure: true, cell: ({ attempts }) => count(attempts) },
            { title: t('queue.at'), isShort: true, cell: ({ at }) => instant(at, timeZone) },
            { title: t('actions'), isActions: true, cell: (event) => <Steps event={event} onDone={onDone} /> },
          ]}
        />
      )}
    </section>
  );
}

function Steps({ event, onDone }: { readonly event: Waiting; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const retry = useCommand(AdminRetryEventDocument);
  const giveUp = useCommand(AdminGiveUpEventDocument);
  return (
    <RowActions
      about={event.recordId}
      onDone={onDone}
      actions={[
        { name: t('queue.retry'), run: () => retry.run({ eventId: event.id }) },
        {
          name: t('queue.giveUp'),
          text: t('queue.giveUpText'),
          isDangerous: true,
          asksReason: true,
          run: (reason) => giveUp.run({ eventId: event.id, reason }),
        },
      ]}
    />
  );
}
