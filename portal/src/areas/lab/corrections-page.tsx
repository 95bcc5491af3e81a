import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { type Pages, usePages } from '../../graph/use-pages.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { ago, day, span } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { RowActions } from '../../parts/row-actions.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import {
  type CorrectionState,
  LabApproveCorrectionDocument,
  type LabCorrectionFragment,
  LabCorrectionsDocument,
  type LabCorrectionsQuery,
  LabRefuseCorrectionDocument,
} from './generated.ts';
import { ProposeCorrection } from './propose-correction.tsx';
import { toneOf } from './tones.ts';
import { UsageTimes } from './usage-times.tsx';

const VIEWS = {
  waiting: ['PROPOSED'],
  decided: ['APPROVED', 'REFUSED'],
} as const satisfies Record<string, readonly CorrectionState[]>;
type View = keyof typeof VIEWS;
const connectionOf = (data: LabCorrectionsQuery) => data.usageCorrections;

/** Recorded hours that somebody says are wrong: what another person has to decide, what was decided, and proposing one. */
export default function CorrectionsPage() {
  const { t } = useTranslation('lab');
  const [view, setView] = useState<View>('waiting');
  const pages = usePages(LabCorrectionsDocument, { states: [...VIEWS[view]], first: 50 }, connectionOf);
  return (
    <>
      <PageTitle
        title={t('correction.title')}
        lead={t('correction.lead')}
        actions={
          <Segmented<View>
            aria-label={t('order.view')}
            value={view}
            onChange={setView}
            options={[
              { value: 'waiting', label: t('correction.waiting') },
              { value: 'decided', label: t('correction.decided') },
            ]}
          />
        }
      />
      <Corrections pages={pages} />
      <ProposeCorrection
        onProposed={() => {
          setView('waiting');
          pages.refresh();
        }}
      />
    </>
  );
}

function Corrections({ pages }: { readonly pages: Pages<LabCorrectionFragment, LabCorrectionsQuery> }) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const columns: readonly DataColumn<LabCorrectionFragment>[] = [
    { title: t('queue.instrument'), cell: ({ usageRecord }) => usageRecord.instrument.name },
    { title: t('correction.recorded'), cell: ({ usageRecord }) => <UsageTimes {...usageRecord} /> },
    {
      title: t('correction.right'),
      cell: ({ start, end, usageClass, usageRecord }) =>
        start && end ? (
          <UsageTimes start={start} end={end} usageClass={usageClass ?? usageRecord.usageClass} />
        ) : (
          t('correction.takenBack')
        ),
    },
    { title: t('correction.reason'), cell: ({ reason }) => reason },
    {
      title: t('correction.by'),
      cell: ({ proposedBy, proposedAt }) => (
        <>
          {proposedBy?.name ?? t('correction.somebody')} <span className="soft">{ago(proposedAt)}</span>
        </>
      ),
    },
    {
      title: t('queue.state'),
      cell: ({ state, decidedBy, decidedAt, refusalReason }) => (
        <>
          <StateTag tone={toneOf(state)}>{t(`correctionState.${state}`)}</StateTag>
          {decidedAt ? (
            <span className="second">
              {t('correction.decidedBy', {
                name: decidedBy?.name ?? t('correction.somebody'),
                on: day(decidedAt, timeZone),
              })}
            </span>
          ) : null}
          {refusalReason ? <span className="second">{refusalReason}</span> : null}
        </>
      ),
    },
    {
      title: t('queue.actions'),
      isActions: true,
      cell: (correction) => <Decide correction={correction} onDone={pages.refresh} />,
    },
  ];
  return (
    <PagedTable
      label={t('correction.title')}
      columns={columns}
      pages={pages}
      rowKey={({ id }) => id}
      empty={t('correction.empty')}
    />
  );
}

/** Approving and refusing, for another person than the one who proposed; who proposed is told to wait for one. */
function Decide({ correction, onDone }: { readonly correction: LabCorrectionFragment; readonly onDone: () => void }) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const { user } = useSession();
  const approve = useCommand(LabApproveCorrectionDocument);
  const refuse = useCommand(LabRefuseCorrectionDocument);
  const { id: correctionId, state, possible, proposedBy, usageRecord } = correction;
  if (state === 'PROPOSED' && proposedBy?.id === user?.id)
    return <span className="soft">{t('correction.anotherPerson')}</span>;
  const { start, end, instrument } = usageRecord;
  const about = `${instrument.name} ${end ? span(start, end, timeZone) : ''}`;
  const actions = {
    approveCorrection: {
      name: t('correction.approve'),
      text: t('correction.approveText'),
      run: () => approve.run({ correctionId }),
    },
    refuseCorrection: {
      name: t('correction.refuse'),
      text: t('correction.refuseText'),
      isDangerous: true,
      asksReason: true,
      run: (reason: string) => refuse.run({ correctionId, reason }),
    },
  };
  const offered = Object.entries(actions).flatMap(([step, action]) => (possible.includes(step) ? [action] : []));
  return <RowActions about={about} actions={offered} onDone={onDone} />;
}
