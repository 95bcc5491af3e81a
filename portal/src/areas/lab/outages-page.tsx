import { Button, Checkbox, DatePicker, Form, Input, Select } from 'antd';
import type { Dayjs } from 'dayjs';
import dayjs from 'dayjs';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useCommand } from '../../graph/use-command.ts';
import { useRead } from '../../graph/use-read.ts';
import { CommandDialog } from '../../parts/command-dialog.tsx';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { day, instant, span } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { pickedInstant } from '../../parts/picked-instant.ts';
import { Refusal } from '../../parts/refusal.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import {
  LabEndOutageDocument,
  LabOutagesDocument,
  type LabOutagesQuery,
  LabReportOutageDocument,
  type LabReportOutageMutation,
  type OutageKind,
} from './generated.ts';
import { InstrumentSelect } from './instrument-select.tsx';
import './lab.css';

type Outage = NonNullable<NonNullable<LabOutagesQuery['instrument']>['outages']>[number];
type Reported = Extract<LabReportOutageMutation['reportOutage'], { __typename: 'ReportOutageSuccess' }>;
const KINDS: readonly OutageKind[] = ['FAULT', 'MAINTENANCE', 'CALIBRATION', 'OTHER'];
const MONTHS_BACK = 6;
const MONTHS_AHEAD = 12;

/** When an instrument can't be used, and what is planned for it. Users whose bookings are hit are told and offered other times. */
export default function OutagesPage() {
  const { t } = useTranslation('lab');
  const [search, setSearch] = useSearchParams();
  const instrumentId = search.get('instrument') ?? undefined;
  return (
    <>
      <PageTitle title={t('outage.title')} lead={t('outage.lead')} />
      <InstrumentSelect value={instrumentId} onChange={(id) => setSearch({ instrument: id })} />
      {instrumentId ? <Outages key={instrumentId} id={instrumentId} /> : <Empty title={t('instrument.choose')} />}
    </>
  );
}

function Outages({ id }: { readonly id: string }) {
  const { t } = useTranslation('lab');
  const { timeZone: ours } = useFace();
  const window = useMemo(
    () => ({
      from: dayjs().subtract(MONTHS_BACK, 'month').startOf('day').toISOString(),
      to: dayjs().add(MONTHS_AHEAD, 'month').startOf('day').toISOString(),
    }),
    [],
  );
  const { data, loading, failure, refresh } = useRead(LabOutagesDocument, { id, ...window });
  const [reports, setReports] = useState(false);
  const [reported, setReported] = useState<Reported>();
  const end = useEnding(refresh);
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const zone = data?.instrument?.bookingPolicy?.timeZone ?? ours;
  const columns: readonly DataColumn<Outage>[] = [
    { title: t('outage.kind'), cell: ({ kind }) => t(`outageKind.${kind}`) },
    {
      title: t('queue.when'),
      cell: (outage) =>
        outage.end ? span(outage.start, outage.end, zone) : t('outage.since', { at: instant(outage.start, zone) }),
    },
    { title: t('outage.text'), cell: ({ text }) => text },
    { title: t('outage.blocks'), cell: ({ blocks }) => (blocks ? t('outage.blocking') : t('outage.usable')) },
    {
      title: t('queue.actions'),
      isActions: true,
      cell: (outage) =>
        outage.end && Date.parse(outage.end) < Date.now() ? null : (
          <Button onClick={() => void end.run(outage.id)}>{t('outage.end')}</Button>
        ),
    },
  ];
  const outages = data?.instrument?.outages ?? [];
  return (
    <>
      <p>
        <Button type="primary" onClick={() => setReports(true)}>
          {t('outage.report')}
        </Button>
      </p>
      <Refusal {...end.notDone} />
      {reported ? <Affected reported={reported} /> : null}
      {outages.length === 0 ? (
        <Empty title={t('outage.empty')} />
      ) : (
        <DataTable label={t('outage.title')} columns={columns} rows={outages} rowKey={(outage) => outage.id} />
      )}
      <Plans plans={data?.instrument?.maintenancePlans ?? []} zone={zone} />
      {reports ? (
        <ReportOutage
          instrumentId={id}
          zone={zone}
          onClose={() => setReports(false)}
          onDone={(outcome) => {
            setReports(false);
            setReported(outcome);
            refresh();
          }}
        />
      ) : null}
    </>
  );
}

function useEnding(refresh: () => void) {
  const command = useCommand(LabEndOutageDocument);
  const [notDone, setNotDone] = useState({});
  const run = async (outageId: string): Promise<void> => {
    const { success, ...rest } = await command.run({ outageId });
    setNotDone(success ? {} : rest);
    if (success) refresh();
  };
  return { run, notDone };
}

interface OutageForm {
  readonly kind: OutageKind;
  readonly start: Dayjs;
  readonly end?: Dayjs | null;
  readonly text: string;
  readonly blocks: boolean;
}

function ReportOutage(props: {
  readonly instrumentId: string;
  readonly zone: string;
  readonly onDone: (reported: Reported) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('lab');
  const { run } = useCommand(LabReportOutageDocument);
  const reported = useRef<Reported>(undefined);
  const report = async ({ start, end, ...form }: OutageForm) => {
    const answer = await run({
      instrumentId: props.instrumentId,
      ...form,
      start: pickedInstant(start, props.zone),
      ...(end ? { end: pickedInstant(end, props.zone) } : {}),
    });
    reported.current = answer.success;
    return answer;
  };
  return (
    <CommandDialog<OutageForm>
      title={t('outage.report')}
      confirm={t('outage.report')}
      initial={{ kind: 'FAULT', start: dayjs(), blocks: true }}
      run={report}
      onDone={() => reported.current && props.onDone(reported.current)}
      onClose={props.onClose}
    >
      <Form.Item name="kind" label={t('outage.kind')}>
        <Select options={KINDS.map((value) => ({ value, label: t(`outageKind.${value}`) }))} />
      </Form.Item>
      <Form.Item name="start" label={t('outage.start')} rules={[{ required: true }]}>
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
      <Form.Item name="end" label={t('outage.until')} extra={t('outage.untilText')}>
        <DatePicker showTime={{ format: 'HH:mm' }} format="YYYY-MM-DD HH:mm" />
      </Form.Item>
      <Form.Item name="text" label={t('outage.text')} rules={[{ required: true, whitespace: true }]}>
        <Input.TextArea rows={2} maxLength={500} />
      </Form.Item>
      <Form.Item name="blocks" valuePropName="checked">
        <Checkbox>{t('outage.blocksBox')}</Checkbox>
      </Form.Item>
    </CommandDialog>
  );
}

function Affected({ reported }: { readonly reported: Reported }) {
  const { t } = useTranslation('lab');
  return (
    <div role="status" className="sheet">
      <p>{t('outage.affected', { count: reported.affected.length })}</p>
      <ul>
        {reported.affected.map(({ id, userName, slot, timeZone }) => (
          <li key={id}>
            {span(slot.start, slot.end, timeZone)} · {userName}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Plans(props: {
  readonly plans: NonNullable<LabOutagesQuery['instrument']>['maintenancePlans'];
  readonly zone: string;
}) {
  const { t } = useTranslation('lab');
  if (props.plans.length === 0) return null;
  return (
    <section className="sheet">
      <h2>{t('outage.plans')}</h2>
      <ul>
        {props.plans.map(({ id, kind, text, everyDays, nextDueOn }) => (
          <li key={id}>
            {t(`maintenanceKind.${kind}`)} · {text} · {t('outage.every', { days: everyDays })} ·{' '}
            {t('outage.due', { on: day(nextDueOn, props.zone) })}
          </li>
        ))}
      </ul>
    </section>
  );
}
