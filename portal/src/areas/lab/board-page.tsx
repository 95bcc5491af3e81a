import { DatePicker, Space } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useRead } from '../../graph/use-read.ts';
import { hours, time } from '../../parts/format.ts';
import { PageTitle } from '../../parts/page-title.tsx';
import { Refusal } from '../../parts/refusal.tsx';
import { StateTag } from '../../parts/state-tag.tsx';
import { Empty, Failed, Loading } from '../../parts/states.tsx';
import { dayBounds, todayIn } from '../../parts/zone.ts';
import { useFace } from '../../shell/face.ts';
import { BookingActions } from './booking-actions.tsx';
import { type LabBookingFragment, LabBookingsDocument, LabWarningsDocument } from './generated.ts';
import './lab.css';
import { toneOf } from './tones.ts';
import { useSteps } from './use-steps.ts';

/** A board in a lab hangs there all day: it reads itself anew. */
const REFRESH_MS = 30_000;
const STATES = ['REQUESTED', 'PLATFORM_ACCEPTED', 'CONFIRMED', 'IN_USE', 'COMPLETED', 'NO_SHOW'] as const;

/** The day at the instruments: who comes when, what runs, what needs attention. */
export default function BoardPage() {
  const { t } = useTranslation('lab');
  const { timeZone } = useFace();
  const [date, setDate] = useState(() => todayIn(timeZone, new Date()));
  const filter = { ...dayBounds(date, timeZone), states: [...STATES] };
  const { data, failure, loading, refresh } = useRead(LabBookingsDocument, { filter, first: 100 });
  const steps = useSteps(refresh);
  useEffect(() => {
    const timer = setInterval(refresh, REFRESH_MS);
    return () => clearInterval(timer);
  }, [refresh]);
  const bookings = data?.bookings.edges.map(({ node }) => node) ?? [];
  return (
    <>
      <PageTitle
        title={t('board.title')}
        lead={t('board.lead')}
        actions={
          <DatePicker
            aria-label={t('board.date')}
            allowClear={false}
            value={dayjs(date)}
            onChange={(chosen) => setDate(chosen?.format('YYYY-MM-DD') ?? date)}
          />
        }
      />
      <Warnings />
      <Refusal {...steps.notDone} />
      {loading ? <Loading /> : null}
      {failure ? <Failed failure={failure} retry={refresh} /> : null}
      {data && bookings.length === 0 ? <Empty title={t('board.empty')} text={t('board.emptyText')} /> : null}
      {byInstrument(bookings).map(({ instrument, rows }) => (
        <section key={instrument.id} className="sheet lab-instrument">
          <h2>
            <Link to={`/instruments/${encodeURIComponent(instrument.id)}`}>{instrument.name}</Link>
          </h2>
          <ul className="lab-slots">
            {rows.map((booking) => (
              <li key={booking.id} className="lab-slot">
                <Who booking={booking} />
                <BookingActions booking={booking} steps={steps} onChange={refresh} />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </>
  );
}

function Who({ booking }: { readonly booking: LabBookingFragment }) {
  const { t } = useTranslation('lab');
  const { slot, timeZone, state, userName, unit, purpose, usedMinutes } = booking;
  return (
    <div className="lab-who">
      <span className="lab-time">
        {time(slot.start, timeZone)}–{time(slot.end, timeZone)}
      </span>
      <span>
        <Space size="small" wrap>
          <strong>{userName ?? t('board.nobody')}</strong>
          {unit ? <span className="soft">{unit.name}</span> : null}
          <StateTag tone={toneOf(state)}>{t(`state.${state}`)}</StateTag>
          {usedMinutes > 0 ? <span className="soft">{t('board.used', { hours: hours(usedMinutes) })}</span> : null}
        </Space>
        {purpose ? <span className="soft lab-purpose">{purpose}</span> : null}
      </span>
    </div>
  );
}

function Warnings() {
  const { t } = useTranslation('lab');
  const { data } = useRead(LabWarningsDocument, { first: 20 });
  const warnings = data?.instrumentWarnings.edges.map(({ node }) => node) ?? [];
  if (warnings.length === 0) return null;
  return (
    <details className="lab-warnings">
      <summary>{t('board.warnings', { count: warnings.length })}</summary>
      <ul>
        {warnings.map(({ id, kind, figure, limit, instrument }) => (
          <li key={id}>
            {instrument ? (
              <Link to={`/instruments/${encodeURIComponent(instrument.id)}`}>{instrument.name}</Link>
            ) : null}
            {' · '}
            {t(`warning.${kind}`, { figure, limit })}
          </li>
        ))}
      </ul>
    </details>
  );
}

function byInstrument(bookings: readonly LabBookingFragment[]) {
  const groups = new Map<string, { instrument: LabBookingFragment['instrument']; rows: LabBookingFragment[] }>();
  for (const booking of bookings) {
    const group = groups.get(booking.instrument.id) ?? { instrument: booking.instrument, rows: [] };
    group.rows.push(booking);
    groups.set(booking.instrument.id, group);
  }
  return [...groups.values()].map(({ instrument, rows }) => ({
    instrument,
    rows: rows.sort((a, b) => a.slot.start.localeCompare(b.slot.start)),
  }));
}
