import { Form, Input, Rate } from 'antd';
import { useTranslation } from 'react-i18next';
import { CommandDialog, type DialogOutcome } from '../../../parts/command-dialog.tsx';

export interface GivenStars {
  readonly stars: number;
  readonly text?: string;
}

/** Stars and words, given or changed. */
export function RatingDialog(props: {
  readonly title: string;
  readonly initial: GivenStars;
  readonly run: (given: GivenStars) => Promise<DialogOutcome>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('instruments');
  const { title, initial, run, onDone, onClose } = props;
  return (
    <CommandDialog<GivenStars>
      title={title}
      confirm={t('rating.send')}
      initial={initial}
      run={run}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('rating.hint')}</p>
      <Form.Item name="stars" label={t('rating.given')} rules={[{ required: true }]}>
        <Rate allowClear={false} />
      </Form.Item>
      <Form.Item name="text" label={t('rating.words')}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
    </CommandDialog>
  );
}

/** The laboratory's one reply. */
export function ReplyDialog(props: {
  readonly run: (given: { readonly text: string }) => Promise<DialogOutcome>;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('instruments');
  return (
    <CommandDialog<{ readonly text: string }> title={t('rating.reply')} confirm={t('rating.send')} {...props}>
      <p>{t('rating.replyHint')}</p>
      <Form.Item name="text" label={t('rating.replyText')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={4} maxLength={2000} />
      </Form.Item>
    </CommandDialog>
  );
}
