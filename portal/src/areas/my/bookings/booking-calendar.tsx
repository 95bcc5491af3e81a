import FullCalendar from '@fullcalendar/react';
import dayGridPlugin from '@fullcalendar/react/daygrid';
import listPlugin from '@fullcalendar/react/list';
import zhLocale from '@fullcalendar/react/locales/zh-cn';
import '@fullcalendar/react/skeleton.css';
import classicThemePlugin from '@fullcalendar/react/themes/classic';
import '@fullcalendar/react/themes/classic/palette.css';
import '@fullcalendar/react/themes/classic/theme.css';
import timeGridPlugin from '@fullcalendar/react/timegrid';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useRead } from '../../../graph/use-read.ts';
import { currentLanguage } from '../../../i18n/i18n.ts';
import { useFace } from '../../../shell/face.ts';
import { MyBookingsDocument } from '../generated.ts';

const PLUGINS = [dayGridPlugin, timeGridPlugin, listPlugin, classicThemePlugin];
const LOCALES = [zhLocale];
const TOOLBAR = { left: 'prev,next today', center: 'title', right: 'dayGridMonth,timeGridWeek,listMonth' };
const currentTime = (): Date => new Date();
const MOST = 100;
const GONE: ReadonlySet<string> = new Set(['REFUSED', 'CANCELLED', 'EXPIRED']);

/** One's bookings by month, week or as an agenda, on the clock of the platform's zone. */
export default function BookingCalendar() {
  const { t } = useTranslation('my');
  const { timeZone } = useFace();
  const navigate = useNavigate();
  const [range, setRange] = useState<{ readonly from: string; readonly to: string } | null>(null);
  const { data } = useRead(MyBookingsDocument, { filter: range ?? {}, first: MOST }, { pause: range === null });
  const edges = data?.myBookings.edges;
  // The calendar takes other objects for other events and draws them anew: they must not be made at each rendering.
  const events = useMemo(
    () =>
      (edges ?? [])
        .filter(({ node: { state } }) => !GONE.has(state))
        .map(({ node: { id, slot, instrument, state } }) => ({
          id,
          start: slot.start,
          end: slot.end,
          title: `${instrument.name}（${t(`state.${state}`)}）`,
          url: `/my/bookings/${encodeURIComponent(id)}`,
        })),
    [edges, t],
  );
  const show = useCallback(({ start, end }: { readonly start: Date; readonly end: Date }) => {
    const next = { from: start.toISOString(), to: end.toISOString() };
    setRange((before) => (before?.from === next.from && before.to === next.to ? before : next));
  }, []);
  return (
    <section className="booking-calendar sheet" aria-label={t('bookings.calendar')}>
      <FullCalendar
        plugins={PLUGINS}
        initialView={matchMedia('(max-width: 700px)').matches ? 'listMonth' : 'dayGridMonth'}
        headerToolbar={TOOLBAR}
        locales={LOCALES}
        locale={currentLanguage() === 'zh' ? 'zh-cn' : 'en'}
        timeZone={timeZone}
        firstDay={1}
        height="auto"
        now={currentTime}
        datesSet={show}
        events={events}
        eventClick={({ event, jsEvent }) => {
          jsEvent.preventDefault();
          navigate(event.url);
        }}
      />
    </section>
  );
}
