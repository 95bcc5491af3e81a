import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table.tsx';
import { instant } from '../../parts/format.ts';
import { RowActions } from '../../parts/row-actions.tsx';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import type { AdminGraphQuery, GraphGenerationStatus } from './generated.ts';
import { useGraphChange } from './use-graph-change.ts';

type Generation = AdminGraphQuery['graphGenerations'][number];

const TONES: Readonly<Record<GraphGenerationStatus, Tone>> = {
  STAGED: 'warn',
  ACTIVE: 'good',
  SUPERSEDED: 'calm',
  FAILED: 'bad',
  ROLLED_BACK: 'bad',
};

/** Every version of the graph, newest first, with the way back to one that was served before. */
export function GraphHistory(props: { readonly generations: readonly Generation[]; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const { rollBack } = useGraphChange();
  return (
    <section className="block">
      <h2>{t('graph.history')}</h2>
      <DataTable
        label={t('graph.history')}
        rows={props.generations}
        rowKey={({ number }) => String(number)}
        columns={[
          { title: t('graph.number'), isFigure: true, cell: ({ number }) => number },
          {
            title: t('graph.status'),
            cell: ({ status }) => <StateTag tone={TONES[status]}>{t(`graphStatus.${status}`)}</StateTag>,
          },
          {
            title: t('graph.change'),
            cell: ({ change, reason }) => (
              <>
                {change}
                {reason ? <span className="second">{reason}</span> : null}
              </>
            ),
          },
          { title: t('graph.by'), cell: ({ createdBy }) => createdBy },
          { title: t('graph.at'), isShort: true, cell: ({ createdAt }) => instant(createdAt, timeZone) },
          {
            title: t('actions'),
            isActions: true,
            cell: ({ number, status }) =>
              status === 'SUPERSEDED' ? (
                <RowActions
                  about={t('graph.version', { number })}
                  onDone={props.onDone}
                  actions={[
                    {
                      name: t('graph.rollBack'),
                      text: t('graph.rollBackText'),
                      isDangerous: true,
                      run: () => rollBack(number),
                    },
                  ]}
                />
              ) : null,
          },
        ]}
      />
    </section>
  );
}
