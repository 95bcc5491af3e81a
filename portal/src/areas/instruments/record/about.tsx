import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { day, hours, instant, money } from '../../../parts/format.ts';
import { usePlatformName } from '../../../parts/platform-name.ts';
import { type Fact, FactList } from '../../../parts/record-page.tsx';
import type { InstrumentRecord } from '../booking/bookable.ts';

interface Props {
  readonly instrument: InstrumentRecord;
  readonly zone: string;
}

/** What it can do: texts, ranges, standards. */
export function Abilities({ instrument }: Pick<Props, 'instrument'>) {
  const { t } = useTranslation('instruments');
  return (
    <section className="sheet" aria-labelledby="about-title">
      <h2 id="about-title">{t('about.title')}</h2>
      <Texts instrument={instrument} />
      <Ranges instrument={instrument} />
      <Standards instrument={instrument} />
    </section>
  );
}

/** The facts of the register. */
export function RegisterFacts({ instrument, zone }: Props) {
  const { t } = useTranslation('instruments');
  return (
    <section className="sheet" aria-labelledby="facts-title">
      <h2 id="facts-title">{t('about.facts')}</h2>
      <FactList facts={useFacts(instrument, zone)} />
    </section>
  );
}

function Texts({ instrument }: Pick<Props, 'instrument'>) {
  const { t } = useTranslation('instruments');
  const { description, functions, technicalIndicators, serviceContent, accessories, measuredVariables } = instrument;
  const comma = t('refused.comma');
  const facts: readonly Fact[] = [
    { name: t('about.description'), value: description },
    { name: t('about.functions'), value: functions },
    { name: t('about.indicators'), value: technicalIndicators },
    { name: t('about.service'), value: serviceContent },
    { name: t('about.variables'), value: measuredVariables.join(comma) },
    { name: t('about.accessories'), value: accessories.join(comma) },
  ];
  return <FactList facts={facts} />;
}

function Ranges({ instrument: { measuringRanges } }: Pick<Props, 'instrument'>) {
  const { t } = useTranslation('instruments');
  if (measuringRanges.length === 0) return null;
  return (
    <table className="plain-table">
      <caption>{t('about.ranges')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('about.quantity')}</th>
          <th scope="col">{t('about.from')}</th>
          <th scope="col">{t('about.to')}</th>
          <th scope="col">{t('about.accuracy')}</th>
        </tr>
      </thead>
      <tbody>
        {measuringRanges.map(({ quantity, from, to, accuracy }) => (
          <tr key={quantity}>
            <th scope="row">{quantity}</th>
            <td>{from}</td>
            <td>{to}</td>
            <td>{accuracy}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Standards({ instrument: { standards } }: Pick<Props, 'instrument'>) {
  const { t } = useTranslation('instruments');
  if (standards.length === 0) return null;
  return (
    <>
      <h3>{t('about.standards')}</h3>
      <ul className="standards">
        {standards.map((standard) => (
          <li key={standard}>
            <Link to={`/search?${new URLSearchParams({ q: standard })}`}>{standard}</Link>
          </li>
        ))}
      </ul>
    </>
  );
}

function useFacts(instrument: InstrumentRecord, zone: string): readonly Fact[] {
  const { t } = useTranslation('instruments');
  const platformName = usePlatformName();
  const { contact, manufacturer, laboratory, originalValueFen } = instrument;
  const dayOf = (date: string | null): string | null => (date ? day(date, zone) : null);
  return [
    { name: t('about.model'), value: instrument.model },
    { name: t('about.manufacturer'), value: manufacturer?.name },
    { name: t('about.country'), value: instrument.countryOfOrigin },
    { name: t('about.category'), value: instrument.category },
    { name: t('about.value'), value: originalValueFen === null ? null : money(originalValueFen) },
    { name: t('about.commissioned'), value: dayOf(instrument.commissionedOn) },
    { name: t('about.rated'), value: hours(instrument.ratedMinutesPerYear) },
    { name: t('about.unit'), value: instrument.managingUnit.name },
    { name: t('about.laboratory'), value: laboratory?.name ?? instrument.facility },
    { name: t('about.certificates'), value: laboratory?.certificates.join(t('refused.comma')) },
    { name: t('about.location'), value: [instrument.district, instrument.location].filter(Boolean).join(' · ') },
    { name: t('about.contact'), value: contact ? <Contact contact={contact} /> : null },
    { name: t('about.cstr'), value: instrument.cstr },
    { name: t('about.groups'), value: instrument.groups.map(({ name }) => name).join(t('refused.comma')) },
    { name: t('about.home'), value: platformName(instrument.home) },
    { name: t('about.synced'), value: instrument.syncedAt ? instant(instrument.syncedAt, zone) : null },
  ];
}

function Contact({ contact }: { readonly contact: NonNullable<InstrumentRecord['contact']> }) {
  const { name, telephone, email } = contact;
  return (
    <>
      {name}
      {telephone ? (
        <>
          {' '}
          <a href={`tel:${telephone}`}>{telephone}</a>
        </>
      ) : null}
      {email ? (
        <>
          {' '}
          <a href={`mailto:${email}`}>{email}</a>
        </>
      ) : null}
    </>
  );
}
