import { Button, DatePicker, Input, InputNumber, Select, Upload } from 'antd';
import dayjs from 'dayjs';
import { type ReactNode, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../graph/use-command.ts';
import type { DialogOutcome } from '../../parts/command-dialog.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { useFace } from '../../shell/face.ts';
import { LabImportUsageLogDocument, LabRecordUsageBatchDocument, type UsageClass } from './generated.ts';
import { emptyRow, entryOf, type HourRow, problemOf, USAGE_CLASSES } from './hour-rows.ts';
import { InstrumentSelect } from './instrument-select.tsx';
import './lab.css';

interface Recorded {
  readonly recorded: number;
  readonly unchanged: number;
  readonly rejected: number;
  readonly rowProblems: readonly { readonly row: number; readonly field: string | null; readonly reason: string }[];
}

/** Hours of a week written down afterwards, row by row or from the instrument's log. What was rejected stays on the page to be mended. */
export default function HoursPage() {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const [rows, setRows] = useState<readonly HourRow[]>(() => [emptyRow(dayjs().format('YYYY-MM-DD'))]);
  const [told, setTold] = useState<DialogOutcome & { readonly result?: Recorded }>({});
  const { run, running } = useCommand(LabRecordUsageBatchDocument);
  const problems = rows.map(problemOf);
  const change = (at: number, part: Partial<HourRow>): void =>
    setRows(rows.map((row, i) => (i === at ? { ...row, ...part } : row)));
  const add = (): void =>
    setRows([...rows, { ...emptyRow(rows.at(-1)?.date ?? ''), instrumentId: rows.at(-1)?.instrumentId }]);
  const save = async (): Promise<void> => {
    const { success, ...rest } = await run({ entries: rows.map((row) => entryOf(row, timeZone)) });
    setTold(success ? { result: success } : rest);
    if (success) setRows(kept(rows, success));
  };
  return (
    <>
      <PageTitle title={t('hours.title')} lead={t('hours.lead')} />
      <section className="sheet" aria-label={t('hours.title')}>
        {rows.map((row, at) => (
          <HourFields
            key={row.key}
            row={row}
            at={at}
            problem={told.result ? undefined : problems[at]}
            onChange={(part) => change(at, part)}
            onRemove={rows.length > 1 ? () => setRows(rows.filter((_, i) => i !== at)) : undefined}
          />
        ))}
        <p>
          <Button onClick={add}>{t('hours.add')}</Button>{' '}
          <Button type="primary" loading={running} disabled={problems.some(Boolean)} onClick={() => void save()}>
            {t('hours.save', { count: rows.length })}
          </Button>
        </p>
        <Refusal refusal={told.refusal} failure={told.failure} />
        {told.result ? <Result result={told.result} /> : null}
      </section>
      <UsageLog />
    </>
  );
}

/** The rows that were rejected; where none were, a new empty one. */
function kept(rows: readonly HourRow[], { rowProblems }: Recorded): readonly HourRow[] {
  const rejected = new Set(rowProblems.map(({ row }) => row - 1));
  const left = rows.filter((_, at) => rejected.has(at));
  return left.length > 0 ? left : [emptyRow(rows.at(-1)?.date ?? '')];
}

function HourFields(props: {
  readonly row: HourRow;
  readonly at: number;
  readonly problem: 'instrument' | 'time' | 'order' | undefined;
  readonly onChange: (part: Partial<HourRow>) => void;
  readonly onRemove: (() => void) | undefined;
}) {
  const { t } = useTranslation('lab');
  const { row, at, problem, onChange, onRemove } = props;
  const number = { row: at + 1 };
  return (
    <fieldset className="lab-row">
      <legend>{t('hours.row', number)}</legend>
      <div className="lab-fields">
        <Labelled text={t('hours.instrument')}>
          {(id) => (
            <InstrumentSelect
              id={id}
              value={row.instrumentId}
              onChange={(instrumentId) => onChange({ instrumentId })}
            />
          )}
        </Labelled>
        <Labelled text={t('hours.date')}>
          {(id) => (
            <DatePicker
              id={id}
              allowClear={false}
              value={row.date ? dayjs(row.date) : null}
              onChange={(date) => onChange({ date: date?.format('YYYY-MM-DD') ?? '' })}
            />
          )}
        </Labelled>
        <Labelled text={t('hours.from')}>
          {(id) => (
            <Input id={id} type="time" value={row.from} onChange={(event) => onChange({ from: event.target.value })} />
          )}
        </Labelled>
        <Labelled text={t('hours.to')}>
          {(id) => (
            <Input id={id} type="time" value={row.to} onChange={(event) => onChange({ to: event.target.value })} />
          )}
        </Labelled>
        <Labelled text={t('hours.class')}>
          {(id) => (
            <Select<UsageClass>
              id={id}
              value={row.usageClass}
              options={USAGE_CLASSES.map((value) => ({ value, label: t(`frame:usageClass.${value}`) }))}
              onChange={(usageClass) => onChange({ usageClass })}
            />
          )}
        </Labelled>
        <Labelled text={t('order.samples')}>
          {(id) => (
            <InputNumber
              id={id}
              min={0}
              precision={0}
              value={row.samples}
              onChange={(samples) => onChange({ samples: samples ?? 0 })}
            />
          )}
        </Labelled>
        {onRemove ? (
          <Button aria-label={t('hours.removeRow', number)} onClick={onRemove}>
            {t('hours.remove')}
          </Button>
        ) : null}
      </div>
      {problem ? <p className="soft">{t(`hours.problem.${problem}`)}</p> : null}
    </fieldset>
  );
}

/** A control with its name above it. */
function Labelled(props: { readonly text: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="lab-field">
      <label htmlFor={id}>{props.text}</label>
      {props.children(id)}
    </div>
  );
}

function Result({ result }: { readonly result: Recorded }) {
  const { t } = useTranslation('lab');
  const { recorded, unchanged, rejected, rowProblems } = result;
  return (
    <div role="status">
      <p>{t('hours.result', { recorded, unchanged, rejected })}</p>
      <ul>
        {rowProblems.map(({ row, field, reason }) => (
          <li key={`${row} ${field} ${reason}`}>{t('hours.rowProblem', { row, reason })}</li>
        ))}
      </ul>
    </div>
  );
}

/** A log that the instrument wrote itself (CSV). */
function UsageLog() {
  const { t } = useTranslation('lab');
  const [instrumentId, setInstrumentId] = useState<string>();
  const [told, setTold] = useState<DialogOutcome & { readonly result?: Recorded }>({});
  const { run, running } = useCommand(LabImportUsageLogDocument);
  const read = async (file: File): Promise<void> => {
    const { success, ...rest } = await run({ instrumentId: instrumentId ?? '', text: await file.text() });
    setTold(success ? { result: success } : rest);
  };
  return (
    <section className="sheet lab-log">
      <h2>{t('hours.log')}</h2>
      <p>{t('hours.logText')}</p>
      <div className="lab-fields">
        <InstrumentSelect value={instrumentId} onChange={setInstrumentId} />
        <Upload
          accept=".csv,.txt,text/csv"
          showUploadList={false}
          beforeUpload={(file) => {
            void read(file);
            return false;
          }}
        >
          <Button disabled={instrumentId === undefined} loading={running}>
            {t('hours.logFile')}
          </Button>
        </Upload>
      </div>
      <Refusal refusal={told.refusal} failure={told.failure} />
      {told.result ? <Result result={told.result} /> : null}
    </section>
  );
}
