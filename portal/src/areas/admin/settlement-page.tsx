import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { FigureTiles } from '../../parts/figure-tiles.tsx';
import { count, hours, instant, money } from '../../parts/format.ts';
import { lastMonths } from '../../parts/months.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { AdminPeriodsDocument, type AdminPeriodsQuery } from './generated.ts';
import { PartnerBalances } from './partner-balances.tsx';
import { PeriodClose } from './period-close.tsx';
import { StatementList } from './statement-list.tsx';

/** Closing months, quarters and half-years, the statements that came of it, and whether the books balance. */
export default function SettlementPage() {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const [m1, m2, m3, m4, m5, m6] = lastMonths(new Date(), timeZone);
  const read = useRead(AdminPeriodsDocument, { m1, m2, m3, m4, m5, m6 });
  const { data } = read;
  if (data === undefined) return read.failure ? <Failed failure={read.failure} retry={read.refresh} /> : <Loading />;
  const periods = [m1, m2, m3, m4, m5, m6].map((month, place) => ({
    month,
    state: [data.m1, data.m2, data.m3, data.m4, data.m5, data.m6][place] ?? data.m1,
  }));
  return (
    <>
      <PageTitle title={t('settlement.title')} lead={t('settlement.lead')} />
      <TrialBalance balance={data.trialBalance} />
      <PeriodClose periods={periods} onClosed={read.refresh} />
      <StatementList key={periods.map(({ state }) => state).join()} />
      <PartnerBalances balances={data.interPlatformBalances} />
    </>
  );
}

function TrialBalance({ balance }: { readonly balance: AdminPeriodsQuery['trialBalance'] }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const isEven = balance.fen === 0 && balance.minutes === 0;
  return (
    <FigureTiles
      label={t('settlement.trial')}
      tiles={[
        {
          name: t('settlement.trial'),
          value: isEven ? t('settlement.even') : t('settlement.uneven'),
          note: instant(balance.at, timeZone),
        },
        { name: t('settlement.fenSum'), value: money(balance.fen) },
        { name: t('settlement.minuteSum'), value: hours(balance.minutes) },
        { name: t('settlement.entries'), value: count(balance.entries) },
      ]}
    />
  );
}
