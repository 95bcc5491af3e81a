import { Button, Form, Input, Rate, Select, Space } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import {
  type ComplaintKind,
  FileComplaintDocument,
  RateTestDocument,
  WithdrawTestRequestDocument,
} from './generated.ts';
import type { TestRequest } from './request-page.tsx';

const KINDS: readonly ComplaintKind[] = ['RESULT', 'REPORT', 'DELAY', 'FEE', 'SAMPLE', 'CONDUCT'];
/** From here on there is somebody to complain about. */
const COMPLAINABLE: ReadonlySet<string> = new Set(['TAKEN', 'IN_PROGRESS', 'TESTED', 'REPORTED', 'COMPLETED']);

interface Ends {
  readonly request: TestRequest;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** What the firm can do with its request now. */
export function RequestActions({ request, onDone }: Omit<Ends, 'onClose'>) {
  const { t } = useTranslation('services');
  const [dialog, setDialog] = useState<'rate' | 'withdraw' | 'complain'>();
  const close = (): void => setDialog(undefined);
  const done = (): void => {
    close();
    onDone();
  };
  const ends = { request, onDone: done, onClose: close };
  return (
    <Space wrap>
      {request.possible.includes('rateTestRequest') ? (
        <Button type="primary" onClick={() => setDialog('rate')}>
          {t('rating.give')}
        </Button>
      ) : null}
      {COMPLAINABLE.has(request.state) ? (
        <Button onClick={() => setDialog('complain')}>{t('complaints.file')}</Button>
      ) : null}
      {request.complaints.length > 0 ? (
        <Link to="/complaints">{t('complaints.some', { count: request.complaints.length })}</Link>
      ) : null}
      {request.possible.includes('withdrawTestRequest') ? (
        <Button danger onClick={() => setDialog('withdraw')}>
          {t('request.withdraw')}
        </Button>
      ) : null}
      {dialog === 'rate' ? <RateDialog {...ends} /> : null}
      {dialog === 'withdraw' ? <WithdrawDialog {...ends} /> : null}
      {dialog === 'complain' ? <ComplainDialog {...ends} /> : null}
    </Space>
  );
}

function RateDialog({ request, onDone, onClose }: Ends) {
  const { t } = useTranslation('services');
  const { run } = useCommand(RateTestDocument);
  return (
    <CommandDialog<{ stars: number; text?: string }>
      title={t('rating.give')}
      confirm={t('rating.give')}
      initial={{ stars: 5 }}
      run={(values) => run({ testRequestId: request.id, ...values })}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('rating.text')}</p>
      <Form.Item name="stars" label={t('rating.stars')}>
        <Rate allowClear={false} />
      </Form.Item>
      <Form.Item name="text" label={t('rating.words')}>
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </CommandDialog>
  );
}

function WithdrawDialog({ request, onDone, onClose }: Ends) {
  const { t } = useTranslation('services');
  const { run } = useCommand(WithdrawTestRequestDocument);
  return (
    <CommandDialog<{ reason: string }>
      title={t('request.withdraw')}
      confirm={t('request.withdraw')}
      isDangerous
      run={({ reason }) => run({ testRequestId: request.id, reason })}
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="reason" label={t('request.reason')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
    </CommandDialog>
  );
}

function ComplainDialog({ request, onDone, onClose }: Ends) {
  const { t } = useTranslation('services');
  const { run } = useCommand(FileComplaintDocument);
  return (
    <CommandDialog<{ kind: ComplaintKind; text: string }>
      title={t('complaints.file')}
      confirm={t('complaints.file')}
      initial={{ kind: 'RESULT' }}
      run={(values) => run({ testRequestId: request.id, ...values })}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('complaints.fileText')}</p>
      <Form.Item name="kind" label={t('complaints.kind')}>
        <Select options={KINDS.map((value) => ({ value, label: t(`complaintKind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="text" label={t('complaints.text')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={4} maxLength={4000} />
      </Form.Item>
    </CommandDialog>
  );
}
