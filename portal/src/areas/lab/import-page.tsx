import { Button, Progress, Select, Steps, Upload } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { Empty } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import type { LabImportInstrumentsMutation } from './generated.ts';
import { IMPORT_FIELDS } from './import-fields.ts';
import './lab.css';
import { type Imported, type Mapping, useImport } from './use-import.ts';

type Problem = Extract<
  LabImportInstrumentsMutation['importInstruments'],
  { __typename: 'ImportInstrumentsSuccess' }
>['rowProblems'][number];

/** A list of instruments becomes records: file → columns → trial with every bad row named → import. Nothing is written before the last step. */
export default function ImportPage() {
  const { t } = useTranslation('lab');
  const { unit } = useSession();
  const work = useImport(unit);
  if (unit === null) return <Empty title={t('import.noUnit')} text={t('import.noUnitText')} />;
  return (
    <>
      <PageTitle title={t('import.title')} lead={t('import.lead')} />
      <Steps
        className="lab-steps"
        current={work.step}
        items={[t('import.file'), t('import.columns'), t('import.trial'), t('import.done')].map((title) => ({ title }))}
      />
      <Refusal refusal={work.told.refusal} failure={work.told.failure} />
      {work.uploadProblem ? <p role="alert">{t('import.uploadFailed', { reason: work.uploadProblem })}</p> : null}
      <section className="sheet" aria-live="polite">
        {work.step === 0 ? <ChooseFile work={work} /> : null}
        {work.step === 1 ? <Columns work={work} /> : null}
        {work.step === 2 && work.result ? <Trial work={work} result={work.result} /> : null}
        {work.step === 3 && work.result ? <Done work={work} result={work.result} /> : null}
      </section>
    </>
  );
}

type Work = ReturnType<typeof useImport>;

function ChooseFile({ work }: { readonly work: Work }) {
  const { t } = useTranslation('lab');
  return (
    <>
      <p>{t('import.fileText')}</p>
      <Upload.Dragger
        accept=".csv,.tsv,.txt,.xlsx,.json,.xml"
        showUploadList={false}
        disabled={work.running}
        beforeUpload={(file) => {
          void work.choose(file);
          return false;
        }}
      >
        <p className="lab-drop">{t('import.drop')}</p>
      </Upload.Dragger>
      {work.sent === undefined ? null : (
        <Progress
          percent={Math.round(work.sent * 100)}
          aria-label={t('import.sending')}
          {...(work.sent === 1 ? { format: () => t('import.reading') } : {})}
        />
      )}
    </>
  );
}

function Columns({ work }: { readonly work: Work }) {
  const { t } = useTranslation('lab');
  const options = [
    { value: '', label: t('import.ignored') },
    ...IMPORT_FIELDS.map((value) => ({ value, label: t(`field.${value}`) })),
  ];
  const columns: readonly DataColumn<Mapping>[] = [
    { title: t('import.column'), cell: ({ column }) => column },
    {
      title: t('import.becomes'),
      cell: ({ column, field }) => (
        <Select
          className="lab-instrument-select"
          aria-label={t('import.fieldOf', { column })}
          showSearch={{ optionFilterProp: 'label' }}
          options={options}
          value={field ?? ''}
          onChange={(chosen) => work.map(column, chosen || null)}
        />
      ),
    },
    {
      title: t('import.certainty'),
      isFigure: true,
      cell: ({ confidence }) => (confidence > 0 ? `${confidence} %` : '—'),
    },
  ];
  return (
    <>
      <p>
        {t('import.recognised', {
          format: work.preview?.format,
          encoding: work.preview?.encoding,
          rows: work.preview?.rows,
        })}
      </p>
      <DataTable label={t('import.columns')} columns={columns} rows={work.mapping} rowKey={({ column }) => column} />
      <p className="lab-buttons">
        <Button onClick={work.restart}>{t('import.other')}</Button>
        <Button type="primary" loading={work.running} onClick={() => void work.run(true)}>
          {t('import.try')}
        </Button>
      </p>
    </>
  );
}

function Trial({ work, result }: { readonly work: Work; readonly result: Imported }) {
  const { t } = useTranslation('lab');
  const good = result.rows - result.rejected;
  return (
    <>
      <Counts result={result} />
      <Problems result={result} />
      <p className="lab-buttons">
        <Button onClick={work.back}>{t('import.backToColumns')}</Button>
        <Button type="primary" loading={work.running} disabled={good === 0} onClick={() => void work.run(false)}>
          {t('import.write', { count: good })}
        </Button>
      </p>
      {work.running ? (
        <Progress percent={100} status="active" showInfo={false} aria-label={t('import.writing')} />
      ) : null}
    </>
  );
}

function Done({ work, result }: { readonly work: Work; readonly result: Imported }) {
  const { t } = useTranslation('lab');
  return (
    <>
      <Counts result={result} />
      <Problems result={result} />
      <p className="lab-buttons">
        <Button onClick={work.restart}>{t('import.another')}</Button>
        <Link className="button" to="/instruments">
          {t('import.see')}
        </Link>
      </p>
    </>
  );
}

function Counts({ result }: { readonly result: Imported }) {
  const { t } = useTranslation('lab');
  const { dryRun, rows, created, updated, unchanged, rejected } = result;
  const counts = { rows, created, updated, unchanged, rejected };
  return (
    <p role="status" className="lab-counts">
      {dryRun ? t('import.wouldBe', counts) : t('import.was', counts)}
    </p>
  );
}

function Problems({ result }: { readonly result: Imported }) {
  const { t } = useTranslation('lab');
  if (result.rowProblems.length === 0) return null;
  const columns: readonly DataColumn<Problem>[] = [
    { title: t('import.row'), isFigure: true, cell: ({ row }) => row },
    { title: t('import.field'), cell: ({ field }) => field ?? '—' },
    { title: t('import.reason'), cell: ({ reason }) => reason },
    { title: t('import.fate'), cell: ({ kept }) => (kept ? t('import.kept') : t('import.left')) },
  ];
  return (
    <>
      <h2>{t('import.problems', { count: result.problemCount })}</h2>
      <div className="lab-problems">
        <DataTable
          label={t('import.problems', { count: result.problemCount })}
          columns={columns}
          rows={result.rowProblems}
          rowKey={({ row, field, reason }) => `${row} ${field} ${reason}`}
        />
      </div>
    </>
  );
}
