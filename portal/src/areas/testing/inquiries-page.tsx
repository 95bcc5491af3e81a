import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { usePages } from '../../graph/use-pages.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Paged } from '../../parts/paged.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import {
  LabAnswerInquiryDocument,
  LabCloseInquiryDocument,
  LabInquiriesDocument,
  type LabInquiriesQuery,
} from './generated.ts';
import './testing.css';

type Inquiry = LabInquiriesQuery['inquiries']['edges'][number]['node'];
const connectionOf = (data: LabInquiriesQuery) => data.inquiries;

/** Questions of people without an account, to be answered the same working day. */
export default function InquiriesPage() {
  const { t } = useTranslation('testing');
  const pages = usePages(LabInquiriesDocument, { first: 40 }, connectionOf);
  return (
    <>
      <PageTitle title={t('inquiries.title')} lead={t('inquiries.lead')} />
      <Paged pages={pages} empty={<Empty title={t('inquiries.empty')} />}>
        {pages.nodes.map((inquiry) => (
          <Card key={inquiry.number} inquiry={inquiry} onDone={pages.refresh} />
        ))}
      </Paged>
    </>
  );
}

function Card({ inquiry, onDone }: { readonly inquiry: Inquiry; readonly onDone: () => void }) {
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const answering = useCommand(LabAnswerInquiryDocument);
  const closing = useCommand(LabCloseInquiryDocument);
  const [dialog, setDialog] = useState<'answer' | 'close'>();
  const { number, title, state, late, contact, answer } = inquiry;
  const done = (): void => {
    setDialog(undefined);
    onDone();
  };
  const said = [contact?.firmName, contact?.name, contact?.telephone, contact?.email].filter(Boolean).join(' · ');
  return (
    <article className="sheet complaint" aria-label={number}>
      <h2>
        {title} <StateTag tone={late ? 'bad' : 'calm'}>{late ? t('table.late') : t(`inquiryState.${state}`)}</StateTag>
      </h2>
      <p className="soft-note">
        {number} · {said} · {t('inquiries.answerBy', { at: instant(inquiry.answerBy, timeZone) })}
      </p>
      <p className="paragraph">{inquiry.description}</p>
      {answer ? <blockquote>{answer.text}</blockquote> : null}
      {state === 'OPEN' ? (
        <span className="row-actions">
          <Button type="primary" aria-label={`${t('inquiries.answer')} ${number}`} onClick={() => setDialog('answer')}>
            {t('inquiries.answer')}
          </Button>
          <Button aria-label={`${t('inquiries.close')} ${number}`} onClick={() => setDialog('close')}>
            {t('inquiries.close')}
          </Button>
        </span>
      ) : null}
      {dialog ? (
        <CommandDialog<{ text: string }>
          title={dialog === 'answer' ? t('inquiries.answer') : t('inquiries.close')}
          confirm={dialog === 'answer' ? t('inquiries.answer') : t('inquiries.close')}
          run={({ text }) =>
            dialog === 'answer' ? answering.run({ number, text }) : closing.run({ number, reason: text })
          }
          onDone={done}
          onClose={() => setDialog(undefined)}
        >
          <Form.Item
            name="text"
            label={dialog === 'answer' ? t('complaints.answerText') : t('field.reason')}
            rules={[{ required: true, whitespace: true }]}
          >
            <Input.TextArea rows={4} maxLength={4000} />
          </Form.Item>
        </CommandDialog>
      ) : null}
    </article>
  );
}
