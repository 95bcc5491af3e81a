import { Checkbox, Form, Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { LabRecordTrainingResultsDocument, type LabTrainingsQuery, type TrainingResult } from './generated.ts';

type Session = LabTrainingsQuery['trainingSessions']['edges'][number]['node'];
type Results = Readonly<Record<string, { readonly attended?: boolean; readonly result?: TrainingResult | '' }>>;

/** Who came and who passed; who passed may operate from then on. */
export function TrainingResults(props: {
  readonly session: Session;
  readonly onDone: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabRecordTrainingResultsDocument);
  const { id, title, participants } = props.session;
  const initial: Results = Object.fromEntries(
    participants.map(({ account, attended, result }) => [
      account.id,
      { attended: attended ?? false, result: result ?? '' },
    ]),
  );
  return (
    <CommandDialog<Results>
      title={t('training.resultsOf', { title })}
      confirm={t('tariff.save')}
      initial={initial}
      run={(values) =>
        run({
          sessionId: id,
          results: participants.map(({ account }) => {
            const { attended = false, result } = values[account.id] ?? {};
            return { accountId: account.id, attended, ...(result ? { result } : {}) };
          }),
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
    >
      {participants.map(({ account, name }) => (
        <fieldset key={account.id} className="lab-row">
          <legend>{name}</legend>
          <Form.Item name={[account.id, 'attended']} valuePropName="checked" noStyle>
            <Checkbox>{t('training.attended')}</Checkbox>
          </Form.Item>
          <Form.Item name={[account.id, 'result']} noStyle>
            <Select
              aria-label={t('training.resultOf', { name })}
              options={[
                { value: '', label: t('training.open') },
                { value: 'PASSED', label: t('training.passed') },
                { value: 'FAILED', label: t('training.failed') },
              ]}
            />
          </Form.Item>
        </fieldset>
      ))}
    </CommandDialog>
  );
}
