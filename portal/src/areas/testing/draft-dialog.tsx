import { Button, Form, Input, Select, Upload } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { upload } from '../../parts/upload.ts';
import { LabDraftTestReportDocument, type TestVerdict } from './generated.ts';
import type { StepEnds } from './step-dialogs.tsx';

const VERDICTS: readonly TestVerdict[] = ['NOT_JUDGED', 'PASS', 'FAIL'];

interface ResultValues {
  readonly testItemId: string;
  readonly sampleId: string;
  readonly quantity: string;
  readonly value: string;
  readonly unit?: string;
  readonly requirement?: string;
  readonly verdict: TestVerdict;
}

/** The report as it is written: results per item and sample, a conclusion, or the laboratory's own PDF. */
export function DraftDialog({ test, onDone, onClose }: StepEnds) {
  const { t } = useTranslation('testing');
  const { run } = useCommand(LabDraftTestReportDocument);
  const [own, setOwn] = useState<{ readonly id: string; readonly name: string }>();
  const [problem, setProblem] = useState<string>();
  const items = test.takenItems.map(({ id, name }) => ({ value: id, label: name }));
  const samples = test.samples.map(({ id, code, name }) => ({ value: id, label: `${code} ${name}` }));
  const drafted = test.draft?.results.map(({ testItem, sample, unit, requirement, ...rest }) => ({
    ...rest,
    testItemId: testItem.id,
    sampleId: sample.id,
    ...(unit ? { unit } : {}),
    ...(requirement ? { requirement } : {}),
  }));
  const empty = {
    testItemId: items[0]?.value ?? '',
    sampleId: samples[0]?.value ?? '',
    verdict: 'NOT_JUDGED' as const,
  };
  const send = (file: File): void => {
    upload(file).then(setOwn, (error: unknown) => setProblem(String((error as Error).message)));
  };
  return (
    <CommandDialog<{ results?: readonly ResultValues[]; conclusion?: string }>
      title={t('step.draftTestReport')}
      confirm={t('draft.save')}
      initial={{
        results: drafted && drafted.length > 0 ? drafted : ([empty] as never),
        conclusion: test.draft?.conclusion ?? '',
      }}
      run={({ results = [], conclusion }) =>
        run({
          testRequestId: test.id,
          results: results.map((result) => ({ ...result })),
          ...(conclusion ? { conclusion } : {}),
          ...(own ? { ownFileId: own.id } : {}),
        })
      }
      onDone={onDone}
      onClose={onClose}
    >
      <Form.List name="results">
        {(fields, { add, remove }) => (
          <>
            {fields.map(({ key, name }) => (
              <fieldset key={key} className="samples">
                <legend>{t('draft.result', { row: name + 1 })}</legend>
                <div className="form-pair">
                  <Form.Item name={[name, 'testItemId']} label={t('table.test')}>
                    <Select options={items} />
                  </Form.Item>
                  <Form.Item name={[name, 'sampleId']} label={t('sample.code')}>
                    <Select options={samples} />
                  </Form.Item>
                  <Form.Item name={[name, 'quantity']} label={t('draft.quantity')} rules={[{ required: true }]}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name={[name, 'value']} label={t('draft.value')} rules={[{ required: true }]}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name={[name, 'unit']} label={t('draft.unit')}>
                    <Input maxLength={30} />
                  </Form.Item>
                  <Form.Item name={[name, 'requirement']} label={t('draft.requirement')}>
                    <Input maxLength={100} />
                  </Form.Item>
                  <Form.Item name={[name, 'verdict']} label={t('draft.verdict')}>
                    <Select options={VERDICTS.map((value) => ({ value, label: t(`verdict.${value}`) }))} />
                  </Form.Item>
                </div>
                <Button onClick={() => remove(name)}>{t('draft.remove', { row: name + 1 })}</Button>
              </fieldset>
            ))}
            <Button className="form-more" onClick={() => add(empty)}>
              {t('draft.add')}
            </Button>
          </>
        )}
      </Form.List>
      <Form.Item name="conclusion" label={t('draft.conclusion')}>
        <Input.TextArea rows={3} maxLength={2000} />
      </Form.Item>
      <Upload
        accept="application/pdf"
        showUploadList={false}
        beforeUpload={(file) => {
          send(file);
          return false;
        }}
      >
        <Button>{own ? t('draft.ownChosen', { name: own.name }) : t('draft.own')}</Button>
      </Upload>
      {problem ? <p role="alert">{problem}</p> : null}
    </CommandDialog>
  );
}
