import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Message } from '../../../parts/states.tsx';
import { wallTimeOf } from '../../../parts/zone.ts';
import { useSession } from '../../../session/use-session.ts';
import { useFace } from '../../../shell/face.ts';
import type { Span } from '../calendar/week.ts';
import { WeekCalendar } from '../calendar/week-calendar.tsx';
import type { Bookable } from './bookable.ts';
import { BookedNotice } from './booked-notice.tsx';
import { BookingDialog } from './booking-dialog.tsx';
import type { Booked } from './use-booking.ts';

const ASKERS = ['bookings:request', 'bookings:manage', 'bookings:administer'];

/** The instrument's week with everything that one does on it. A visitor's marked time survives the login. */
export function BookingDesk({ instrument }: { readonly instrument: Bookable }) {
  const { t } = useTranslation('instruments');
  const { user, scopes, login } = useSession();
  const { id: here } = useFace();
  const { asked, forget } = useAskedSpan();
  const [span, setSpan] = useState<Span | null>(user ? asked : null);
  const [booked, setBooked] = useState<Booked | null>(null);
  const [revision, setRevision] = useState(0);
  const changed = useCallback(() => setRevision((last) => last + 1), []);
  const { zone, rules } = instrument;
  const needsLogin = user === null && instrument.home !== here;
  const choose = (chosen: Span): void => {
    const times = new URLSearchParams({ start: chosen.start, end: chosen.end });
    if (user) setSpan(chosen);
    else login(`/instruments/${encodeURIComponent(instrument.id)}?${times}`);
  };
  const close = (): void => {
    setSpan(null);
    forget();
    changed();
  };
  const done = (answer: Booked): void => {
    setBooked(answer);
    close();
  };
  if (needsLogin)
    return (
      <Message title={t('desk.loginTitle')} text={t('desk.loginText')}>
        <button type="button" className="button" onClick={() => login()}>
          {t('desk.login')}
        </button>
      </Message>
    );
  if (user && !ASKERS.some((scope) => scopes.includes(scope))) return <Message title={t('desk.notAllowed')} />;
  return (
    <>
      {booked ? <BookedNotice booked={booked} instrument={instrument} onChanged={changed} /> : null}
      <WeekCalendar
        instrumentId={instrument.id}
        zone={zone}
        rules={rules}
        pause={false}
        firstDate={asked ? wallTimeOf(asked.start, zone).date : undefined}
        revision={revision}
        onChoose={choose}
      />
      {span ? <BookingDialog instrument={instrument} span={span} onClose={close} onBooked={done} /> : null}
    </>
  );
}

/** The time that the address names: where a login or a list of free times led here. It is forgotten once it was dealt with. */
function useAskedSpan(): { readonly asked: Span | null; forget(): void } {
  const [parameters, setParameters] = useSearchParams();
  const start = parameters.get('start') ?? '';
  const end = parameters.get('end') ?? '';
  const isTime = !Number.isNaN(Date.parse(start)) && Date.parse(end) > Date.parse(start);
  return {
    asked: isTime ? { start, end } : null,
    forget: () => {
      if (isTime) setParameters({}, { replace: true });
    },
  };
}
