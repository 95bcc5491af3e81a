import { Button, Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../graph/use-read.ts';
import { DataTable } from '../../parts/data-table.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { RowActions } from '../../parts/row-actions.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { AdminGraphDocument, type AdminGraphQuery } from './generated.ts';
import { GraphChecks } from './graph-checks.tsx';
import { GraphHistory } from './graph-history.tsx';
import { type GraphAnswer, useGraphChange } from './use-graph-change.ts';

type Generation = AdminGraphQuery['graphGenerations'][number];

/** The subgraphs that the graph is made of, adding a partner's after its checks, and every version with the way back. */
export default function GraphPage() {
  const { t } = useTranslation('admin');
  const read = useRead(AdminGraphDocument, {});
  const generations = read.data?.graphGenerations;
  if (generations === undefined)
    return read.failure ? <Failed failure={read.failure} retry={read.refresh} /> : <Loading />;
  const active = generations.find(({ status }) => status === 'ACTIVE');
  return (
    <>
      <PageTitle
        title={t('graph.title')}
        lead={t('graph.lead', { number: active?.number ?? '—', subgraphs: active?.subgraphs.length ?? 0 })}
      />
      {active === undefined ? null : <Subgraphs active={active} onDone={read.refresh} />}
      <AddSubgraph onDone={read.refresh} />
      <GraphHistory generations={generations} onDone={read.refresh} />
    </>
  );
}

function Subgraphs({ active, onDone }: { readonly active: Generation; readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { remove } = useGraphChange();
  return (
    <section className="block">
      <h2>{t('graph.subgraphs')}</h2>
      <DataTable
        label={t('graph.subgraphs')}
        rows={active.subgraphs}
        rowKey={({ name }) => name}
        columns={[
          { title: t('graph.name'), cell: ({ name }) => name },
          { title: t('graph.origin'), cell: ({ origin }) => t(`graphOrigin.${origin}`) },
          { title: t('graph.url'), cell: ({ url }) => url ?? t('graph.inside') },
          {
            title: t('actions'),
            isActions: true,
            cell: ({ name, origin }) =>
              origin === 'PARTNER' ? (
                <RowActions
                  about={name}
                  onDone={onDone}
                  actions={[
                    {
                      name: t('graph.remove'),
                      text: t('graph.removeText'),
                      isDangerous: true,
                      run: () => remove(name),
                    },
                  ]}
                />
              ) : null,
          },
        ]}
      />
    </section>
  );
}

interface Wish {
  readonly name: string;
  readonly url: string;
}

/** Checks a partner's subgraph first and only then puts it into the graph. */
function AddSubgraph({ onDone }: { readonly onDone: () => void }) {
  const { t } = useTranslation('admin');
  const { register } = useGraphChange();
  const [form] = Form.useForm<Wish>();
  const [answer, setAnswer] = useState<GraphAnswer>();
  const [isBusy, setBusy] = useState(false);
  const send = async (checkOnly: boolean): Promise<void> => {
    const wish = await form.validateFields().catch(() => null);
    if (wish === null) return;
    setBusy(true);
    const came = await register({ ...wish, checkOnly });
    setBusy(false);
    setAnswer(came);
    if (!checkOnly && came.isDone) onDone();
  };
  const required = [{ required: true, whitespace: true, message: t('required') }];
  return (
    <section className="block">
      <h2>{t('graph.add')}</h2>
      <p>{t('graph.addText')}</p>
      <Form form={form} layout="vertical" requiredMark={false} className="inline-form">
        <Form.Item name="name" label={t('graph.name')} rules={required}>
          <Input placeholder="tides" maxLength={60} />
        </Form.Item>
        <Form.Item name="url" label={t('graph.url')} rules={required}>
          <Input placeholder="https://" maxLength={300} style={{ width: '20rem', maxWidth: '100%' }} />
        </Form.Item>
        <Form.Item>
          <Button loading={isBusy} onClick={() => void send(true)}>
            {t('graph.check')}
          </Button>{' '}
          <Button type="primary" loading={isBusy} onClick={() => void send(false)}>
            {t('graph.add')}
          </Button>
        </Form.Item>
      </Form>
      {answer === undefined ? null : <GraphChecks answer={answer} />}
    </section>
  );
}
