import { type Page, type PageRequest, pageOf } from '../../../kernel/records/page.ts';
import { monthsOf } from '../domain/indicators.ts';
import { addMinutes, type Interval, overlaps } from '../domain/interval.ts';
import { instantAt } from '../domain/local-time.ts';
import { LONGEST_BOOKING_MINUTES } from '../domain/policy.ts';
import type { BookingRow, UsageRow } from '../models.ts';
import { bookingsWithin } from './calendar.ts';
import { instrumentsUnder, type Period } from './indicators.ts';
import type { BookingRoom } from './room.ts';

/** The usage records that a subject's figures of a period are made of, latest first. */
export async function explainIndicators(
  room: BookingRoom,
  subjectId: string,
  period: Period,
  page: PageRequest,
): Promise<Page<UsageRow>> {
  const { start, end } = windowOf(room, period);
  const began = { start: { $gte: addMinutes(start, -LONGEST_BOOKING_MINUTES), $lt: end }, end: { $gt: start } };
  const where = { ...(await placeOf(room, subjectId)), ...began };
  return pageOf(room.models.usage, where, { field: 'start', direction: -1 }, page);
}

/** A period's first instant and the one after its last, in the platform's zone. */
export function windowOf(room: BookingRoom, period: Period): Interval {
  const { from, to } = monthsOf({ ...period, month: period.month ?? null });
  const { timeZone } = room.kernel.platform;
  return { start: instantAt(`${from}-01`, 0, timeZone), end: instantAt(`${to}-01`, 0, timeZone) };
}

async function placeOf(room: BookingRoom, subjectId: string): Promise<Record<string, unknown>> {
  if (!subjectId.includes(':') || subjectId.startsWith(`${room.kernel.platform.id}:`)) return { path: subjectId };
  const rows = await room.models.instruments.find(instrumentsUnder(room, subjectId)).select({ _id: 1 }).lean();
  return { instrumentId: { $in: rows.map((row) => String(row._id)) } };
}

/** Use that nobody booked, and confirmed bookings that are over without any use. */
export async function usageDiscrepancies(
  room: BookingRoom,
  instrumentId: string,
  window: Interval,
): Promise<{ usageWithoutBooking: UsageRow[]; bookingsWithoutUse: BookingRow[] }> {
  const usage = await room.models.usage
    .find({ instrumentId, start: { $gte: window.start, $lt: window.end } })
    .lean<UsageRow[]>();
  const now = room.kernel.clock.now();
  const bookings = await bookingsWithin(room, instrumentId, window);
  const standing = usage.filter((row) => !row.reverses && !row.reversedBy);
  return {
    usageWithoutBooking: standing.filter((row) => row.bookingId === null && row.workOrderId === null),
    bookingsWithoutUse: bookings.filter(
      (row) =>
        row.state === 'CONFIRMED' &&
        row.end <= now &&
        !standing.some((use) => use.bookingId === row._id) &&
        overlaps(row, window),
    ),
  };
}
