import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { Field } from '../../parts/field.tsx';
import { instant } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { FactList } from '../../parts/record-page.tsx';
import { Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { ReportVerificationDocument, type ReportVerificationQuery } from './generated.ts';
import './services.css';

type Verification = NonNullable<ReportVerificationQuery['verifyReport']>;

/** Whoever holds a report finds out whether it is genuine and in force; with the file itself, whether a byte was changed. The code is on the report. */
export default function VerifyPage() {
  const { t } = useTranslation('services');
  const { number = '' } = useParams();
  const [search] = useSearchParams();
  const code = search.get('code') ?? '';
  return (
    <div className="narrow">
      <PageTitle title={t('verify.title')} lead={t('verify.lead')} />
      <AskForm key={`${number} ${code}`} number={number} code={code} />
      {number && code ? <Answer number={number} code={code} /> : null}
    </div>
  );
}

function AskForm(props: { readonly number: string; readonly code: string }) {
  const { t } = useTranslation('services');
  const navigate = useNavigate();
  const [number, setNumber] = useState(props.number);
  const [code, setCode] = useState(props.code);
  const ask = (event: FormEvent): void => {
    event.preventDefault();
    navigate(`/verify/${encodeURIComponent(number.trim())}?${new URLSearchParams({ code: code.trim() })}`);
  };
  return (
    <form className="sheet form" onSubmit={ask}>
      <Field label={t('verify.number')}>
        {(control) => (
          <input
            {...control}
            required
            maxLength={60}
            value={number}
            onChange={(event) => setNumber(event.target.value)}
          />
        )}
      </Field>
      <Field label={t('verify.code')} hint={t('verify.codeHint')}>
        {(control) => (
          <input {...control} required maxLength={60} value={code} onChange={(event) => setCode(event.target.value)} />
        )}
      </Field>
      <div className="form-actions">
        <button type="submit" className="button">
          {t('verify.ask')}
        </button>
      </div>
    </form>
  );
}

function Answer({ number, code }: { readonly number: string; readonly code: string }) {
  const { t } = useTranslation('services');
  const [sha256, setSha256] = useState<string>();
  const variables = { number, code, ...(sha256 ? { sha256 } : {}) };
  const { data, loading, failure, refresh } = useRead(ReportVerificationDocument, variables);
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const found = data?.verifyReport;
  if (!found || found.status === 'UNKNOWN')
    return (
      <section className="sheet verified verified-bad" role="status">
        <h2>{t('verify.unknown')}</h2>
        <p>{t('verify.unknownText')}</p>
      </section>
    );
  return (
    <>
      <Found found={found} />
      <FileCheck matches={found.fileMatches} onHash={setSha256} />
    </>
  );
}

function Found({ found }: { readonly found: Verification }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  const isGood = found.status === 'VALID' && found.genuine;
  return (
    <section className={`sheet verified ${isGood ? 'verified-good' : 'verified-bad'}`} role="status">
      <h2>{t(`reportStatus.${found.status}`)}</h2>
      <FactList
        facts={[
          { name: t('verify.number'), value: found.number },
          { name: t('verify.unit'), value: found.unitName },
          { name: t('verify.issued'), value: found.issuedAt ? instant(found.issuedAt, timeZone) : null },
          { name: t('verify.supersededBy'), value: found.supersededBy },
          { name: t('verify.withdrawn'), value: found.withdrawnAt ? instant(found.withdrawnAt, timeZone) : null },
          { name: t('verify.reason'), value: found.withdrawnReason },
          { name: 'SHA-256', value: found.sha256 ? <code className="hash">{found.sha256}</code> : null },
        ]}
      />
    </section>
  );
}

/** The file stays in the browser: only its digest is compared. */
function FileCheck(props: { readonly matches: boolean | null; readonly onHash: (sha256: string) => void }) {
  const { t } = useTranslation('services');
  const read = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
    props.onHash([...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join(''));
  };
  return (
    <section className="sheet no-print">
      <Field label={t('verify.file')} hint={t('verify.fileHint')}>
        {(control) => (
          <input
            {...control}
            type="file"
            accept="application/pdf,.pdf"
            onChange={(event) => void read(event.target.files?.[0])}
          />
        )}
      </Field>
      {props.matches === null ? null : (
        <p role="status" className={props.matches ? 'good' : 'bad'}>
          {props.matches ? t('verify.fileSame') : t('verify.fileOther')}
        </p>
      )}
    </section>
  );
}
