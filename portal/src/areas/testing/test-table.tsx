import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { day, money } from '../../parts/format.ts';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { toneOf } from '../services/tones.ts';
import type { BoardTestFragment } from './generated.ts';

/** The deadline that comes next: what has been done no longer counts. */
export function nextDeadline({ state, deadlines }: Pick<BoardTestFragment, 'state' | 'deadlines'>): string | null {
  switch (state) {
    case 'REQUESTED':
      return deadlines.acceptBy;
    case 'DISPATCHED':
      return deadlines.quoteBy ?? deadlines.answerBy;
    case 'TAKEN':
      return deadlines.samplesBy;
    case 'IN_PROGRESS':
    case 'TESTED':
      return deadlines.reportBy;
    default:
      return null;
  }
}

/** Columns of a list of tests. */
export function useTestColumns(): readonly DataColumn<BoardTestFragment>[] {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  return [
    {
      title: t('table.test'),
      cell: ({ id, title }) => <Link to={`/lab/tests/${encodeURIComponent(id)}`}>{title}</Link>,
    },
    { title: t('table.firm'), cell: ({ firm, requesterName }) => firm?.name ?? requesterName },
    { title: t('table.unit'), cell: ({ takenBy }) => takenBy?.name ?? '—' },
    {
      title: t('table.state'),
      cell: ({ state, late, onHold }) => (
        <StateTag tone={late ? 'bad' : toneOf(state)}>
          {tr(`state.${state}`)}
          {onHold ? ` · ${t('table.held')}` : ''}
          {late ? ` · ${t('table.late')}` : ''}
        </StateTag>
      ),
    },
    {
      title: t('table.deadline'),
      cell: (test) => {
        const at = nextDeadline(test);
        return at ? day(at, timeZone) : '—';
      },
    },
    { title: t('table.price'), isFigure: true, cell: ({ price }) => (price ? money(price.netFen) : '—') },
  ];
}

/** Tests as a table; says so when there are none. */
export function TestTable({ tests, label }: { readonly tests: readonly BoardTestFragment[]; readonly label: string }) {
  const { t } = useTranslation('testing');
  const columns = useTestColumns();
  if (tests.length === 0) return <Empty title={t('board.empty')} />;
  return <DataTable label={label} columns={columns} rows={tests} rowKey={({ id }) => id} />;
}
