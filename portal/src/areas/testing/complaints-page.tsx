import { Button, Checkbox, Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { usePages } from '../../graph/use-pages.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { day } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Paged } from '../../parts/paged.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty } from '../../parts/states.tsx';
import { fenOfYuan } from '../../parts/yuan.ts';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { toneOf } from '../services/tones.ts';
import {
  LabAnswerComplaintDocument,
  LabComplaintsDocument,
  type LabComplaintsQuery,
  LabDecideComplaintDocument,
} from './generated.ts';
import './testing.css';

type Complaint = LabComplaintsQuery['complaints']['edges'][number]['node'];
const connectionOf = (data: LabComplaintsQuery) => data.complaints;

/** Complaints about the unit's tests: the unit answers, the platform decides those that went to mediation. */
export default function ComplaintsPage() {
  const { t } = useTranslation('testing');
  const pages = usePages(LabComplaintsDocument, { first: 40 }, connectionOf);
  return (
    <>
      <PageTitle title={t('complaints.title')} lead={t('complaints.lead')} />
      <Paged pages={pages} empty={<Empty title={t('complaints.empty')} />}>
        {pages.nodes.map((complaint) => (
          <Card key={complaint.id} complaint={complaint} onDone={pages.refresh} />
        ))}
      </Paged>
    </>
  );
}

function Card({ complaint, onDone }: { readonly complaint: Complaint; readonly onDone: () => void }) {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const { scopes } = useSession();
  const [dialog, setDialog] = useState<'answer' | 'decide'>();
  const { number, kind, state, firm, unit, testRequest, text, answer, answerBy, outcome, possible } = complaint;
  const ends = {
    complaint,
    onClose: () => setDialog(undefined),
    onDone: () => {
      setDialog(undefined);
      onDone();
    },
  };
  return (
    <article className="sheet complaint" aria-label={number}>
      <h2>
        {tr(`complaintKind.${kind}`)} · {number}{' '}
        <StateTag tone={toneOf(state)}>{tr(`complaintState.${state}`)}</StateTag>
      </h2>
      <p className="soft-note">
        <Link to={`/lab/tests/${encodeURIComponent(testRequest.id)}`}>{testRequest.title}</Link> · {firm?.name} →{' '}
        {unit.name} · {tr('complaints.answerBy', { on: day(answerBy, timeZone) })}
      </p>
      <p className="paragraph">{text}</p>
      {answer ? <blockquote>{answer}</blockquote> : null}
      {outcome ? <p>{outcome.reason}</p> : null}
      <span className="row-actions">
        {possible.includes('answerComplaint') ? (
          <Button type="primary" aria-label={`${t('complaints.answer')} ${number}`} onClick={() => setDialog('answer')}>
            {t('complaints.answer')}
          </Button>
        ) : null}
        {possible.includes('decideComplaint') && scopes.includes('services:administer') ? (
          <Button type="primary" aria-label={`${t('complaints.decide')} ${number}`} onClick={() => setDialog('decide')}>
            {t('complaints.decide')}
          </Button>
        ) : null}
      </span>
      {dialog === 'answer' ? <Answer {...ends} /> : null}
      {dialog === 'decide' ? <Decide {...ends} /> : null}
    </article>
  );
}

interface Ends {
  readonly complaint: Complaint;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

function Answer({ complaint, onDone, onClose }: Ends) {
  const { t } = useTranslation('testing');
  const { run } = useCommand(LabAnswerComplaintDocument);
  return (
    <CommandDialog<{ answer: string }>
      title={t('complaints.answer')}
      confirm={t('complaints.answer')}
      run={({ answer }) => run({ complaintId: complaint.id, answer })}
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="answer" label={t('complaints.answerText')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={4} maxLength={4000} />
      </Form.Item>
    </CommandDialog>
  );
}

interface Decision {
  readonly upheld: boolean;
  readonly reason: string;
  readonly retest?: boolean;
  readonly correctReport?: boolean;
  readonly refund?: string;
}

function Decide({ complaint, onDone, onClose }: Ends) {
  const { t } = useTranslation('testing');
  const { run } = useCommand(LabDecideComplaintDocument);
  return (
    <CommandDialog<Decision>
      title={t('complaints.decide')}
      confirm={t('complaints.decide')}
      initial={{ upheld: true }}
      run={({ upheld, reason, retest = false, correctReport = false, refund }) =>
        run({
          complaintId: complaint.id,
          upheld,
          reason,
          retest,
          correctReport,
          refundFen: fenOfYuan(refund) ?? 0,
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="upheld" label={t('complaints.outcome')}>
        <Radio.Group
          options={[
            { value: true, label: t('complaints.upheld') },
            { value: false, label: t('complaints.rejected') },
          ]}
        />
      </Form.Item>
      <Form.Item name="reason" label={t('field.reason')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={3} maxLength={2000} />
      </Form.Item>
      <div className="dialog-checks">
        <Form.Item name="retest" valuePropName="checked" noStyle>
          <Checkbox>{t('complaints.retest')}</Checkbox>
        </Form.Item>
        <Form.Item name="correctReport" valuePropName="checked" noStyle>
          <Checkbox>{t('complaints.correct')}</Checkbox>
        </Form.Item>
      </div>
      <Form.Item name="refund" label={t('complaints.refund')}>
        <Input prefix="¥" inputMode="decimal" />
      </Form.Item>
    </CommandDialog>
  );
}
