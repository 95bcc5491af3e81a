import type { ClientSession } from 'mongoose';
import type { Caller } from '../../../kernel/caller.ts';
import type { Refused, Tx } from '../../../kernel/types.ts';
import { addMinutes, type Interval, minutesOf } from '../domain/interval.ts';
import { addDays, localDaysOf } from '../domain/local-time.ts';
import type { HolidayCalendar } from '../domain/opening.ts';
import { type BookingPolicy, LONGEST_BOOKING_MINUTES } from '../domain/policy.ts';
import type { OutageFact } from '../domain/rules/index.ts';
import { type CalendarState, isTaken, nextFreeSlots } from '../domain/slots.ts';
import type { BookingRow, HolidayRow, InstrumentRow, OutageRow } from '../models.ts';
import { policyOf } from './instruments.ts';
import { type BookingRoom, refusal } from './room.ts';

/** How far ahead free slots are looked for, and how many are offered. */
const OFFER_DAYS = 14;
const OFFERED_SLOTS = 5;

export function calendarKey(instrumentId: string): string {
  return `calendar|${instrumentId}`;
}

/**
 * Makes contenders for the same calendars and quotas conflict: increments the lock documents in sorted order, inside the transaction, before
 * anything about them is read. Cost: one upsert a key.
 */
export async function takeLocks(room: BookingRoom, tx: Tx, keys: readonly string[]): Promise<void> {
  for (const key of [...new Set(keys)].sort()) {
    await room.models.locks.updateOne({ _id: key }, { $inc: { turns: 1 } }, { upsert: true, session: tx.session });
  }
}

/** Bookings that hold the instrument at some time of the window, their own turnaround not added. Cost: one index scan of the window and 14 days. */
export async function bookingsWithin(
  room: BookingRoom,
  instrumentId: string,
  window: Interval,
  session?: ClientSession,
): Promise<BookingRow[]> {
  const filter = {
    instrumentId,
    occupies: true,
    start: { $gte: addMinutes(window.start, -LONGEST_BOOKING_MINUTES), $lt: window.end },
    busyUntil: { $gt: window.start },
  };
  return room.models.bookings
    .find(filter)
    .session(session ?? null)
    .lean<BookingRow[]>();
}

/** The time that a booking keeps from others. */
export function busyTime({ start, busyUntil }: Pick<BookingRow, 'start' | 'busyUntil'>): Interval {
  return { start, end: busyUntil };
}

/** Outages that touch the window. */
export async function outagesWithin(
  room: BookingRoom,
  instrumentId: string,
  window: Interval,
  session?: ClientSession,
): Promise<(OutageFact & OutageRow)[]> {
  const rows = await room.models.outages
    .find({ instrumentId, start: { $lt: window.end } })
    .session(session ?? null)
    .lean<OutageRow[]>();
  return rows.filter((row) => row.blocks && (row.end === null || row.end > window.start));
}

/** The special days that the window touches; none is read when the policy does not ask for them. */
export async function holidaysWithin(
  room: BookingRoom,
  policy: BookingPolicy,
  window: Interval,
  session?: ClientSession,
): Promise<HolidayCalendar> {
  if (!policy.closedOnHolidays) return new Map();
  const days = localDaysOf(window, policy.timeZone);
  const rows = await room.models.holidays
    .find({ _id: { $gte: days[0] ?? '', $lt: addDays(days.at(-1) ?? '2000-01-01', 1) } })
    .session(session ?? null)
    .lean<HolidayRow[]>();
  return new Map(rows.map((row) => [row._id, row.kind]));
}

/** Everything known of an instrument's calendar within a window; turnaround reaches over its edges. */
export async function calendarOf(
  room: BookingRoom,
  instrument: InstrumentRow,
  window: Interval,
  session?: ClientSession,
): Promise<CalendarState> {
  const policy = policyOf(room, instrument);
  const around = {
    start: addMinutes(window.start, -policy.turnaroundMinutes),
    end: addMinutes(window.end, policy.turnaroundMinutes),
  };
  const booked = await bookingsWithin(room, instrument._id, around, session);
  const outages = await outagesWithin(room, instrument._id, window, session);
  const holidays = await holidaysWithin(room, policy, window, session);
  const closed = outages.map(({ start, end }) => ({ start, end: end ?? window.end }));
  return { policy, holidays, booked: booked.map(busyTime), outages: closed };
}

/**
 * Throws `SlotTaken` with the next free slots when the slot would exceed the capacity. Call after `takeLocks`. `except` is a booking that is
 * being moved or approved.
 */
export async function refuseIfTaken(
  room: BookingRoom,
  tx: Tx,
  instrument: InstrumentRow,
  slot: Interval,
  except: readonly string[] = [],
): Promise<void> {
  const policy = policyOf(room, instrument);
  const around = {
    start: addMinutes(slot.start, -policy.turnaroundMinutes),
    end: addMinutes(slot.end, policy.turnaroundMinutes),
  };
  const booked = await bookingsWithin(room, instrument._id, around, tx.session);
  const others = booked.filter((row) => !except.includes(row._id)).map(busyTime);
  if (isTaken(slot, others, policy)) throw await slotTaken(room, tx.caller, instrument, slot, tx);
}

/** The refusal with what could be booked instead: the next slots of the same length from the wanted start on. */
export async function slotTaken(
  room: BookingRoom,
  caller: Caller,
  instrument: InstrumentRow,
  slot: Interval,
  tx: Tx,
): Promise<Refused> {
  const window = { start: slot.start, end: addMinutes(slot.start, OFFER_DAYS * 24 * 60) };
  const state = await calendarOf(room, instrument, window, tx.session);
  const nextFree = nextFreeSlots(state, window, minutesOf(slot), OFFERED_SLOTS);
  const text = {
    zh: '该时段已被占用，请选择所列空闲时段。',
    en: 'The slot is taken. Choose one of the free slots.',
  };
  return refusal(caller, 'SlotTaken', text, { nextFree });
}
