import { Button } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { type Failure, failureOf } from '../../graph/failure.ts';
import { count } from '../../parts/format.ts';
import { StateTag } from '../../parts/state-tag.tsx';
import { Failed } from '../../parts/states.tsx';
import { AdminVerifyAuditDocument, type AdminVerifyAuditQuery } from './generated.ts';
import '../../parts/record-page.css';

type Report = AdminVerifyAuditQuery['verifyAudit'];

/** Recomputes the chain of the whole trail at the press of a button and compares it with what the platform above keeps. */
export function AuditVerification() {
  const { t } = useTranslation('admin');
  const client = useClient();
  const [report, setReport] = useState<Report>();
  const [failure, setFailure] = useState<Failure>();
  const [isBusy, setBusy] = useState(false);
  const verify = async (): Promise<void> => {
    setBusy(true);
    const { data, error } = await client
      .query(AdminVerifyAuditDocument, {}, { requestPolicy: 'network-only' })
      .toPromise();
    setBusy(false);
    setReport(data?.verifyAudit);
    setFailure(error === undefined ? undefined : failureOf(error));
  };
  return (
    <section className="block sheet" aria-label={t('audit.verification')}>
      <div className="filter-bar">
        <Button type="primary" loading={isBusy} onClick={() => void verify()}>
          {t('audit.verify')}
        </Button>
        <span role="status">{report === undefined ? t('audit.verifyText') : <Summary report={report} />}</span>
      </div>
      {failure === undefined ? null : <Failed failure={failure} retry={() => void verify()} />}
      {report === undefined || report.problems.length === 0 ? null : (
        <ul>
          {report.problems.map((problem) => (
            <li key={problem}>{problem}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Summary({ report }: { readonly report: Report }) {
  const { t } = useTranslation('admin');
  const isWhole = report.problems.length === 0;
  return (
    <>
      <StateTag tone={isWhole ? 'good' : 'bad'}>{isWhole ? t('audit.whole') : t('audit.broken')}</StateTag>{' '}
      {t('audit.rows', { rows: count(report.rows) })}
      {typeof report.checkpoints === 'number' ? t('audit.checkpoints', { count: report.checkpoints }) : ''}
    </>
  );
}
