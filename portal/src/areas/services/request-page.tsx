import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { ago, day, hours, instant } from '../../parts/format.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { RecordPage } from '../../parts/record-page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { Attachments } from './attachments.tsx';
import { TestRequestRecordDocument, type TestRequestRecordQuery } from './generated.ts';
import { Quotes } from './quotes.tsx';
import { ReportSection } from './report-section.tsx';
import { RequestActions } from './request-actions.tsx';
import { Samples } from './samples.tsx';
import './services.css';
import { Timeline } from './timeline.tsx';
import { toneOf } from './tones.ts';

export type TestRequest = NonNullable<TestRequestRecordQuery['testRequest']>;

/** One test request, followed like a parcel: where it stands, what comes next and by when, and what the firm can do now. */
export default function RequestPage() {
  const { t } = useTranslation('services');
  const { id = '' } = useParams();
  const { data, loading, failure, refresh } = useRead(TestRequestRecordDocument, { id });
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const request = data?.testRequest;
  if (!request) return <Empty title={t('request.unknown')} />;
  return <Shown request={request} refresh={refresh} />;
}

function Shown({ request, refresh }: { readonly request: TestRequest; readonly refresh: () => void }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  const platformName = usePlatformName();
  const { takenBy, onHold, agreement } = request;
  return (
    <RecordPage
      back={{ to: '/requests', text: t('requests.title') }}
      title={request.title}
      lead={
        <StateTag tone={request.late ? 'bad' : toneOf(request.state)}>
          {t(`state.${request.state}`)}
          {request.late ? ` · ${t('requests.late')}` : null}
        </StateTag>
      }
      actions={<RequestActions request={request} onDone={refresh} />}
      facts={[
        { name: t('request.asked'), value: instant(request.requestedAt, timeZone) },
        { name: t('request.home'), value: platformName(request.home) },
        { name: t('request.unit'), value: takenBy?.name },
        { name: t('request.address'), value: takenBy?.address },
        { name: t('item.contact'), value: takenBy?.contact ? contactText(takenBy.contact) : null },
        { name: t('new.wantedBy'), value: request.wantedBy ? day(request.wantedBy, timeZone) : null },
        { name: t('new.confidentiality'), value: t(`level.${request.confidentiality}`) },
        { name: t('request.hours'), value: request.actualMinutes ? hours(request.actualMinutes) : null },
        { name: t('request.archive'), value: request.archive?.number },
        { name: t('item.synced'), value: request.syncedAt ? ago(request.syncedAt) : null },
      ]}
      sections={[
        { title: t('request.progress'), body: <Timeline entries={request.timeline} /> },
        {
          title: t('request.hold'),
          body: onHold ? (
            <p>
              {t(`hold.${onHold.reason}`)} {onHold.note}
              {onHold.expectedUntil ? ` · ${t('request.until', { on: day(onHold.expectedUntil, timeZone) })}` : null}
            </p>
          ) : null,
        },
        { title: t('request.refused'), body: request.reason ? <p>{request.reason}</p> : null },
        { title: t('quote.title'), body: <Quotes request={request} onDone={refresh} /> },
        { title: t('new.samples'), body: <Samples request={request} /> },
        { title: t('report.title'), body: request.report ? <ReportSection request={request} /> : null },
        {
          title: t('new.purpose'),
          body: (
            <>
              <p>{request.purpose}</p>
              {request.attachments.length > 0 ? <Attachments files={request.attachments} /> : null}
            </>
          ),
        },
        {
          title: t('agreement.title'),
          body: agreement ? (
            <ul>
              <li>{t('agreement.grade', { level: t(`level.${agreement.dataGrade}`) })}</li>
              <li>{t('agreement.retention', { count: agreement.retentionDays })}</li>
              <li>{agreement.samplesReturned ? t('agreement.returned') : t('agreement.disposed')}</li>
              <li>{agreement.resultsBelongToFirm ? t('agreement.firmOwns') : t('agreement.unitOwns')}</li>
            </ul>
          ) : null,
        },
      ]}
    />
  );
}

function contactText({ name, telephone }: { readonly name: string; readonly telephone: string | null }): string {
  return [name, telephone].filter(Boolean).join(' ');
}
