import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { FileButton } from '../../parts/file-button.tsx';
import { instant } from '../../parts/format.ts';
import { useFace } from '../../shell/face.ts';
import type { Test } from './test-page.tsx';

/** The draft with its results and preview, and the report in force. */
export function ReportPart({ test }: { readonly test: Test }) {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const { draft, report } = test;
  if (!draft && !report) return <p>{t('report.none')}</p>;
  return (
    <>
      {draft ? (
        <>
          <p>
            <strong>{t(`draftState.${draft.state}`)}</strong> · {instant(draft.savedAt, timeZone)}{' '}
            {draft.returnReason ?? draft.correctionReason}
          </p>
          <ul>
            {draft.results.map((result) => (
              <li key={`${result.testItem.id} ${result.sample.id} ${result.quantity}`}>
                {result.quantity}：{result.value} {result.unit} {result.requirement} · {t(`verdict.${result.verdict}`)}
              </li>
            ))}
          </ul>
          <p>{draft.conclusion}</p>
          {draft.preview ? (
            <div className="sheet-actions">
              <FileButton file={draft.preview} text={t('report.preview')} />
            </div>
          ) : null}
        </>
      ) : null}
      {report ? (
        <>
          <p>
            <Link
              to={`/verify/${encodeURIComponent(report.number)}?${new URLSearchParams({ code: report.verificationCode })}`}
            >
              {report.number}
            </Link>{' '}
            · {tr(`reportStatus.${report.status}`)} · {instant(report.issuedAt, timeZone)}
          </p>
          {report.file ? (
            <div className="sheet-actions">
              <FileButton file={report.file} text={tr('report.download')} />
            </div>
          ) : null}
        </>
      ) : null}
    </>
  );
}
