import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePages } from '../../graph/use-pages.ts';
import { useRead } from '../../graph/use-read.ts';
import { FigureTiles } from '../../parts/figure-tiles.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import {
  type BoardTestFragment,
  OperatorsBoardDocument,
  type OperatorsBoardQuery,
  type TestRequestState,
  TestsOfDocument,
  type TestsOfQuery,
} from './generated.ts';
import { TestTable, useTestColumns } from './test-table.tsx';
import './testing.css';

type Board = OperatorsBoardQuery['operatorsBoard'];
const LISTS = ['toAnswer', 'inWork', 'late', 'toReview', 'toIssue'] as const;
type List = (typeof LISTS)[number];

/** The laboratory's tests: for a unit what is to be answered, in work, late, to review and to issue; for the platform's staff all of them. */
export default function BoardPage() {
  const { t } = useTranslation('testing');
  const { unit, scopes } = useSession();
  return (
    <>
      <PageTitle title={t('board.title')} lead={t('board.lead')} />
      {unit === null || scopes.includes('services:administer') ? <AllTests /> : <UnitBoard unitId={unit} />}
    </>
  );
}

function UnitBoard({ unitId }: { readonly unitId: string }) {
  const { t } = useTranslation('testing');
  const [list, setList] = useState<List>('toAnswer');
  const { data, loading, failure, refresh } = useRead(OperatorsBoardDocument, { unitId });
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  if (!data) return null;
  const board: Board = data.operatorsBoard;
  return (
    <>
      <FigureTiles
        label={t('board.today')}
        tiles={[
          { name: t('board.samplesToday'), value: board.samplesReceivedToday, to: '/lab/samples' },
          { name: t('board.list.late'), value: board.late.length },
          { name: t('board.complaints'), value: board.complaintsToAnswer.length, to: '/lab/complaints' },
        ]}
      />
      <Segmented<List>
        className="testing-lists"
        aria-label={t('board.show')}
        value={list}
        onChange={setList}
        options={LISTS.map((value) => ({ value, label: `${t(`board.list.${value}`)} ${board[value].length}` }))}
      />
      <TestTable tests={board[list]} label={t(`board.list.${list}`)} />
    </>
  );
}

const VIEWS = {
  new: ['REQUESTED', 'ACCEPTED'],
  running: ['DISPATCHED', 'TAKEN', 'IN_PROGRESS', 'TESTED'],
  done: ['REPORTED', 'COMPLETED', 'ARCHIVED', 'REFUSED', 'WITHDRAWN'],
} as const satisfies Record<string, readonly TestRequestState[]>;
type View = keyof typeof VIEWS;
const connectionOf = (data: TestsOfQuery) => data.testRequests;

function AllTests() {
  const { t } = useTranslation('testing');
  const [view, setView] = useState<View>('new');
  const pages = usePages(TestsOfDocument, { filter: { states: [...VIEWS[view]] }, first: 50 }, connectionOf);
  const columns = useTestColumns();
  return (
    <>
      <Segmented<View>
        className="testing-lists"
        aria-label={t('board.show')}
        value={view}
        onChange={setView}
        options={(Object.keys(VIEWS) as View[]).map((value) => ({ value, label: t(`board.view.${value}`) }))}
      />
      <PagedTable<BoardTestFragment>
        label={t(`board.view.${view}`)}
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('board.empty')}
      />
    </>
  );
}
