import { Button, Form, InputNumber } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { lastMonths } from '../../parts/months.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { CompensationRun } from './compensation-run.tsx';
import { AdminCompensationsDocument, AdminSimulateCompensationDocument } from './generated.ts';

const FEN_IN_YUAN = 100;
const HIGHEST_BUDGET_YUAN = 1_000_000_000;
const WEIGHTS = ['countWeight', 'durationWeight', 'effectWeight'] as const;

interface Wish {
  readonly year: number;
  readonly budgetYuan: number;
  readonly countWeight: number;
  readonly durationWeight: number;
  readonly effectWeight: number;
}

/** Year-end compensation: simulated by one person, approved by two others' signatures as the graph says, then paid by a list. */
export default function CompensationPage() {
  const { t } = useTranslation('admin');
  const { scopes } = useSession();
  const [isOpen, setOpen] = useState(false);
  const read = useRead(AdminCompensationsDocument, {});
  const runs = read.data?.compensations;
  const mayRun = scopes.includes('accounting:administer');
  return (
    <>
      <PageTitle
        title={t('compensation.title')}
        lead={t('compensation.lead')}
        actions={
          mayRun ? (
            <Button type="primary" onClick={() => setOpen(true)}>
              {t('compensation.simulate')}
            </Button>
          ) : null
        }
      />
      {runs === undefined ? read.failure ? <Failed failure={read.failure} retry={read.refresh} /> : <Loading /> : null}
      {runs?.length === 0 ? <Empty title={t('compensation.empty')} text={t('compensation.emptyText')} /> : null}
      {runs?.map((run) => (
        <CompensationRun key={run.id} run={run} mayDecide={mayRun} onDone={read.refresh} />
      ))}
      {isOpen ? (
        <SimulateDialog
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            read.refresh();
          }}
        />
      ) : null}
    </>
  );
}

function SimulateDialog({ onClose, onDone }: { readonly onClose: () => void; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { timeZone } = useFace();
  const simulate = useCommand(AdminSimulateCompensationDocument);
  const [current] = lastMonths(new Date(), timeZone);
  const year = Number(current.slice(0, 4));
  const run = ({ year: wanted, budgetYuan, ...formula }: Wish) =>
    simulate.run({ year: wanted, budgetFen: Math.round(budgetYuan * FEN_IN_YUAN), formula });
  const required = [{ required: true, message: t('required') }];
  return (
    <CommandDialog<Wish>
      title={t('compensation.simulate')}
      confirm={t('compensation.simulate')}
      initial={{ year: year - 1, countWeight: 40, durationWeight: 40, effectWeight: 20 }}
      run={run}
      onDone={onDone}
      onClose={onClose}
    >
      <p>{t('compensation.simulateText')}</p>
      <Form.Item name="year" label={t('compensation.year')} rules={required}>
        <InputNumber min={2000} max={year} precision={0} />
      </Form.Item>
      <Form.Item name="budgetYuan" label={t('compensation.budgetYuan')} rules={required}>
        <InputNumber min={0.01} max={HIGHEST_BUDGET_YUAN} precision={2} prefix="¥" style={{ width: '14rem' }} />
      </Form.Item>
      {WEIGHTS.map((weight) => (
        <Form.Item key={weight} name={weight} label={t(`compensation.${weight}`)} rules={required}>
          <InputNumber min={0} max={100} precision={0} suffix="%" />
        </Form.Item>
      ))}
    </CommandDialog>
  );
}
