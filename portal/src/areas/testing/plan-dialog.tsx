import { Button, Checkbox, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { clock, instantOf, minutesOfClock, wallTimeOf } from '../../parts/zone.ts';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { InstrumentSelect } from '../lab/instrument-select.tsx';
import { LabPlanWorkDocument } from './generated.ts';
import type { StepEnds } from './step-dialogs.tsx';
import type { Test } from './test-page.tsx';

interface StepValues {
  readonly id?: string;
  readonly title: string;
  readonly instrumentId?: string;
  readonly operatorName: string;
  /** Wall-clock times of the platform's zone, as the browser's field holds them: `2026-03-02T09:00`. */
  readonly start?: string;
  readonly end?: string;
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
                <div className="form-pair">
                  <Form.Item name={[name, 'start']} label={t('work.start')}>
                    <Input type="datetime-local" />
                  </Form.Item>
                  <Form.Item
                    name={[name, 'end']}
                    label={t('work.end')}
                    dependencies={[['steps', name, 'start']]}
                    rules={[
                      ({ getFieldValue }) => ({
                        validator: (_, end?: string) => {
                          const start: string | undefined = getFieldValue(['steps', name, 'start']);
                          const isGood = start ? end !== undefined && end > start : !end;
                          return isGood ? Promise.resolve() : Promise.reject(new Error(t('work.badTimes')));
                        },
                      }),
                    ]}
                  >
                    <Input type="datetime-local" />
                  </Form.Item>
                </div>
                <Form.Item name={[name, 'book']} valuePropName="checked">
                  <Checkbox>{t('work.book')}</Checkbox>
                </Form.Item>
                {fields.length > 1 ? (
                  <Button onClick={() => remove(name)}>{t('work.remove', { row: name + 1 })}</Button>
                ) : null}
              </fieldset>
            ))}
            <Button className="form-more" onClick={() => add(empty)}>
              {t('work.add')}
            </Button>
          </>
        )}
      </Form.List>
    </CommandDialog>
  );
}

function fieldTime(instant: string, zone: string): string {
  const { date, minutes } = wallTimeOf(instant, zone);
  return `${date}T${clock(minutes)}`;
}

function instantAt(fieldTime: string, zone: string): string {
  const [date = '', time = ''] = fieldTime.split('T');
  return instantOf({ date, minutes: minutesOfClock(time) }, zone);
}

function valuesOf(step: Test['workSteps'][number], zone: string): StepValues {
  const { id, title, operatorName, instrument, plannedStart, plannedEnd } = step;
  return {
    id,
    title,
    operatorName,
    ...(instrument ? { instrumentId: instrument.id } : {}),
    ...(plannedStart && plannedEnd ? { start: fieldTime(plannedStart, zone), end: fieldTime(plannedEnd, zone) } : {}),
  };
}

function inputOf({ start, end, ...step }: StepValues, zone: string) {
  return {
    ...step,
    ...(start && end ? { plannedStart: instantAt(start, zone), plannedEnd: instantAt(end, zone) } : {}),
  };
}
