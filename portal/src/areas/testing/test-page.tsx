import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { type DataColumn, DataTable } from '../../parts/data-table.tsx';
import { day, hours, instant, money, span } from '../../parts/format.ts';
import { RecordPage } from '../../parts/record-page.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useFace } from '../../shell/face.ts';
import { Attachments } from '../services/attachments.tsx';
import { Timeline } from '../services/timeline.tsx';
import { toneOf } from '../services/tones.ts';
import { Billing } from './billing.tsx';
import { LabTestDocument, type LabTestQuery } from './generated.ts';
import { ReportPart } from './report-part.tsx';
import { SampleTable } from './sample-table.tsx';
import { Steps } from './steps.tsx';
import './testing.css';

export type Test = NonNullable<LabTestQuery['testRequest']>;

/** One outside job at the laboratory's side: what is asked, its agreement, samples, work, report, fee and what can be done now. */
export default function TestPage() {
  const { t } = useTranslation('testing');
  const { id = '' } = useParams();
  const { data, loading, failure, refresh } = useRead(LabTestDocument, { id });
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const test = data?.testRequest;
  if (!test) return <Empty title={t('test.unknown')} />;
  return <Shown test={test} refresh={refresh} />;
}

function Shown({ test, refresh }: { readonly test: Test; readonly refresh: () => void }) {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  return (
    <RecordPage
      back={{ to: '/lab/tests', text: t('board.title') }}
      title={test.title}
      lead={
        <StateTag tone={test.late ? 'bad' : toneOf(test.state)}>
          {tr(`state.${test.state}`)}
          {test.late ? ` · ${t('table.late')}` : ''}
        </StateTag>
      }
      actions={<Steps test={test} onDone={refresh} />}
      facts={[
        { name: t('table.firm'), value: test.firm?.name ?? test.requesterName },
        { name: t('test.creditCode'), value: test.firm?.creditCode },
        { name: t('test.requester'), value: test.requesterName },
        { name: t('test.asked'), value: instant(test.requestedAt, timeZone) },
        { name: t('test.channel'), value: t(`channel.${test.channel}`) },
        { name: t('test.wantedBy'), value: test.wantedBy ? day(test.wantedBy, timeZone) : null },
        { name: t('test.present'), value: test.wantsToBePresent ? t('test.yes') : null },
        { name: t('test.confidentiality'), value: tr(`level.${test.confidentiality}`) },
        { name: t('table.unit'), value: test.takenBy?.name },
        { name: t('test.hours'), value: test.actualMinutes ? hours(test.actualMinutes) : null },
        { name: t('test.archive'), value: test.archive?.number },
      ]}
      sections={[
        { title: t('test.progress'), body: <Timeline entries={test.timeline} /> },
        {
          title: t('test.held'),
          body: test.onHold ? (
            <p>
              {tr(`hold.${test.onHold.reason}`)} {test.onHold.note}
            </p>
          ) : null,
        },
        { title: t('test.wanted'), body: <Wanted test={test} /> },
        { title: t('test.samples'), body: <SampleTable test={test} onDone={refresh} /> },
        { title: t('test.work'), body: test.workSteps.length > 0 ? <Work test={test} /> : null },
        { title: t('test.report'), body: <ReportPart test={test} /> },
        { title: t('test.money'), body: <Money test={test} /> },
        { title: t('billing.title'), body: <Billing statements={test.statements} /> },
        { title: t('test.rating'), body: test.rating ? <Rating rating={test.rating} /> : null },
      ]}
    />
  );
}

function Wanted({ test }: { readonly test: Test }) {
  const { t } = useTranslation('testing');
  return (
    <>
      <p className="paragraph">{test.purpose}</p>
      <ul>
        {test.items.map(({ testItem, sampleCount }) => (
          <li key={testItem.id}>
            {testItem.name} {testItem.standards.join('、')} · {t('test.sampleCount', { count: sampleCount })}
          </li>
        ))}
      </ul>
      {test.attachments.length > 0 ? <Attachments files={test.attachments} /> : null}
    </>
  );
}

function Work({ test }: { readonly test: Test }) {
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const columns: readonly DataColumn<Test['workSteps'][number]>[] = [
    { title: t('work.step'), cell: ({ position, title }) => `${position}. ${title}` },
    { title: t('work.instrument'), cell: ({ instrument }) => instrument?.name ?? '—' },
    { title: t('work.operator'), cell: ({ operatorName }) => operatorName },
    {
      title: t('work.planned'),
      cell: ({ plannedStart, plannedEnd }) =>
        plannedStart && plannedEnd ? span(plannedStart, plannedEnd, timeZone) : '—',
    },
    { title: t('table.state'), cell: ({ state, bookingRefusal }) => bookingRefusal ?? t(`workState.${state}`) },
    {
      title: t('test.hours'),
      isFigure: true,
      cell: ({ actualMinutes }) => (actualMinutes ? hours(actualMinutes) : '—'),
    },
  ];
  return <DataTable label={t('test.work')} columns={columns} rows={test.workSteps} rowKey={({ id }) => id} />;
}

function Money({ test }: { readonly test: Test }) {
  const { t: tr } = useTranslation('services');
  const { t } = useTranslation('testing');
  const { timeZone } = useFace();
  const { price, agreement, dispatches } = test;
  return (
    <>
      {price ? (
        <dl className="sum">
          <dt>{tr('price.list')}</dt>
          <dd>{money(price.listFen)}</dd>
          <dt>{tr('price.waiver')}</dt>
          <dd>{money(-price.waiverFen)}</dd>
          <dt>{tr('price.net')}</dt>
          <dd>{money(price.netFen)}</dd>
        </dl>
      ) : (
        <p>{t('test.noPrice')}</p>
      )}
      {agreement ? (
        <p>
          {t('test.agreed', { at: instant(agreement.agreedAt, timeZone) })} ·{' '}
          {tr('agreement.grade', { level: tr(`level.${agreement.dataGrade}`) })} ·{' '}
          {tr('agreement.retention', { count: agreement.retentionDays })}
        </p>
      ) : null}
      <ul>
        {dispatches.map(({ unit, answer, reason, quote }) => (
          <li key={unit.id}>
            {unit.name}：{tr(`answer.${answer}`)} {reason} {quote ? money(quote.price.netFen) : null}
          </li>
        ))}
      </ul>
    </>
  );
}

function Rating({ rating }: { readonly rating: NonNullable<Test['rating']> }) {
  const { t } = useTranslation('testing');
  return (
    <p>
      {t('test.stars', { count: rating.stars })} {rating.text}
      {rating.reply ? ` — ${rating.reply}` : null}
    </p>
  );
}
