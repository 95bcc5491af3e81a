import { Button, DatePicker } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { usePages } from '../../graph/use-pages.ts';
import type { DataColumn } from '../../parts/data-table.tsx';
import { hours, span } from '../../parts/format.ts';
import { PagedTable } from '../../parts/paged-table.tsx';
import { todayIn } from '../../parts/zone.ts';
import { useFace } from '../../shell/face.ts';
import { CorrectionDialog } from './correction-dialog.tsx';
import { type LabUsageRecordFragment, LabUsageRecordsDocument, type LabUsageRecordsQuery } from './generated.ts';
import { InstrumentSelect } from './instrument-select.tsx';
import { UsageTimes } from './usage-times.tsx';

const MONTH = /^\d{4}-\d{2}$/;
const connectionOf = (data: LabUsageRecordsQuery) => data.explainIndicators;

/** The records of an instrument's month, each of which can be said to be wrong. Instrument and month stand in the page's address. */
export function ProposeCorrection({ onProposed }: { readonly onProposed: () => void }) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const [parameters, setParameters] = useSearchParams();
  const instrument = parameters.get('instrument') ?? undefined;
  const asked = parameters.get('month') ?? '';
  const month = MONTH.test(asked) ? asked : todayIn(timeZone, new Date()).slice(0, 7);
  const choose = (name: string, value: string): void =>
    setParameters((before) => new URLSearchParams([...[...before].filter(([key]) => key !== name), [name, value]]), {
      replace: true,
    });
  return (
    <section className="sheet lab-log" aria-labelledby="propose-title">
      <h2 id="propose-title">{t('correction.propose')}</h2>
      <p>{t('correction.proposeText')}</p>
      <div className="lab-fields">
        <InstrumentSelect value={instrument} onChange={(id) => choose('instrument', id)} />
        <DatePicker
          picker="month"
          aria-label={t('correction.month')}
          allowClear={false}
          value={dayjs(`${month}-01`)}
          onChange={(picked) => choose('month', picked?.format('YYYY-MM') ?? month)}
        />
      </div>
      {instrument ? <Records instrumentId={instrument} month={month} onProposed={onProposed} /> : null}
    </section>
  );
}

function Records(props: { readonly instrumentId: string; readonly month: string; readonly onProposed: () => void }) {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const [year, month] = props.month.split('-').map(Number);
  const variables = {
    subject: props.instrumentId,
    period: { kind: 'MONTH' as const, year: year ?? 0, month: month ?? 1 },
    first: 50,
  };
  const pages = usePages(LabUsageRecordsDocument, variables, connectionOf);
  const [chosen, setChosen] = useState<LabUsageRecordFragment>();
  const columns: readonly DataColumn<LabUsageRecordFragment>[] = [
    { title: t('correction.recorded'), cell: (record) => <UsageTimes {...record} /> },
    { title: t('queue.hours'), isFigure: true, cell: ({ minutes }) => hours(minutes) },
    {
      title: t('queue.actions'),
      isActions: true,
      cell: (record) =>
        record.isCorrectable && record.end ? (
          <Button
            size="small"
            aria-label={t('correction.wrongOf', { time: span(record.start, record.end, timeZone) })}
            onClick={() => setChosen(record)}
          >
            {t('correction.wrong')}
          </Button>
        ) : (
          <span className="soft">{record.end ? t('correction.corrected') : t('correction.running')}</span>
        ),
    },
  ];
  return (
    <>
      <PagedTable
        label={t('correction.records')}
        columns={columns}
        pages={pages}
        rowKey={({ id }) => id}
        empty={t('correction.noRecords')}
      />
      {chosen ? (
        <CorrectionDialog
          record={chosen}
          onDone={() => {
            setChosen(undefined);
            props.onProposed();
          }}
          onClose={() => setChosen(undefined)}
        />
      ) : null}
    </>
  );
}
