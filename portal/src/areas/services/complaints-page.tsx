import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { usePages } from '../../graph/use-pages.ts';
import { day, money } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Paged } from '../../parts/paged.tsx';
import { type RowAction, RowActions } from '../../parts/row-actions.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import {
  AcceptComplaintAnswerDocument,
  EscalateComplaintDocument,
  MyComplaintsDocument,
  type MyComplaintsQuery,
  WithdrawComplaintDocument,
} from './generated.ts';
import './services.css';
import { toneOf } from './tones.ts';

type Complaint = MyComplaintsQuery['myComplaints']['edges'][number]['node'];
const connectionOf = (data: MyComplaintsQuery) => data.myComplaints;

/** What the user complained about, what the laboratory answered, and what can be done next. */
export default function ComplaintsPage() {
  const { t } = useTranslation('services');
  const pages = usePages(MyComplaintsDocument, { first: 30 }, connectionOf);
  return (
    <>
      <PageTitle title={t('complaints.title')} lead={t('complaints.lead')} />
      <Paged pages={pages} empty={<Empty title={t('complaints.empty')} text={t('complaints.emptyText')} />}>
        {pages.nodes.map((complaint) => (
          <ComplaintCard key={complaint.id} complaint={complaint} onDone={pages.refresh} />
        ))}
      </Paged>
    </>
  );
}

function ComplaintCard({ complaint, onDone }: { readonly complaint: Complaint; readonly onDone: () => void }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  const actions = useActions(complaint);
  const { testRequest, outcome } = complaint;
  return (
    <article className="sheet complaint" aria-label={complaint.number}>
      <h2>
        {t(`complaintKind.${complaint.kind}`)} · {complaint.number}{' '}
        <StateTag tone={toneOf(complaint.state)}>{t(`complaintState.${complaint.state}`)}</StateTag>
      </h2>
      <p className="soft-note">
        <Link to={`/requests/${encodeURIComponent(testRequest.id)}`}>{testRequest.title}</Link> · {complaint.unit.name}{' '}
        · {day(complaint.filedAt, timeZone)}
      </p>
      <p className="paragraph">{complaint.text}</p>
      {complaint.answer ? (
        <blockquote>{complaint.answer}</blockquote>
      ) : (
        <p className="soft-note">{t('complaints.answerBy', { on: day(complaint.answerBy, timeZone) })}</p>
      )}
      {outcome ? (
        <p>
          <strong>{outcome.upheld ? t('complaints.upheld') : t('complaints.rejected')}</strong> {outcome.reason}
          {outcome.refundFen > 0 ? ` · ${t('complaints.refund', { amount: money(outcome.refundFen) })}` : null}
          {outcome.correctReport ? ` · ${t('complaints.corrected')}` : null}
          {outcome.retest ? (
            <>
              {' · '}
              <Link to={`/requests/${encodeURIComponent(outcome.retest.id)}`}>{t('complaints.retest')}</Link>
            </>
          ) : null}
        </p>
      ) : null}
      <RowActions about={complaint.number} actions={actions} onDone={onDone} />
    </article>
  );
}

function useActions({ id, possible }: Complaint): readonly RowAction[] {
  const { t } = useTranslation('services');
  const accept = useCommand(AcceptComplaintAnswerDocument);
  const escalate = useCommand(EscalateComplaintDocument);
  const withdraw = useCommand(WithdrawComplaintDocument);
  const all: readonly (RowAction & { readonly step: string })[] = [
    {
      step: 'acceptComplaintAnswer',
      name: t('complaints.accept'),
      text: t('complaints.acceptText'),
      run: () => accept.run({ complaintId: id }),
    },
    {
      step: 'escalateComplaint',
      name: t('complaints.escalate'),
      text: t('complaints.escalateText'),
      asksReason: true,
      run: (reason) => escalate.run({ complaintId: id, reason }),
    },
    {
      step: 'withdrawComplaint',
      name: t('complaints.withdraw'),
      asksReason: true,
      isDangerous: true,
      run: (reason) => withdraw.run({ complaintId: id, reason }),
    },
  ];
  return all.filter(({ step }) => possible.includes(step));
}
