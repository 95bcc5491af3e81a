import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import { count, hours, instant, money } from '../../parts/format.ts';
import { PagedTable } from '../../parts/paged-table.tsx';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import { AdminStatementsDocument, type StatementState } from './generated.ts';

const NONE = {};
const TONES: Readonly<Record<StatementState, Tone>> = {
  ISSUED: 'warn',
  DISPUTED: 'bad',
  CONFIRMED: 'calm',
  INVOICED: 'calm',
  PAID: 'good',
  CLOSED: 'good',
};

/** All statements of the platform, newest first. */
export function StatementList() {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const pages = usePages(AdminStatementsDocument, NONE, (data) => data.statements);
  return (
    <section className="block">
      <h2>{t('settlement.statements')}</h2>
      <PagedTable
        label={t('settlement.statements')}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('settlement.noStatements')}
        columns={[
          {
            title: t('settlement.number'),
            cell: ({ id, number, from, to }) => (
              <>
                <Link to={`/my/statements/${id}`}>{number}</Link>
                <span className="second">{from === to ? from : `${from} – ${to}`}</span>
              </>
            ),
          },
          {
            title: t('settlement.parties'),
            cell: (one) => `${one.debtorUnit?.name ?? one.debtor} → ${one.creditorUnit?.name ?? one.creditor}`,
          },
          { title: t('settlement.lines'), isFigure: true, cell: ({ lineCount }) => count(lineCount) },
          { title: t('settlement.minutes'), isFigure: true, cell: ({ minutes }) => hours(minutes) },
          { title: t('settlement.due'), isFigure: true, cell: ({ dueFen }) => money(dueFen) },
          { title: t('settlement.open'), isFigure: true, cell: ({ openFen }) => money(openFen) },
          {
            title: t('settlement.state'),
            cell: ({ state }) => <StateTag tone={TONES[state]}>{t(`statementState.${state}`)}</StateTag>,
          },
          { title: t('settlement.issuedAt'), isShort: true, cell: ({ issuedAt }) => instant(issuedAt, timeZone) },
        ]}
      />
    </section>
  );
}
