import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { ago } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { RowActions } from '../../parts/row-actions.tsx';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { useEvery } from '../../parts/use-every.ts';
import {
  AdminBlockPartnerDocument,
  AdminPartnersDocument,
  type AdminPartnersQuery,
  type LinkStatus,
} from './generated.ts';
import { PartnerQueue } from './partner-queue.tsx';

type Partner = AdminPartnersQuery['partners'][number];

const TONES: Readonly<Record<LinkStatus, Tone>> = { UP: 'good', DOWN: 'bad', UNKNOWN: 'calm' };
const LOOK_EVERY_MS = 15_000;

/** The linked platforms: are they up, when was their catalogue harvested last, and what still waits to be told to them. Read again by itself. */
export default function PartnersPage() {
  const { t } = useTranslation('admin');
  const read = useRead(AdminPartnersDocument, {});
  useEvery(LOOK_EVERY_MS, read.refresh);
  const { data } = read;
  if (data === undefined) return read.failure ? <Failed failure={read.failure} retry={read.refresh} /> : <Loading />;
  return (
    <>
      <PageTitle title={t('partners.title')} lead={t('partners.lead')} />
      <section className="block">
        <h2>{t('partners.links')}</h2>
        <DataTable
          label={t('partners.links')}
          rows={data.partners}
          rowKey={({ id }) => id}
          columns={[
            {
              title: t('partners.platform'),
              cell: ({ id, name }) => (
                <>
                  {name.zh}
                  <span className="second">{id}</span>
                </>
              ),
            },
            {
              title: t('partners.status'),
              cell: ({ status, lastError, blocked }) => (
                <>
                  <StateTag tone={TONES[status]}>
                    {blocked ? t('partners.blocked') : t(`linkStatus.${status}`)}
                  </StateTag>
                  {lastError && !blocked ? <span className="second">{lastError}</span> : null}
                </>
              ),
            },
            {
              title: t('partners.harvested'),
              cell: ({ lastHarvestedAt }) => (lastHarvestedAt ? ago(lastHarvestedAt) : t('partners.never')),
            },
            {
              title: t('partners.waiting'),
              isFigure: true,
              cell: ({ id }) => data.partnerQueue.filter(({ platform }) => platform === id).length,
            },
            { title: t('actions'), isActions: true, cell: (one) => <Block partner={one} onDone={read.refresh} /> },
          ]}
        />
      </section>
      <PartnerQueue events={data.partnerQueue} onDone={read.refresh} />
    </>
  );
}

function Block({ partner, onDone }: { readonly partner: Partner; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const block = useCommand(AdminBlockPartnerDocument);
  const platform = partner.id;
  return (
    <RowActions
      about={partner.name.zh}
      onDone={onDone}
      actions={[
        partner.blocked
          ? {
              name: t('partners.unblock'),
              text: t('partners.unblockText'),
              asksReason: true,
              run: (reason) => block.run({ platform, blocked: false, reason }),
            }
          : {
              name: t('partners.block'),
              text: t('partners.blockText'),
              isDangerous: true,
              asksReason: true,
              run: (reason) => block.run({ platform, blocked: true, reason }),
            },
      ]}
    />
  );
}
