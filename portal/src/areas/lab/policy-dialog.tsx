import { Checkbox, Form, Input, InputNumber, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { type ApprovalStep, LabPolicyDocument, LabSetPolicyDocument, type UserClass } from './generated.ts';

const MINUTES = ['minimumMinutes', 'maximumMinutes', 'granularityMinutes', 'leadMinutes', 'turnaroundMinutes'] as const;
const CLASSES: readonly UserClass[] = ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'];
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

interface Policy extends Readonly<Record<(typeof MINUTES)[number], number>> {
  readonly horizonDays: number;
  readonly closedOnHolidays: boolean;
  readonly operatorNeeded: boolean;
  readonly admits: readonly UserClass[];
  readonly approval: readonly ApprovalStep[];
  readonly weekdays: readonly number[];
  readonly opens: string;
  readonly closes: string;
}

/** The rules by which an instrument is booked. Bookings made before keep theirs. */
export function PolicyDialog(props: {
  readonly id: string;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('lab');
  const { data } = useRead(LabPolicyDocument, { id: props.id });
  const { run } = useCommand(LabSetPolicyDocument);
  const policy = data?.instrument?.bookingPolicy;
  if (!policy) return null;
  const { openingHours, timeZone: _zone, ...rest } = policy;
  const first = openingHours[0];
  const initial: Policy = {
    ...rest,
    weekdays: [...new Set(openingHours.map(({ weekday }) => weekday))],
    opens: first?.opens.slice(0, 5) ?? '08:00',
    closes: first?.closes.slice(0, 5) ?? '18:00',
  };
  return (
    <CommandDialog<Policy>
      title={t('own.policy')}
      confirm={t('tariff.save')}
      initial={initial}
      run={({ weekdays, opens, closes, admits, approval, ...values }) =>
        run({
          instrumentId: props.id,
          ...values,
          admits: [...admits],
          approval: [...approval],
          openingHours: weekdays.map((weekday) => ({ weekday, opens, closes })),
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <div className="lab-fields">
        {MINUTES.map((name) => (
          <Form.Item key={name} name={name} label={t(`policy.${name}`)} rules={[{ required: true }]}>
            <InputNumber min={0} max={100_000} precision={0} suffix={t('policy.minutes')} />
          </Form.Item>
        ))}
        <Form.Item name="horizonDays" label={t('policy.horizonDays')} rules={[{ required: true }]}>
          <InputNumber min={1} max={730} precision={0} />
        </Form.Item>
      </div>
      <Form.Item name="weekdays" label={t('policy.weekdays')}>
        <Checkbox.Group options={WEEKDAYS.map((value) => ({ value, label: t(`weekday.${value}`) }))} />
      </Form.Item>
      <div className="lab-fields">
        <Form.Item name="opens" label={t('policy.opens')} rules={[{ required: true }]}>
          <Input type="time" />
        </Form.Item>
        <Form.Item name="closes" label={t('policy.closes')} rules={[{ required: true }]}>
          <Input type="time" />
        </Form.Item>
      </div>
      <Form.Item name="admits" label={t('policy.admits')}>
        <Checkbox.Group options={CLASSES.map((value) => ({ value, label: t(`userClass.${value}`) }))} />
      </Form.Item>
      <Form.Item name="approval" label={t('policy.approval')}>
        <Select
          mode="multiple"
          options={(['PLATFORM', 'UNIT'] as const).map((value) => ({ value, label: t(`approval.${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="closedOnHolidays" valuePropName="checked" noStyle>
        <Checkbox>{t('policy.closedOnHolidays')}</Checkbox>
      </Form.Item>
      <Form.Item name="operatorNeeded" valuePropName="checked" noStyle>
        <Checkbox>{t('policy.operatorNeeded')}</Checkbox>
      </Form.Item>
    </CommandDialog>
  );
}
