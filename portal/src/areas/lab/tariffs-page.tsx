import { Button, Form, Input, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { day, money } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { fenOfYuan } from '../../parts/yuan.ts';
import { useFace } from '../../shell/face.ts';
import {
  LabSetTariffDocument,
  LabTariffsDocument,
  type LabTariffsQuery,
  type TariffComponent,
  type UserClass,
} from './generated.ts';
import { InstrumentSelect } from './instrument-select.tsx';

type Tariff = LabTariffsQuery['tariffs'][number];
const COMPONENTS: readonly TariffComponent[] = ['HOUR', 'SAMPLE', 'ITEM', 'RUN', 'CONSUMABLE', 'OPERATOR_HOUR'];
const CLASSES: readonly UserClass[] = ['OWN_UNIT', 'MEMBER_UNIT', 'FIRM', 'OTHER'];

/** What the use of an instrument costs, by component and class of user. A new amount ends the old one; what was booked keeps its price. */
export default function TariffsPage() {
  const { t } = useTranslation('lab');
  const [search, setSearch] = useSearchParams();
  const instrumentId = search.get('instrument') ?? undefined;
  return (
    <>
      <PageTitle title={t('tariff.title')} lead={t('tariff.lead')} />
      <InstrumentSelect value={instrumentId} onChange={(id) => setSearch({ instrument: id })} />
      {instrumentId ? (
        <Tariffs key={instrumentId} subjectId={instrumentId} />
      ) : (
        <Empty title={t('instrument.choose')} />
      )}
    </>
  );
}

function Tariffs({ subjectId }: { readonly subjectId: string }) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const [sets, setSets] = useState(false);
  const { data, loading, failure, refresh } = useRead(LabTariffsDocument, { subjectId });
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const columns: readonly DataColumn<Tariff>[] = [
    { title: t('tariff.component'), cell: ({ component }) => t(`frame:component.${component}`) },
    { title: t('tariff.class'), cell: ({ userClass }) => t(`frame:userClass.${userClass}`) },
    { title: t('tariff.amount'), isFigure: true, cell: ({ amountFen }) => money(amountFen) },
    { title: t('tariff.cost'), isFigure: true, cell: ({ costBaseFen }) => money(costBaseFen) },
    { title: t('tariff.from'), cell: ({ validFrom }) => day(validFrom, timeZone) },
    { title: t('tariff.to'), cell: ({ validTo }) => (validTo ? day(validTo, timeZone) : t('tariff.open')) },
  ];
  const tariffs = data?.tariffs ?? [];
  return (
    <>
      <p>
        <Button type="primary" onClick={() => setSets(true)}>
          {t('tariff.set')}
        </Button>
      </p>
      {tariffs.length === 0 ? (
        <Empty title={t('tariff.empty')} text={t('tariff.emptyText')} />
      ) : (
        <DataTable label={t('tariff.title')} columns={columns} rows={tariffs} rowKey={({ id }) => id} />
      )}
      {sets ? (
        <SetTariff
          subjectId={subjectId}
          onClose={() => setSets(false)}
          onDone={() => {
            setSets(false);
            refresh();
          }}
        />
      ) : null}
    </>
  );
}

interface TariffForm {
  readonly component: TariffComponent;
  readonly userClass: UserClass;
  readonly amount: string;
  readonly cost: string;
}

function SetTariff(props: { readonly subjectId: string; readonly onDone: () => void; readonly onClose: () => void }) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabSetTariffDocument);
  const isYuan = { validator: async (_: unknown, text: string) => void requireYuan(text, t('tariff.notYuan')) };
  return (
    <CommandDialog<TariffForm>
      title={t('tariff.set')}
      confirm={t('tariff.save')}
      initial={{ component: 'HOUR', userClass: 'FIRM' }}
      run={({ component, userClass, amount, cost }) =>
        run({
          subjectId: props.subjectId,
          component,
          userClass,
          amountFen: fenOfYuan(amount) ?? 0,
          costBaseFen: fenOfYuan(cost) ?? 0,
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <Form.Item name="component" label={t('tariff.component')}>
        <Select options={COMPONENTS.map((value) => ({ value, label: t(`frame:component.${value}`) }))} />
      </Form.Item>
      <Form.Item name="userClass" label={t('tariff.class')}>
        <Select options={CLASSES.map((value) => ({ value, label: t(`frame:userClass.${value}`) }))} />
      </Form.Item>
      <Form.Item name="amount" label={t('tariff.amount')} rules={[isYuan]}>
        <Input prefix="¥" inputMode="decimal" />
      </Form.Item>
      <Form.Item name="cost" label={t('tariff.cost')} extra={t('tariff.costText')} rules={[isYuan]}>
        <Input prefix="¥" inputMode="decimal" />
      </Form.Item>
    </CommandDialog>
  );
}

function requireYuan(text: string, message: string): void {
  if (fenOfYuan(text) === undefined) throw new Error(message);
}
