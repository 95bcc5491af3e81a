import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { DataTable } from '../../../parts/data-table.tsx';
import { hours, instant, money } from '../../../parts/format.ts';
import { RecordPage } from '../../../parts/record-page.tsx';
import { Failed, Loading, Message } from '../../../parts/states.tsx';
import { useFace } from '../../../shell/face.ts';
import { MyStatementDocument } from '../generated.ts';
import '../my.css';
import { StatementFiles } from './statement-files.tsx';
import { type Statement, StatementSteps } from './statement-steps.tsx';

/** One statement with its lines; prints as it stands. */
export default function StatementPage() {
  const { t } = useTranslation('my');
  const { id = '' } = useParams();
  const { data, loading, failure, refresh } = useRead(MyStatementDocument, { id });
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  return data?.statement ? (
    <Page statement={data.statement} onChanged={refresh} />
  ) : (
    <Message title={t('statements.gone')} />
  );
}

function Page({ statement, onChanged }: { readonly statement: Statement; readonly onChanged: () => void }) {
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
          <StatementSteps statement={statement} onChanged={onChanged} />
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
        { name: t('statements.open'), value: money(statement.openFen) },
        { name: t('statements.closing'), value: money(statement.closingFen) },
        { name: t('statements.issued'), value: instant(statement.issuedAt, timeZone) },
      ]}
      sections={[
        { title: t('statements.lines'), body: <Lines statement={statement} /> },
        {
          title: t('statements.disputes'),
          body: statement.disputes.length > 0 ? <Disputes statement={statement} /> : null,
        },
        {
          title: t('statements.invoices'),
          body: statement.invoices.length > 0 ? <Invoices statement={statement} /> : null,
        },
      ]}
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

function Disputes({ statement: { disputes } }: { readonly statement: Statement }) {
  const { t } = useTranslation('my');
  return (
    <ul>
      {disputes.map(({ id, reason, answer, upheld }) => (
        <li key={id}>
          {reason} — {answer === null ? t('statements.waiting') : answer}
          {upheld ? ` (${t('statements.upheld')})` : ''}
        </li>
      ))}
    </ul>
  );
}

function Invoices({ statement: { invoices } }: { readonly statement: Statement }) {
  const { t } = useTranslation('my');
  return (
    <ul>
      {invoices.map(({ id, kind, number, title, fen }) => (
        <li key={id}>
          {t(`invoiceKind.${kind}`)} {number ?? t('statements.waiting')} · {title} · {money(fen)}
        </li>
      ))}
    </ul>
  );
}
