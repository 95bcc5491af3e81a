import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePages } from '../../../graph/use-pages.ts';
import { hours, instant, money } from '../../../parts/format.ts';
import { PageTitle } from '../../../parts/page-title.tsx';
import { PagedTable } from '../../../parts/paged-table.tsx';
import { useFace } from '../../../shell/face.ts';
import { MyStatementsDocument } from '../generated.ts';
import '../my.css';
import { StatementFiles } from './statement-files.tsx';

const AT_ONCE = 20;

/** The statements that one may see: one's own, or the unit's for its administrators. */
export default function StatementsPage() {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const pages = usePages(MyStatementsDocument, { first: AT_ONCE }, (data) => data.statements);
  return (
    <>
      <PageTitle title={t('statements.title')} lead={t('statements.lead')} />
      <PagedTable
        label={t('statements.title')}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('statements.none')}
        columns={[
          {
            title: t('statements.number'),
            cell: ({ id, number }) => <Link to={`/my/statements/${encodeURIComponent(id)}`}>{number}</Link>,
          },
          { title: t('statements.span'), cell: ({ from, to }) => (from === to ? from : `${from} – ${to}`) },
          {
            title: t('statements.creditor'),
            cell: ({ creditorUnit }) => creditorUnit?.name ?? t('statements.platform'),
          },
          { title: t('statements.minutes'), isFigure: true, cell: ({ minutes }) => hours(minutes) },
          { title: t('statements.charges'), isFigure: true, cell: ({ chargesFen }) => money(chargesFen) },
          { title: t('statements.open'), isFigure: true, cell: ({ openFen }) => money(openFen) },
          { title: t('statements.state'), cell: ({ state }) => t(`statementState.${state}`) },
          { title: t('statements.issued'), cell: ({ issuedAt }) => instant(issuedAt, timeZone) },
          {
            title: t('statements.files'),
            isActions: true,
            cell: ({ id, number }) => <StatementFiles id={id} number={number} />,
          },
        ]}
      />
    </>
  );
}
