import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Failure } from '../../graph/failure.ts';
import { useCommand } from '../../graph/use-command.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { download } from '../../parts/download.ts';
import { count, hours, money } from '../../parts/format.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { type RowAction, RowActions } from '../../parts/row-actions.tsx';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import {
  AdminApproveCompensationDocument,
  type AdminCompensationsQuery,
  AdminPayCompensationDocument,
  type RunState,
} from './generated.ts';
import '../../parts/record-page.css';

type Run = AdminCompensationsQuery['compensations'][number];

const TONES: Readonly<Record<RunState, Tone>> = {
  SIMULATED: 'calm',
  APPROVED_ONCE: 'warn',
  APPROVED: 'good',
  PAID: 'good',
};

/** One version of a year's run: what it was computed from, who signed, who gets what, and the next step. */
export function CompensationRun(props: {
  readonly run: Run;
  readonly mayDecide: boolean;
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('admin');
  const { run } = props;
  const title = t('compensation.run', { year: run.year, version: run.version });
  return (
    <section className="block sheet" aria-label={title}>
      <div className="sheet-head">
        <h2>{title}</h2>
        <StateTag tone={TONES[run.state]}>{t(`runState.${run.state}`)}</StateTag>
        {props.mayDecide ? <Steps run={run} title={title} onDone={props.onDone} /> : null}
      </div>
      <p>
        {t('compensation.sums', { budget: money(run.budgetFen), total: money(run.totalFen) })}{' '}
        {t('compensation.weights', { ...run.formula })}
      </p>
      <p>{t('compensation.signed', { by: run.simulatedBy, approved: run.approvedBy.join('、') || '—' })}</p>
      <Lines run={run} title={title} />
      <p className="second">{t('compensation.hash', { hash: run.inputsHash.slice(0, 16) })}</p>
    </section>
  );
}

function Steps({ run, title, onDone }: { readonly run: Run; readonly title: string; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const approve = useCommand(AdminApproveCompensationDocument);
  const pay = useCommand(AdminPayCompensationDocument);
  const [failure, setFailure] = useState<Failure>();
  const payOut = async () => {
    const outcome = await pay.run({ id: run.id });
    const file = outcome.success?.file;
    if (file) await download(file.url, file.name).catch(() => setFailure({ kind: 'unavailable' }));
    return outcome;
  };
  const steps: Readonly<Partial<Record<RunState, RowAction>>> = {
    SIMULATED: {
      name: t('compensation.approve'),
      text: t('compensation.approveText'),
      run: () => approve.run({ id: run.id }),
    },
    APPROVED_ONCE: {
      name: t('compensation.approve'),
      text: t('compensation.approveText'),
      run: () => approve.run({ id: run.id }),
    },
    APPROVED: { name: t('compensation.pay'), text: t('compensation.payText'), run: payOut },
  };
  const next = steps[run.state];
  return (
    <>
      <RowActions about={title} actions={next === undefined ? [] : [next]} onDone={onDone} />
      <Refusal failure={failure} />
    </>
  );
}

function Lines({ run, title }: { readonly run: Run; readonly title: string }) {
  const { t } = useTranslation('admin');
  if (run.lines.length === 0) return <p>{t('compensation.noLines')}</p>;
  return (
    <DataTable
      label={title}
      rows={run.lines}
      rowKey={({ payee }) => payee}
      columns={[
        { title: t('compensation.payee'), cell: ({ unit, payee }) => unit?.name ?? payee },
        { title: t('compensation.count'), isFigure: true, cell: (line) => count(line.count) },
        { title: t('compensation.time'), isFigure: true, cell: ({ minutes }) => hours(minutes) },
        { title: t('compensation.effect'), isFigure: true, cell: ({ effect }) => count(effect) },
        { title: t('compensation.amount'), isFigure: true, cell: ({ fen }) => money(fen) },
      ]}
    />
  );
}
