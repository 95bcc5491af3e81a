import { addMinutes, type Interval } from '../domain/interval.ts';
import type { BookingRow, InstrumentRow, UsageRow } from '../models.ts';
import { bookingsWithin, outagesWithin } from './calendar.ts';
import { instrumentById } from './instruments.ts';
import type { BookingRoom } from './room.ts';

/** How far ahead the next booking is looked for. */
const AHEAD_MINUTES = 14 * 24 * 60;

export type LiveState = 'IN_USE' | 'RESERVED' | 'FREE' | 'DOWN';

/** What an instrument does at this moment. */
export interface LiveStatus {
  readonly state: LiveState;
  /** Since when it runs, or until when it is reserved or down, as far as known. */
  readonly since: Date | null;
  readonly until: Date | null;
  readonly nextBooking: Interval | null;
  readonly at: Date;
}

const OUT_OF_SERVICE: ReadonlySet<string> = new Set(['DOWN', 'MAINTENANCE', 'RETIRED', 'WITHDRAWN']);

/** The live status of an own instrument; null for one that the calendar does not know. Cost: three indexed reads. */
export async function liveStatusOf(room: BookingRoom, instrumentId: string): Promise<LiveStatus | null> {
  const instrument = await instrumentById(room, instrumentId);
  if (!instrument || instrument.home !== room.kernel.platform.id) return null;
  const now = room.kernel.clock.now();
  const bookings = await bookingsWithin(room, instrumentId, { start: now, end: addMinutes(now, AHEAD_MINUTES) });
  const upcoming = bookings.filter((row) => row.start > now).sort((a, b) => a.start.getTime() - b.start.getTime())[0];
  const nextBooking = upcoming ? { start: upcoming.start, end: upcoming.end } : null;
  return { ...(await stateOf(room, instrument, bookings, now)), nextBooking, at: now };
}

async function stateOf(
  room: BookingRoom,
  instrument: InstrumentRow,
  bookings: readonly BookingRow[],
  now: Date,
): Promise<Pick<LiveStatus, 'state' | 'since' | 'until'>> {
  const running = await room.models.usage.findOne({ instrumentId: instrument._id, end: null }).lean<UsageRow | null>();
  if (running) return { state: 'IN_USE', since: running.start, until: null };
  if (OUT_OF_SERVICE.has(instrument.status)) return { state: 'DOWN', since: null, until: null };
  const outages = await outagesWithin(room, instrument._id, { start: now, end: addMinutes(now, 1) });
  const [outage] = outages;
  if (outage) return { state: 'DOWN', since: outage.start, until: outage.end };
  const held = bookings.find((row) => row.start <= now && row.end > now);
  if (held) return { state: 'RESERVED', since: held.start, until: held.end };
  return { state: 'FREE', since: null, until: null };
}
