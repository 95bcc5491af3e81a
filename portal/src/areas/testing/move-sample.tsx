import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { LabMoveSampleDocument, type SampleCondition, type SampleStep } from './generated.ts';

export const CONDITIONS: readonly SampleCondition[] = ['GOOD', 'DAMAGED', 'INCOMPLETE', 'UNSUITABLE'];

/** The moves that a sample can make now: store, hand over, return, dispose of; each with its place. */
export function MoveSample(props: {
  readonly sample: { readonly id: string; readonly code: string; readonly possible: readonly SampleStep[] };
  readonly onDone: () => void;
}) {
  const { t } = useTranslation('testing');
  const [step, setStep] = useState<SampleStep>();
  const { run } = useCommand(LabMoveSampleDocument);
  const { id, code, possible } = props.sample;
  return (
    <span className="row-actions sample-moves">
      {possible.map((one) => (
        <Button
          key={one}
          size="small"
          danger={one === 'DISPOSE'}
          aria-label={`${t(`sampleStep.${one}`)} ${code}`}
          onClick={() => setStep(one)}
        >
          {t(`sampleStep.${one}`)}
        </Button>
      ))}
      {step ? (
        <CommandDialog<{ place: string; condition?: SampleCondition; note?: string }>
          title={`${t(`sampleStep.${step}`)} · ${code}`}
          confirm={t(`sampleStep.${step}`)}
          isDangerous={step === 'DISPOSE'}
          run={(values) => run({ sampleId: id, step, ...values })}
          onClose={() => setStep(undefined)}
          onDone={() => {
            setStep(undefined);
            props.onDone();
          }}
        >
          <Form.Item name="place" label={t('sample.place')} rules={[{ required: true, whitespace: true }]}>
            <Input maxLength={100} />
          </Form.Item>
          <Form.Item name="condition" label={t('sample.condition')}>
            <Select allowClear options={CONDITIONS.map((value) => ({ value, label: t(`condition.${value}`) }))} />
          </Form.Item>
          <Form.Item name="note" label={t('sample.note')}>
            <Input maxLength={500} />
          </Form.Item>
        </CommandDialog>
      ) : null}
    </span>
  );
}
