import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { currentLanguage } from '../../i18n/i18n.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Failed, Loading, Message } from '../../parts/states.tsx';
import { useSession } from '../../session/use-session.ts';
import { useFace } from '../../shell/face.ts';
import type { Bookable, InstrumentRecord } from './booking/bookable.ts';
import { BookingDesk } from './booking/booking-desk.tsx';
import { InstrumentPageDocument } from './generated.ts';
import './instrument.css';
import { usePlatformName } from '../../parts/platform-name.ts';
import { Ratings } from './ratings/ratings.tsx';
import { AverageStars } from './ratings/stars.tsx';
import { Abilities, RegisterFacts } from './record/about.tsx';
import { Conditions } from './record/conditions.tsx';
import { History } from './record/history.tsx';
import { Live } from './record/live.tsx';
import { Photos } from './record/photos.tsx';
import { Tariffs } from './record/tariffs.tsx';
import { StatusTag } from './status-tag.tsx';

/** How far ahead outages are told. */
const AHEAD_MS = 60 * 24 * 60 * 60 * 1000;

/** One instrument: what it can do, what it costs, when it is free, and booking it. */
export default function InstrumentPage() {
  const { t } = useTranslation('instruments');
  const { id = '' } = useParams();
  const [{ from, to }] = useState(() => ({
    from: new Date().toISOString(),
    to: new Date(Date.now() + AHEAD_MS).toISOString(),
  }));
  const { data, loading, failure, refresh } = useRead(InstrumentPageDocument, { id, from, to });
  if (loading) return <Loading />;
  if (!data && failure) return <Failed failure={failure} retry={refresh} />;
  if (!data?.instrument)
    return (
      <Message title={t('page.none')} text={t('page.noneText')}>
        <Link className="button" to="/instruments">
          {t('page.toList')}
        </Link>
      </Message>
    );
  return <Page instrument={data.instrument} />;
}

function Page({ instrument }: { readonly instrument: InstrumentRecord }) {
  const { t } = useTranslation('instruments');
  const { timeZone } = useFace();
  const { rules, ...bookable } = bookableOf(instrument, timeZone);
  const offersBooking = instrument.serviceModes.includes('BOOKING') || instrument.serviceModes.length === 0;
  return (
    <article>
      <nav aria-label={t('page.back')} className="record-back no-print">
        <Link to="/instruments">← {t('page.toList')}</Link>
      </nav>
      <Heading instrument={instrument} zone={bookable.zone} />
      <div className="instrument">
        <div className="instrument-column">
          <section className="sheet" aria-labelledby="booking-title">
            <h2 id="booking-title">{t('desk.title')}</h2>
            {offersBooking && isInUse(instrument) ? (
              <BookingDesk key={instrument.id} instrument={{ ...bookable, rules }} />
            ) : (
              <Message title={offersBooking ? t('desk.retired') : t('desk.samplesOnly')} />
            )}
          </section>
          <Abilities instrument={instrument} />
          <Ratings instrumentId={instrument.id} home={instrument.home} zone={bookable.zone} />
        </div>
        <div className="instrument-column">
          <Photos instrument={instrument} />
          <Conditions instrument={instrument} zone={bookable.zone} />
          <Tariffs instrument={instrument} />
          <RegisterFacts instrument={instrument} zone={bookable.zone} />
        </div>
      </div>
      <History instrumentId={instrument.id} zone={bookable.zone} />
    </article>
  );
}

function Heading({ instrument, zone }: { readonly instrument: InstrumentRecord; readonly zone: string }) {
  const { t } = useTranslation('instruments');
  const platformName = usePlatformName();
  const { id: here } = useFace();
  const { scopes } = useSession();
  const mayManage = instrument.home === here && scopes.includes('instruments:write');
  const isEnglish = currentLanguage() === 'en';
  const { name, nameEn, unit, status, home } = instrument;
  const other = isEnglish ? name : nameEn;
  return (
    <PageTitle
      actions={mayManage ? <ManageLink id={instrument.id} /> : null}
      title={isEnglish ? (nameEn ?? name) : name}
      lead={
        <>
          {other ? <span lang={isEnglish ? 'zh-CN' : 'en'}>{other} · </span> : null}
          {isEnglish ? (unit.nameEn ?? unit.name) : unit.name}
          <span className="instrument-tags">
            <StatusTag status={status} />
            {home === here ? null : <span className="tag">{t('page.home', { name: platformName(home) })}</span>}
            <AverageStars rating={instrument.rating} />
            {instrument.liveStatus ? <Live live={instrument.liveStatus} zone={zone} /> : null}
          </span>
        </>
      }
    />
  );
}

function ManageLink({ id }: { readonly id: string }) {
  const { t } = useTranslation('instruments');
  return (
    <Link className="button button-plain" to={`/instruments/${encodeURIComponent(id)}/manage`}>
      {t('page.manage')}
    </Link>
  );
}

const OUT_OF_USE: ReadonlySet<string> = new Set(['RETIRED', 'WITHDRAWN']);
const isInUse = ({ status }: InstrumentRecord): boolean => !OUT_OF_USE.has(status);

function bookableOf(instrument: InstrumentRecord, platformZone: string): Bookable {
  const { id, name, nameEn, home, bookingPolicy } = instrument;
  const shown = currentLanguage() === 'en' ? (nameEn ?? name) : name;
  return { id, name: shown, home, zone: bookingPolicy?.timeZone ?? platformZone, rules: bookingPolicy };
}
