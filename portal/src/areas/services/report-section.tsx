import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FileButton } from '../../parts/file-button.tsx';
import { instant } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { TestRequest } from './request-page.tsx';

/** The report in force, its file and verification, what it replaced, and the rating. */
export function ReportSection({ request }: { readonly request: TestRequest }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  const { report, supersededReports, rating } = request;
  if (!report) return null;
  const { file } = report;
  return (
    <>
      <p>
        <strong>{report.number}</strong> · {instant(report.issuedAt, timeZone)} · {t(`reportStatus.${report.status}`)}
      </p>
      <div className="sheet-actions no-print">
        {file ? <FileButton file={file} text={t('report.download')} isMain /> : <span>{t('report.unpaid')}</span>}
        <Link
          className="button button-plain"
          to={`/verify/${encodeURIComponent(report.number)}?${new URLSearchParams({ code: report.verificationCode })}`}
        >
          {t('report.verify')}
        </Link>
      </div>
      {supersededReports.map(({ number, issuedAt, correctionReason }) => (
        <p key={`${number} ${issuedAt}`} className="soft-note">
          {t('report.superseded', { number, at: instant(issuedAt, timeZone) })} {correctionReason}
        </p>
      ))}
      {rating ? (
        <p>
          {t('rating.given', { count: rating.stars })} {rating.text}
          {rating.reply ? ` · ${t('rating.reply', { text: rating.reply })}` : null}
        </p>
      ) : null}
    </>
  );
}
