import { Button, Checkbox, DatePicker, Form, Input } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { instantOf, wallTimeOf } from '../instruments/calendar/zone.ts';
import { InstrumentSelect } from '../lab/instrument-select.tsx';
import { LabPlanWorkDocument } from './generated.ts';
import type { StepEnds } from './step-dialogs.tsx';
import type { Test } from './test-page.tsx';

interface StepValues {
  readonly id?: string;
  readonly title: string;
  readonly instrumentId?: string;
  readonly operatorName: string;
  readonly planned?: readonly [Dayjs, Dayjs] | null;
  readonly book?: boolean;
}

/** The work in ordered steps on one or several instruments, with bookings by the laboratory itself where wanted. */
export function PlanDialog({ test, onDone, onClose }: StepEnds) {
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const { user } = useSession();
  const { run } = useCommand(LabPlanWorkDocument);
  const empty: StepValues = { title: '', operatorName: user?.name ?? '' };
  const planned = test.workSteps.map((step) => valuesOf(step, timeZone));
  return (
    <CommandDialog<{ steps: readonly StepValues[] }>
      title={t('step.planWork')}
      confirm={t('step.planWork')}
      initial={{ steps: planned.length > 0 ? planned : [empty] }}
      run={({ steps }) => run({ testRequestId: test.id, steps: steps.map((step) => inputOf(step, timeZone)) })}
      onDone={onDone}
      onClose={onClose}
    >
      <Form.List name="steps">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="samples">
                <legend>{t('work.number', { row: name + 1 })}</legend>
                <Form.Item name={[name, 'title']} label={t('work.step')} rules={[{ required: true, whitespace: true }]}>
                  <Input maxLength={200} />
                </Form.Item>
                <Form.Item name={[name, 'instrumentId']} label={t('work.instrument')}>
                  <InstrumentSelect />
                </Form.Item>
                <Form.Item
                  name={[name, 'operatorName']}
                  label={t('work.operator')}
                  rules={[{ required: true, whitespace: true }]}
                >
                  <Input maxLength={100} />
                </Form.Item>
                <Form.Item name={[name, 'planned']} label={t('work.planned')}>
                  <DatePicker.RangePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
                </Form.Item>
                <Form.Item name={[name, 'book']} valuePropName="checked">
                  <Checkbox>{t('work.book')}</Checkbox>
                </Form.Item>
                {fields.length > 1 ? (
                  <Button onClick={() => remove(name)}>{t('work.remove', { row: name + 1 })}</Button>
                ) : null}
              </fieldset>
            ))}
            <Button onClick={() => add(empty)}>{t('work.add')}</Button>
          </>
        )}
      </Form.List>
    </CommandDialog>
  );
}

/** A wall-clock time as the picker holds it: digits only, whatever zone the browser is in. */
function pickerTime(instant: string, zone: string): Dayjs {
  const { date, minutes } = wallTimeOf(instant, zone);
  return dayjs(date).add(minutes, 'minute');
}

function valuesOf(step: Test['workSteps'][number], zone: string): StepValues {
  const { id, title, operatorName, instrument, plannedStart, plannedEnd } = step;
  return {
    id,
    title,
    operatorName,
    ...(instrument ? { instrumentId: instrument.id } : {}),
    ...(plannedStart && plannedEnd ? { planned: [pickerTime(plannedStart, zone), pickerTime(plannedEnd, zone)] } : {}),
  };
}

function inputOf({ planned, ...step }: StepValues, zone: string) {
  const wall = (at: Dayjs): string =>
    instantOf({ date: at.format('YYYY-MM-DD'), minutes: at.hour() * 60 + at.minute() }, zone);
  return { ...step, ...(planned ? { plannedStart: wall(planned[0]), plannedEnd: wall(planned[1]) } : {}) };
}
