import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table.tsx';
import { hours, instant, money } from '../../parts/format.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { StateTag } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import type { AdminPeriodsQuery } from './generated.ts';

/** What our books and a partner's say about each other: the difference must be zero. */
export function PartnerBalances({ balances }: { readonly balances: AdminPeriodsQuery['interPlatformBalances'] }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const platformName = usePlatformName();
  if (balances.length === 0) return null;
  return (
    <section className="block">
      <h2>{t('balances.title')}</h2>
      <DataTable
        label={t('balances.title')}
        rows={balances}
        rowKey={({ partner }) => partner}
        columns={[
          { title: t('balances.partner'), cell: ({ partner }) => platformName(partner) },
          { title: t('balances.own'), isFigure: true, cell: ({ ownFen }) => money(ownFen) },
          {
            title: t('balances.told'),
            isFigure: true,
            cell: ({ partnerFen }) => (typeof partnerFen === 'number' ? money(partnerFen) : '—'),
          },
          {
            title: t('balances.difference'),
            isFigure: true,
            cell: ({ differenceFen }) =>
              typeof differenceFen === 'number' ? (
                <StateTag tone={differenceFen === 0 ? 'good' : 'bad'}>{money(differenceFen)}</StateTag>
              ) : (
                '—'
              ),
          },
          { title: t('balances.provided'), isFigure: true, cell: ({ minutesProvided }) => hours(minutesProvided) },
          { title: t('balances.received'), isFigure: true, cell: ({ minutesReceived }) => hours(minutesReceived) },
          {
            title: t('balances.toldAt'),
            cell: ({ partnerToldAt }) => (partnerToldAt ? instant(partnerToldAt, timeZone) : '—'),
          },
        ]}
      />
    </section>
  );
}
