import { useEffect, useMemo, useState } from 'react';
import type { Failure } from '../../../graph/failure.ts';
import { useRead } from '../../../graph/use-read.ts';
import { addDays, instantOf } from '../../../parts/zone.ts';
import { useSession } from '../../../session/use-session.ts';
import { type BookingState, InstrumentWeekDocument, MyBookingsOfInstrumentDocument } from '../generated.ts';
import { type Cell, cellsOf, type Raster, rasterOf, type Span, type WeekRules } from './week.ts';

/** How often others' bookings are looked for while the page is open. */
const REFRESH_MS = 20_000;
/** States in which a booking of one's own stands in the calendar. */
const OPEN_STATES: readonly BookingState[] = [
  'PENDING',
  'TENTATIVE',
  'REQUESTED',
  'PLATFORM_ACCEPTED',
  'CONFIRMED',
  'IN_USE',
];

export interface OwnBooking extends Span {
  readonly id: string;
  readonly state: BookingState;
  readonly purpose: string | null;
}

export interface Week {
  readonly raster: Raster;
  readonly cells: readonly (readonly Cell[])[];
  readonly free: readonly Span[];
  readonly mine: readonly OwnBooking[];
  readonly loading: boolean;
  /** The home platform could not be asked: nothing is known of this week. */
  readonly failure: Failure | undefined;
  refresh(): void;
}

export interface WeekWanted {
  readonly instrumentId: string;
  readonly date: string;
  readonly days: number;
  readonly zone: string;
  readonly rules: WeekRules | null;
  /** The time at which another platform's instrument is asked about needs a login. */
  readonly pause: boolean;
}

/** The days of an instrument from `date`: live from its home platform, and one's own bookings; read again every 20 s and when the page is seen again. */
export function useWeek({ instrumentId, date, days, zone, rules, pause }: WeekWanted): Week {
  const { user } = useSession();
  const from = instantOf({ date, minutes: 0 }, zone);
  const to = instantOf({ date: addDays(date, days), minutes: 0 }, zone);
  const live = useRead(InstrumentWeekDocument, { id: instrumentId, from, to }, { pause });
  const filter = { instrumentId, states: OPEN_STATES, from, to };
  const own = useRead(MyBookingsOfInstrumentDocument, { filter }, { pause: user === null });
  const now = useTicks(REFRESH_MS, live.refresh);
  const free = live.data?.instrument?.availability?.free ?? NONE;
  const busy = live.data?.instrument?.availability?.busy ?? NONE;
  const edges = own.data?.myBookings.edges;
  const mine = useMemo(() => (edges ?? []).map(({ node }) => ({ ...node, ...node.slot })), [edges]);
  const raster = useMemo(() => rasterOf(date, days, zone, rules, free), [date, days, zone, rules, free]);
  const cells = useMemo(() => cellsOf(raster, { free, busy, mine }, now), [raster, free, busy, mine, now]);
  const refreshLive = live.refresh;
  const refreshOwn = own.refresh;
  const refresh = useMemo(
    () => () => {
      refreshLive();
      if (user !== null) refreshOwn();
    },
    [refreshLive, refreshOwn, user],
  );
  return { raster, cells, free, mine, loading: live.loading, failure: live.failure, refresh };
}

const NONE: readonly Span[] = [];

/** The time, told again after each period in which the page was looked at. */
function useTicks(everyMs: number, each: () => void): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const tick = (): void => {
      if (document.visibilityState !== 'visible') return;
      setNow(new Date());
      each();
    };
    const timer = setInterval(tick, everyMs);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [everyMs, each]);
  return now;
}
