import { Button, DatePicker, Form } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { day } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { AccountSelect } from '../lab/account-select.tsx';
import { LabAppointSignatoryDocument, LabSignatoriesDocument, type LabSignatoriesQuery } from './generated.ts';

type Signatory = LabSignatoriesQuery['reportSignatories'][number];

/** Who may issue the unit's reports. Without a signatory no report leaves the laboratory. */
export default function SignatoriesPage() {
  const { t } = useTranslation('testing');
  const { unit } = useSession();
  if (unit === null) return <Empty title={t('signatory.noUnit')} />;
  return <Signatories unitId={unit} />;
}

function Signatories({ unitId }: { readonly unitId: string }) {
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const [appoints, setAppoints] = useState(false);
  const { data, loading, failure, refresh } = useRead(LabSignatoriesDocument, { unitId });
  const columns: readonly DataColumn<Signatory>[] = [
    { title: t('signatory.name'), cell: ({ account }) => account.name },
    { title: t('signatory.from'), cell: ({ validFrom }) => day(validFrom, timeZone) },
    { title: t('signatory.to'), cell: ({ validTo }) => (validTo ? day(validTo, timeZone) : t('signatory.open')) },
  ];
  const signatories = data?.reportSignatories ?? [];
  return (
    <>
      <PageTitle
        title={t('signatory.title')}
        lead={t('signatory.lead')}
        actions={
          <Button type="primary" onClick={() => setAppoints(true)}>
            {t('signatory.appoint')}
          </Button>
        }
      />
      {loading ? <Loading /> : null}
      {failure ? <Failed failure={failure} retry={refresh} /> : null}
      {data && signatories.length === 0 ? <Empty title={t('signatory.none')} text={t('signatory.noneText')} /> : null}
      {signatories.length > 0 ? (
        <DataTable
          label={t('signatory.title')}
          columns={columns}
          rows={signatories}
          rowKey={({ account, validFrom }) => `${account.id} ${validFrom}`}
        />
      ) : null}
      {appoints ? (
        <Appoint
          unitId={unitId}
          onClose={() => setAppoints(false)}
          onDone={() => {
            setAppoints(false);
            refresh();
          }}
        />
      ) : null}
    </>
  );
}

function Appoint(props: { readonly unitId: string; readonly onDone: () => void; readonly onClose: () => void }) {
  const { t } = useTranslation('testing');
  const { run } = useCommand(LabAppointSignatoryDocument);
  return (
    <CommandDialog<{ accountId: string; validTo?: Dayjs | null }>
      title={t('signatory.appoint')}
      confirm={t('signatory.appoint')}
      run={({ accountId, validTo }) =>
        run({
          unitId: props.unitId,
          accountId,
          ...(validTo ? { validTo: validTo.endOf('day').toISOString() } : {}),
        })
      }
      onDone={props.onDone}
      onClose={props.onClose}
    >
      <Form.Item name="accountId" label={t('signatory.name')} rules={[{ required: true }]}>
        <AccountSelect />
      </Form.Item>
      <Form.Item name="validTo" label={t('signatory.to')}>
        <DatePicker disabledDate={(date) => date.isBefore(dayjs(), 'day')} />
      </Form.Item>
    </CommandDialog>
  );
}
