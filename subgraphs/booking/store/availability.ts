import { GraphQLError } from 'graphql';
import type { Caller } from '../../../kernel/caller.ts';
import { platformOf } from '../../../kernel/ids.ts';
import { type Interval, intersection, minutesOf } from '../domain/interval.ts';
import { freeIntervals } from '../domain/slots.ts';
import type { InstrumentRow } from '../models.ts';
import { calendarOf } from './calendar.ts';
import { instrumentById } from './instruments.ts';
import type { BookingRoom } from './room.ts';

export interface AvailabilityOf {
  readonly instrumentId: string;
  readonly timeZone: string;
  readonly capacity: number;
  readonly free: readonly Interval[];
  readonly busy: readonly Interval[];
}

/** The widest window that is answered at once, and the most instruments. */
const LONGEST_WINDOW_MINUTES = 62 * 24 * 60;
const MOST_INSTRUMENTS = 50;

const LIVE = `query Live($ids: [ID!]!, $from: DateTime!, $to: DateTime!) {
  availability(instrumentIds: $ids, from: $from, to: $to) {
    instrumentId timeZone free { start end } busy { start end }
  }
}`;

/** Free and busy times of instruments of this platform; one that does not exist is left out. Cost: one index scan an instrument. */
export async function availabilities(
  room: BookingRoom,
  ids: readonly string[],
  window: Interval,
): Promise<AvailabilityOf[]> {
  refuseWindow(window);
  if (ids.length > MOST_INSTRUMENTS) throw badInput(`at most ${MOST_INSTRUMENTS} instruments at once`);
  const rows = await room.models.instruments.find({ _id: { $in: [...ids] } }).lean<InstrumentRow[]>();
  const known = new Map(rows.map((row) => [row._id, row]));
  const wanted = ids.flatMap((id) => known.get(id) ?? []).filter((row) => row.home === room.kernel.platform.id);
  return Promise.all(wanted.map((instrument) => availabilityOf(room, instrument, window)));
}

/** One instrument's availability, live from its home platform. Throws `PARTNER_UNAVAILABLE` when that cannot be asked; null for an unknown one. */
export async function liveAvailability(
  room: BookingRoom,
  caller: Caller,
  id: string,
  window: Interval,
): Promise<AvailabilityOf | null> {
  refuseWindow(window);
  const home = platformOf(id);
  if (home === room.kernel.platform.id) {
    const instrument = await instrumentById(room, id);
    return instrument ? availabilityOf(room, instrument, window) : null;
  }
  const variables = { ids: [id], from: window.start.toISOString(), to: window.end.toISOString() };
  const answer = await room.kernel.partners.call(home, caller, LIVE, variables);
  if (!answer.ok) {
    const message =
      caller.locale === 'zh'
        ? `归属平台 ${home} 暂时无法访问，请稍后再试。`
        : `The home platform ${home} cannot be asked now. Try again later.`;
    throw new GraphQLError(message, { extensions: { code: 'PARTNER_UNAVAILABLE', platform: home } });
  }
  const [found] = answer.data.availability as (AvailabilityOf | undefined)[];
  return found ? { ...found, capacity: 1 } : null;
}

async function availabilityOf(room: BookingRoom, instrument: InstrumentRow, window: Interval): Promise<AvailabilityOf> {
  const state = await calendarOf(room, instrument, window);
  const busy = [...state.booked, ...state.outages]
    .flatMap((taken) => intersection(taken, window) ?? [])
    .sort((a, b) => a.start.getTime() - b.start.getTime());
  return {
    instrumentId: instrument._id,
    timeZone: state.policy.timeZone,
    capacity: state.policy.capacity,
    free: freeIntervals(state, window),
    busy,
  };
}

function refuseWindow(window: Interval): void {
  const minutes = minutesOf(window);
  if (minutes <= 0 || minutes > LONGEST_WINDOW_MINUTES) throw badInput('`to` must be after `from`, at most 62 days');
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
