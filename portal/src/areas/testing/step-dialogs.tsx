import { DatePicker, Form, Input, InputNumber, Radio, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog, type DialogOutcome } from '../../parts/command-dialog.tsx';
import { useSession } from '../../session/use-session.ts';
import {
  type HoldReason,
  LabAcceptTestRequestDocument,
  LabArchiveTestRequestDocument,
  LabCorrectTestReportDocument,
  LabHoldTestRequestDocument,
  LabIssueTestReportDocument,
  LabQuoteTestRequestDocument,
  LabReceiveSamplesDocument,
  LabRefuseTestRequestDocument,
  LabReplyToRatingDocument,
  LabResumeTestRequestDocument,
  LabReviewTestReportDocument,
  LabSubmitTestReportDocument,
  LabTakeTestRequestDocument,
  LabWithdrawTestReportDocument,
  type SampleCondition,
} from './generated.ts';
import { CONDITIONS } from './move-sample.tsx';
import type { Test } from './test-page.tsx';

/** Steps whose dialog asks for a few fields at most. */
export const SIMPLE_STEPS = [
  'acceptTestRequest',
  'takeTestRequest',
  'quoteTestRequest',
  'refuseTestRequest',
  'receiveSamples',
  'submitTestReport',
  'reviewTestReport',
  'issueTestReport',
  'correctTestReport',
  'withdrawTestReport',
  'holdTestRequest',
  'resumeTestRequest',
  'replyToRating',
  'archiveTestRequest',
] as const;
export type SimpleStep = (typeof SIMPLE_STEPS)[number];

export interface StepEnds {
  readonly test: Test;
  readonly onDone: () => void;
  readonly onClose: () => void;
}

/** All that the dialogs may ask for. */
interface Values {
  readonly reason?: string;
  readonly operatorName?: string;
  readonly turnaroundDays?: number;
  readonly minutes?: number | null;
  readonly validUntil?: Dayjs;
  readonly remark?: string;
  readonly condition?: SampleCondition;
  readonly place?: string;
  readonly note?: string;
  readonly holdReason?: HoldReason;
  readonly expectedUntil?: Dayjs | null;
  readonly approve?: boolean;
  readonly text?: string;
}

const HOLDS: readonly HoldReason[] = [
  'WAITING_FOR_SAMPLE',
  'WAITING_FOR_PAYMENT',
  'WAITING_FOR_ANSWER',
  'INSTRUMENT_DOWN',
  'STAFF_ABSENT',
  'SUBCONTRACTED',
  'OTHER',
];

/** Asks for what the step needs, and does it. */
export function StepDialog({ step, test, onDone, onClose }: StepEnds & { readonly step: SimpleStep }) {
  const { t } = useTranslation('testing');
  const { user } = useSession();
  const run = useRun(test.id);
  const initial: Partial<Values> = {
    operatorName: user?.name ?? '',
    turnaroundDays: 5,
    validUntil: dayjs().add(15, 'day').endOf('day'),
    condition: 'GOOD',
    holdReason: 'WAITING_FOR_SAMPLE',
    approve: true,
  };
  return (
    <CommandDialog<Values>
      title={t(`step.${step}`)}
      confirm={t(`step.${step}`)}
      isDangerous={step === 'refuseTestRequest' || step === 'withdrawTestReport'}
      initial={initial}
      run={(values) => run[step](values)}
      onDone={onDone}
      onClose={onClose}
    >
      <Explained step={step} />
      {FIELDS[step]?.() ?? null}
    </CommandDialog>
  );
}

function Explained({ step }: { readonly step: SimpleStep }) {
  const { t } = useTranslation('testing');
  return <p className="soft-note">{t(`stepText.${step}`)}</p>;
}

/** One runner per step; each sends only what its input has. */
function useRun(testRequestId: string): Readonly<Record<SimpleStep, (values: Values) => Promise<DialogOutcome>>> {
  const accept = useCommand(LabAcceptTestRequestDocument);
  const take = useCommand(LabTakeTestRequestDocument);
  const quote = useCommand(LabQuoteTestRequestDocument);
  const refuse = useCommand(LabRefuseTestRequestDocument);
  const receive = useCommand(LabReceiveSamplesDocument);
  const submit = useCommand(LabSubmitTestReportDocument);
  const review = useCommand(LabReviewTestReportDocument);
  const issue = useCommand(LabIssueTestReportDocument);
  const correct = useCommand(LabCorrectTestReportDocument);
  const withdraw = useCommand(LabWithdrawTestReportDocument);
  const hold = useCommand(LabHoldTestRequestDocument);
  const resume = useCommand(LabResumeTestRequestDocument);
  const reply = useCommand(LabReplyToRatingDocument);
  const archive = useCommand(LabArchiveTestRequestDocument);
  return {
    acceptTestRequest: () => accept.run({ testRequestId }),
    takeTestRequest: ({ operatorName = '' }) => take.run({ testRequestId, operatorName }),
    quoteTestRequest: ({ turnaroundDays = 0, minutes, validUntil, remark }) =>
      quote.run({
        testRequestId,
        turnaroundDays,
        validUntil: (validUntil ?? dayjs()).toISOString(),
        ...(minutes ? { minutes } : {}),
        ...(remark ? { remark } : {}),
      }),
    refuseTestRequest: ({ reason = '' }) => refuse.run({ testRequestId, reason }),
    receiveSamples: ({ condition = 'GOOD', place, note }) =>
      receive.run({ testRequestId, condition, ...(place ? { place } : {}), ...(note ? { note } : {}) }),
    submitTestReport: () => submit.run({ testRequestId }),
    reviewTestReport: ({ approve = false, reason }) =>
      review.run({ testRequestId, approve, ...(reason ? { reason } : {}) }),
    issueTestReport: () => issue.run({ testRequestId }),
    correctTestReport: ({ reason = '' }) => correct.run({ testRequestId, reason }),
    withdrawTestReport: ({ reason = '' }) => withdraw.run({ testRequestId, reason }),
    holdTestRequest: ({ holdReason = 'OTHER', note, expectedUntil }) =>
      hold.run({
        testRequestId,
        reason: holdReason,
        ...(note ? { note } : {}),
        ...(expectedUntil ? { expectedUntil: expectedUntil.format('YYYY-MM-DD') } : {}),
      }),
    resumeTestRequest: () => resume.run({ testRequestId }),
    replyToRating: ({ text = '' }) => reply.run({ testRequestId, text }),
    archiveTestRequest: () => archive.run({ testRequestId }),
  };
}

/** The fields that a step's dialog shows; none where it needs nothing more. */
const FIELDS: Readonly<Partial<Record<SimpleStep, () => ReactNode>>> = {
  takeTestRequest: () => <Line name="operatorName" />,
  quoteTestRequest: () => <QuoteFields />,
  refuseTestRequest: () => <Line name="reason" />,
  receiveSamples: () => <ReceptionFields />,
  reviewTestReport: () => <ReviewFields />,
  correctTestReport: () => <Line name="reason" />,
  withdrawTestReport: () => <Line name="reason" />,
  holdTestRequest: () => <HoldFields />,
  replyToRating: () => <Line name="text" />,
};

function Line({ name }: { readonly name: 'operatorName' | 'reason' | 'text' }) {
  const { t } = useTranslation('testing');
  return (
    <Form.Item name={name} label={t(`field.${name}`)} rules={[{ required: true, whitespace: true }]}>
      {name === 'operatorName' ? <Input maxLength={100} /> : <Input.TextArea rows={3} maxLength={1000} />}
    </Form.Item>
  );
}

function QuoteFields() {
  const { t } = useTranslation('testing');
  return (
    <>
      <Form.Item name="turnaroundDays" label={t('field.turnaroundDays')} rules={[{ required: true }]}>
        <InputNumber min={1} max={365} precision={0} />
      </Form.Item>
      <Form.Item name="minutes" label={t('field.minutes')} extra={t('field.minutesText')}>
        <InputNumber min={0} max={100_000} precision={0} />
      </Form.Item>
      <Form.Item name="validUntil" label={t('field.validUntil')} rules={[{ required: true }]}>
        <DatePicker disabledDate={(date) => date.isBefore(dayjs(), 'day')} />
      </Form.Item>
      <Form.Item name="remark" label={t('field.remark')}>
        <Input maxLength={500} />
      </Form.Item>
    </>
  );
}

function ReceptionFields() {
  const { t } = useTranslation('testing');
  return (
    <>
      <Form.Item name="condition" label={t('sample.condition')}>
        <Select options={CONDITIONS.map((value) => ({ value, label: t(`condition.${value}`) }))} />
      </Form.Item>
      <Form.Item name="place" label={t('sample.place')}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="note" label={t('sample.note')}>
        <Input maxLength={500} />
      </Form.Item>
    </>
  );
}

function ReviewFields() {
  const { t } = useTranslation('testing');
  return (
    <>
      <Form.Item name="approve" label={t('field.approve')}>
        <Radio.Group
          options={[
            { value: true, label: t('field.approved') },
            { value: false, label: t('field.returned') },
          ]}
        />
      </Form.Item>
      <Form.Item name="reason" label={t('field.returnReason')}>
        <Input.TextArea rows={2} maxLength={1000} />
      </Form.Item>
    </>
  );
}

function HoldFields() {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  return (
    <>
      <Form.Item name="holdReason" label={t('field.reason')}>
        <Select options={HOLDS.map((value) => ({ value, label: tr(`hold.${value}`) }))} />
      </Form.Item>
      <Form.Item name="note" label={t('sample.note')}>
        <Input maxLength={500} />
      </Form.Item>
      <Form.Item name="expectedUntil" label={t('field.expectedUntil')}>
        <DatePicker disabledDate={(date) => date.isBefore(dayjs(), 'day')} />
      </Form.Item>
    </>
  );
}
