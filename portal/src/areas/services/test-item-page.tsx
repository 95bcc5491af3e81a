import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { ago, day, hours, money } from '../../parts/format.ts';
import { usePlatformName } from '../../parts/platform-name.ts';
import { RecordPage } from '../../parts/record-page.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import { TestItemRecordDocument, type TestItemRecordQuery } from './generated.ts';
import './services.css';

type Item = NonNullable<TestItemRecordQuery['testItem']>;

/** One test item: what it needs, costs and takes, by which standards and certificates, and whom to call. */
export default function TestItemPage() {
  const { t } = useTranslation('services');
  const { id = '' } = useParams();
  const { data, loading, failure, refresh } = useRead(TestItemRecordDocument, { id });
  const platformName = usePlatformName();
  if (loading) return <Loading />;
  if (failure) return <Failed failure={failure} retry={refresh} />;
  const item = data?.testItem;
  if (!item) return <Empty title={t('item.unknown')} />;
  return (
    <RecordPage
      back={{ to: '/test-items', text: t('catalogue.title') }}
      title={item.name}
      lead={item.synonyms.length > 0 ? t('item.synonyms', { names: item.synonyms.join('、') }) : undefined}
      actions={item.withdrawn ? <strong>{t('item.withdrawn')}</strong> : <Actions item={item} />}
      facts={[
        {
          name: t('item.unit'),
          value: <Link to={`/units/${encodeURIComponent(item.unit.id)}`}>{item.unit.name}</Link>,
        },
        { name: t('item.home'), value: platformName(item.home) },
        { name: t('item.category'), value: item.category },
        {
          name: t('item.turnaround'),
          value: item.turnaroundDays ? t('item.days', { count: item.turnaroundDays }) : null,
        },
        { name: t('item.time'), value: item.minutesPerSample ? hours(item.minutesPerSample) : null },
        { name: t('item.languages'), value: item.reportLanguages.map((code) => t(`language.${code}`)).join('、') },
        { name: t('item.contact'), value: item.contact ? <Contact contact={item.contact} /> : null },
        { name: t('item.synced'), value: item.syncedAt ? ago(item.syncedAt) : null },
      ]}
      sections={[
        { title: t('item.standards'), body: <Standards item={item} /> },
        { title: t('item.specimen'), body: item.specimen ? <p>{item.specimen}</p> : null },
        {
          title: t('item.prices'),
          body: item.prices.length > 0 ? <Prices item={item} /> : <p>{t('item.onRequest')}</p>,
        },
        { title: t('item.certificates'), body: item.certificates.length > 0 ? <Certificates item={item} /> : null },
        { title: t('item.instruments'), body: item.instruments.length > 0 ? <Instruments item={item} /> : null },
      ]}
    />
  );
}

function Actions({ item }: { readonly item: Item }) {
  const { t } = useTranslation('services');
  return (
    <>
      <Link className="button" to={`/requests/new?${new URLSearchParams({ item: item.id })}`}>
        {t('item.request')}
      </Link>{' '}
      <Link className="button button-plain" to={`/ask?${new URLSearchParams({ item: item.id })}`}>
        {t('item.ask')}
      </Link>
    </>
  );
}

function Contact({ contact }: { readonly contact: NonNullable<Item['contact']> }) {
  const { name, telephone, email } = contact;
  return (
    <>
      {name}
      {telephone ? (
        <>
          <br />
          <a href={`tel:${telephone}`}>{telephone}</a>
        </>
      ) : null}
      {email ? (
        <>
          <br />
          <a href={`mailto:${email}`}>{email}</a>
        </>
      ) : null}
    </>
  );
}

function Standards({ item }: { readonly item: Item }) {
  const { t } = useTranslation('services');
  const known = new Map(item.standardDetails.map((standard) => [standard.number, standard]));
  return (
    <ul>
      {item.standards.map((number) => {
        const standard = known.get(number);
        return (
          <li key={number}>
            <Link to={`/search?${new URLSearchParams({ q: number })}`}>{number}</Link> {standard?.title}
            {standard && standard.status !== 'CURRENT' ? ` · ${t(`standard.${standard.status}`)}` : null}
            {standard && standard.replacedBy.length > 0
              ? ` · ${t('item.replacedBy', { numbers: standard.replacedBy.map((next) => next.number).join('、') })}`
              : null}
          </li>
        );
      })}
    </ul>
  );
}

function Prices({ item }: { readonly item: Item }) {
  const { t } = useTranslation('services');
  const { user } = useSession();
  return (
    <>
      <ul>
        {item.prices.map(({ component, userClass, amountFen }) => (
          <li key={`${component} ${userClass}`}>
            {t(`frame:component.${component}`)} · {t(`frame:userClass.${userClass}`)}：{money(amountFen)}
          </li>
        ))}
      </ul>
      {user ? null : <p className="soft-note">{t('item.waivers')}</p>}
    </>
  );
}

function Certificates({ item }: { readonly item: Item }) {
  const { t } = useTranslation('services');
  const { timeZone } = useFace();
  return (
    <ul>
      {item.certificates.map(({ kind, number, scope, validTo, expired }) => (
        <li key={`${kind} ${number}`}>
          {kind} {number} {scope}{' '}
          {expired ? t('item.expired') : validTo ? t('item.validTo', { on: day(validTo, timeZone) }) : null}
        </li>
      ))}
    </ul>
  );
}

function Instruments({ item }: { readonly item: Item }) {
  return (
    <ul>
      {item.instruments.map(({ id, name }) => (
        <li key={id}>
          <Link to={`/instruments/${encodeURIComponent(id)}`}>{name}</Link>
        </li>
      ))}
    </ul>
  );
}
