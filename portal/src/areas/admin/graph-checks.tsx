import { useTranslation } from 'react-i18next';
import { DataTable } from '../../parts/data-table.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import type { GraphAnswer } from './use-graph-change.ts';

/** What the checks said of a subgraph. */
export function GraphChecks({ answer }: { readonly answer: GraphAnswer }) {
  const { t } = useTranslation('admin');
  return (
    <>
      {answer.isDone ? <p role="status">{t('graph.passed')}</p> : null}
      <Refusal refusal={answer.refusal} failure={answer.failure} />
      {answer.checks.length === 0 ? null : (
        <DataTable
          label={t('graph.checks')}
          rows={answer.checks}
          rowKey={({ check, coordinate, message }) => `${check} ${coordinate} ${message}`}
          columns={[
            {
              title: t('graph.checkResult'),
              cell: ({ isError }) => (
                <StateTag tone={isError ? 'bad' : 'warn'}>{isError ? t('graph.error') : t('graph.warning')}</StateTag>
              ),
            },
            { title: t('graph.checkName'), cell: ({ check }) => t(`graphCheck.${check}`) },
            { title: t('graph.coordinate'), cell: ({ coordinate }) => coordinate ?? '—' },
            { title: t('graph.message'), cell: ({ message }) => message },
          ]}
        />
      )}
    </>
  );
}
