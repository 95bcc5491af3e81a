import { Form, InputNumber } from 'antd';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { hours } from '../../parts/format.ts';
import { hundredths } from '../../parts/percent.ts';
import { FactList } from '../../parts/record-page.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { AdminEvaluationDocument, type AdminEvaluationQuery, AdminRecordScoresDocument } from './generated.ts';

const SCORES = ['training', 'research', 'income', 'functions'] as const;
type Scores = Readonly<Record<(typeof SCORES)[number], number>>;

/** The yearly evaluation of one instrument: what it comes to now, and the scores that people give. */
export function EvaluationDialog(props: {
  readonly instrument: { readonly id: string; readonly name: string };
  readonly year: number;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('admin');
  const { instrument, year, onClose } = props;
  const read = useRead(AdminEvaluationDocument, { instrument: instrument.id, year });
  const record = useCommand(AdminRecordScoresDocument);
  const evaluation = read.data?.evaluation;
  return (
    <CommandDialog<Scores>
      title={t('evaluation.title', { name: instrument.name, year })}
      confirm={t('evaluation.save')}
      run={(scores) => record.run({ instrumentId: instrument.id, year, ...scores })}
      onDone={read.refresh}
      onClose={onClose}
    >
      {read.loading ? <Loading /> : null}
      {read.failure ? <Failed failure={read.failure} retry={read.refresh} /> : null}
      {evaluation ? <Standing evaluation={evaluation} /> : null}
      <p>{t('evaluation.text')}</p>
      {SCORES.map((score) => (
        <Form.Item
          key={score}
          name={score}
          label={t(`schemes.${score}`)}
          rules={[{ required: true, message: t('required') }]}
        >
          <InputNumber min={0} max={100} precision={0} />
        </Form.Item>
      ))}
    </CommandDialog>
  );
}

function Standing({ evaluation }: { readonly evaluation: NonNullable<AdminEvaluationQuery['evaluation']> }) {
  const { t } = useTranslation('admin');
  return (
    <FactList
      facts={[
        {
          name: t('evaluation.total'),
          value: `${hundredths(evaluation.totalHundredths)} ${evaluation.grade ?? ''}`,
        },
        {
          name: t('evaluation.hours'),
          value: `${hours(evaluation.effectiveMinutes)} / ${hours(evaluation.ratedMinutes)}`,
        },
      ]}
    />
  );
}
