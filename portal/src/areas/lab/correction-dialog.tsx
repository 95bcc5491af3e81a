import { Checkbox, Form, Input, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { span } from '../../parts/format.ts';
import { minutesOfClock } from '../../parts/zone.ts';
import { useFace } from '../../shell/face.ts';
import { type CorrectionValues, correctionInput, recordedValues } from './correction-values.ts';
import { LabProposeCorrectionDocument, type LabUsageRecordFragment } from './generated.ts';
import { USAGE_CLASSES } from './hour-rows.ts';

/** What was right instead, and why: proposed to another person. */
export function CorrectionDialog(props: {
  readonly record: LabUsageRecordFragment;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const { run } = useCommand(LabProposeCorrectionDocument);
  const { record, onDone, onClose } = props;
  return (
    <CommandDialog<CorrectionValues>
      title={t('correction.wrongOf', { time: span(record.start, record.end ?? record.start, timeZone) })}
      confirm={t('correction.send')}
      initial={recordedValues(record, timeZone)}
      run={(values) => run({ usageRecordId: record.id, ...correctionInput(values, timeZone) })}
      onDone={onDone}
      onClose={onClose}
    >
      <Form.Item name="takesBack" valuePropName="checked">
        <Checkbox>{t('correction.takesBack')}</Checkbox>
      </Form.Item>
      <Form.Item<CorrectionValues> noStyle shouldUpdate={(before, after) => before.takesBack !== after.takesBack}>
        {({ getFieldValue }) => (getFieldValue('takesBack') ? null : <RightTimes />)}
      </Form.Item>
      <Form.Item
        name="reason"
        label={t('correction.why')}
        rules={[{ required: true, whitespace: true, message: t('correction.whyMissing') }]}
      >
        <Input.TextArea rows={3} maxLength={500} />
      </Form.Item>
    </CommandDialog>
  );
}

function RightTimes() {
  const { t } = useTranslation('lab');
  const isClock = {
    validator: (_: unknown, text: string) =>
      Number.isNaN(minutesOfClock(text ?? '')) ? Promise.reject(new Error(t('hours.problem.time'))) : Promise.resolve(),
  };
  return (
    <>
      <Form.Item name="date" label={t('hours.date')} rules={[{ required: true, message: t('hours.problem.time') }]}>
        <Input type="date" />
      </Form.Item>
      <Form.Item name="from" label={t('hours.from')} rules={[isClock]}>
        <Input type="time" />
      </Form.Item>
      <Form.Item name="to" label={t('hours.to')} rules={[isClock]}>
        <Input type="time" />
      </Form.Item>
      <Form.Item name="usageClass" label={t('hours.class')}>
        <Select options={USAGE_CLASSES.map((value) => ({ value, label: t(`frame:usageClass.${value}`) }))} />
      </Form.Item>
    </>
  );
}
