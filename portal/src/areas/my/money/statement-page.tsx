import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { hours, instant, money } from '../../../parts/format.ts';
import { RecordPage } from '../../../parts/record-page.tsx';
import { Failed, Loading, Message } from '../../../parts/states.tsx';
import { useFace } from '../../../shell/face.ts';
import { MyStatementDocument, type MyStatementQuery } from '../generated.ts';
import '../my.css';
import { StatementFiles } from './statement-files.tsx';

type Statement = NonNullable<MyStatementQuery['statement']>;

/** One statement with its lines; prints as it stands. */
export default function StatementPage() {
  const { t } = useTranslation('my');
  const { id = '' } = useParams();
  const { data, loading, failure, refresh } = useRead(MyStatementDocument, { id });
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  return data?.statement ? <Page statement={data.statement} /> : <Message title={t('statements.gone')} />;
}

function Page({ statement }: { readonly statement: Statement }) {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const { number, from, to, debtorUnit, creditorUnit, state } = statement;
  return (
    <RecordPage
      back={{ to: '/my/statements', text: t('statements.title') }}
      title={t('statements.one', { number })}
      lead={from === to ? from : `${from} – ${to}`}
      actions={
        <>
          <StatementFiles id={statement.id} number={number} />
          <button type="button" className="button button-plain button-small" onClick={() => window.print()}>
            {t('statements.print')}
          </button>
        </>
      }
      facts={[
        { name: t('statements.state'), value: t(`statementState.${state}`) },
        { name: t('statements.debtor'), value: debtorUnit?.name },
        { name: t('statements.creditor'), value: creditorUnit?.name ?? t('statements.platform') },
        { name: t('statements.opening'), value: money(statement.openingFen) },
        { name: t('statements.list'), value: money(statement.listFen) },
        { name: t('statements.waiver'), value: money(statement.waiverFen) },
        { name: t('statements.charges'), value: money(statement.chargesFen) },
        { name: t('statements.payments'), value: money(statement.paymentsFen) },
        { name: t('statements.due'), value: money(statement.dueFen) },
        { name: t('statements.closing'), value: money(statement.closingFen) },
        { name: t('statements.issued'), value: instant(statement.issuedAt, timeZone) },
      ]}
      sections={[{ title: t('statements.lines'), body: <Lines statement={statement} /> }]}
    />
  );
}

function Lines({ statement: { lines } }: { readonly statement: Statement }) {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  return (
    <DataTable
      label={t('statements.lines')}
      rows={lines.edges.map(({ node }) => node)}
      rowKey={({ entryId }) => entryId}
      columns={[
        { title: t('statements.when'), cell: ({ effectiveAt }) => instant(effectiveAt, timeZone) },
        { title: t('statements.text'), cell: ({ kind, text }) => `${t(`lineKind.${kind}`)} · ${text}` },
        { title: t('statements.minutes'), isFigure: true, cell: ({ minutes }) => hours(minutes) },
        { title: t('statements.list'), isFigure: true, cell: ({ listFen }) => money(listFen) },
        { title: t('statements.waiver'), isFigure: true, cell: ({ waiverFen }) => money(waiverFen) },
        { title: t('statements.amount'), isFigure: true, cell: ({ fen }) => money(fen) },
      ]}
    />
  );
}
