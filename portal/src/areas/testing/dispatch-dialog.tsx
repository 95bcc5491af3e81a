import { Checkbox, Form, Radio } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { Loading } from '../../parts/states.tsx';
import { type DispatchMode, DispatchProposalDocument, LabDispatchTestRequestDocument } from './generated.ts';
import type { StepEnds } from './step-dialogs.tsx';

/** Which units are asked: what the rules propose, changed by hand; first come or chosen by the firm. */
export function DispatchDialog({ test, onDone, onClose }: StepEnds) {
  const { t } = useTranslation('testing');
  const { data, loading } = useRead(DispatchProposalDocument, { testRequestId: test.id });
  const { run } = useCommand(LabDispatchTestRequestDocument);
  if (loading) return <Loading />;
  const candidates = data?.dispatchProposal?.candidates ?? [];
  return (
    <CommandDialog<{ unitIds: readonly string[]; mode: DispatchMode }>
      title={t('step.dispatchTestRequest')}
      confirm={t('step.dispatchTestRequest')}
      initial={{
        unitIds: candidates.filter(({ proposed }) => proposed).map(({ unit }) => unit.id),
        mode: data?.dispatchProposal?.mode ?? 'FIRST_COME',
      }}
      run={({ unitIds, mode }) => run({ testRequestId: test.id, unitIds: [...unitIds], mode })}
      onDone={onDone}
      onClose={onClose}
    >
      {data?.dispatchProposal?.rule ? (
        <p>{t('dispatch.rule', { name: data.dispatchProposal.rule.name })}</p>
      ) : (
        <p>{t('dispatch.noRule')}</p>
      )}
      <Form.Item
        name="unitIds"
        label={t('dispatch.units')}
        rules={[{ type: 'array', min: 1, message: t('dispatch.choose') }]}
      >
        <Checkbox.Group
          className="testing-choices"
          options={candidates.map(({ unit, inWork, reason }) => ({
            value: unit.id,
            label: [unit.name, t('dispatch.inWork', { count: inWork }), reason].filter(Boolean).join(' · '),
          }))}
        />
      </Form.Item>
      <Form.Item name="mode" label={t('dispatch.mode')}>
        <Radio.Group
          options={[
            { value: 'FIRST_COME', label: t('dispatch.firstCome') },
            { value: 'CHOSEN_BY_FIRM', label: t('dispatch.chosen') },
          ]}
        />
      </Form.Item>
    </CommandDialog>
  );
}
