import { Segmented } from 'antd';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { type Pages, usePages } from '../../graph/use-pages.ts';
import type { DialogOutcome } from '../../parts/command-dialog.tsx';
import type { DataColumn } from '../../parts/data-table.tsx';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { PagedTable } from '../../parts/paged-table.tsx';
import { usePlatformName } from '../../parts/platform-name.ts';
import { type RowAction, RowActions } from '../../parts/row-actions.tsx';
import { StateTag, type Tone } from '../../parts/state-tag.tsx';
import { useFace } from '../../shell/face.ts';
import {
  AdminAcceptAdmissionDocument,
  AdminAdmissionsDocument,
  type AdminAdmissionsQuery,
  AdminRefuseAdmissionDocument,
  AdminRevokeAdmissionDocument,
  AdminWithdrawAdmissionDocument,
  type AdmissionState,
} from './generated.ts';

/** So much of an id tells two people of one unit apart; a partner tells no names. */
const TAIL = 6;

type Admission = AdminAdmissionsQuery['admissions']['edges'][number]['node'];

const STATES = [
  'REQUESTED',
  'ACCEPTED',
  'REFUSED',
  'REVOKED',
  'WITHDRAWN',
] as const satisfies readonly AdmissionState[];
const TONES: Readonly<Record<AdmissionState, Tone>> = {
  REQUESTED: 'warn',
  ACCEPTED: 'good',
  REFUSED: 'bad',
  REVOKED: 'bad',
  WITHDRAWN: 'calm',
};

/** Second-level registrations: users and units of a platform below that ask to be known here, and ours at the platform above. */
export default function AdmissionsPage() {
  const { t } = useTranslation('admin');
  const [parameters, setParameters] = useSearchParams();
  const state = STATES.find((one) => one === parameters.get('state')) ?? 'REQUESTED';
  const pages = usePages(AdminAdmissionsDocument, { filter: { state } }, (data) => data.admissions);
  return (
    <>
      <PageTitle title={t('admissions.title')} lead={t('admissions.lead')} />
      <div className="filter-bar">
        <Segmented
          aria-label={t('admissions.state')}
          value={state}
          options={STATES.map((value) => ({ value, label: t(`admissionState.${value}`) }))}
          onChange={(value) => setParameters({ state: value })}
        />
      </div>
      <PagedTable
        label={t('admissions.title')}
        columns={useColumns(pages)}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('admissions.empty')}
      />
    </>
  );
}

function useColumns(pages: Pages<Admission>): readonly DataColumn<Admission>[] {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const platformName = usePlatformName();
  return [
    {
      title: t('admissions.subject'),
      cell: ({ unitName, kind, subjectId }) => (
        <>
          {unitName}
          <span className="second">
            {t(`admissionKind.${kind}`)} · {t('admissions.tail', { tail: subjectId.slice(-TAIL) })}
          </span>
        </>
      ),
    },
    {
      title: t('admissions.way'),
      cell: ({ home, to }) => `${platformName(home)} → ${platformName(to)}`,
    },
    {
      title: t('admissions.state'),
      cell: ({ state, reason }) => (
        <>
          <StateTag tone={TONES[state]}>{t(`admissionState.${state}`)}</StateTag>
          {reason ? <span className="second">{reason}</span> : null}
        </>
      ),
    },
    { title: t('admissions.requestedAt'), isShort: true, cell: ({ requestedAt }) => instant(requestedAt, timeZone) },
    {
      title: t('admissions.decidedAt'),
      isShort: true,
      cell: ({ decidedAt }) => (decidedAt ? instant(decidedAt, timeZone) : '—'),
    },
    { title: t('actions'), isActions: true, cell: (one) => <Decisions admission={one} done={pages.refresh} /> },
  ];
}

function Decisions({ admission, done }: { readonly admission: Admission; readonly done: () => void }) {
  const { t } = useTranslation('admin');
  const { id } = useFace();
  const accept = useCommand(AdminAcceptAdmissionDocument);
  const refuse = useCommand(AdminRefuseAdmissionDocument);
  const revoke = useCommand(AdminRevokeAdmissionDocument);
  const withdraw = useCommand(AdminWithdrawAdmissionDocument);
  const { id: admissionId, state, to } = admission;
  const withReason = (
    name: string,
    command: { readonly run: (input: { admissionId: string; reason: string }) => Promise<DialogOutcome> },
  ): RowAction => ({
    name,
    isDangerous: true,
    asksReason: true,
    run: (reason) => command.run({ admissionId, reason }),
  });
  const isOurs = to === id;
  const actions: Readonly<Partial<Record<AdmissionState, readonly RowAction[]>>> = isOurs
    ? {
        REQUESTED: [
          { name: t('accept'), text: t('admissions.acceptText'), run: () => accept.run({ admissionId }) },
          withReason(t('refuse'), refuse),
        ],
        ACCEPTED: [withReason(t('revoke'), revoke)],
      }
    : { REQUESTED: [withReason(t('withdraw'), withdraw)], ACCEPTED: [withReason(t('withdraw'), withdraw)] };
  return <RowActions about={admission.unitName} actions={actions[state] ?? []} onDone={done} />;
}
