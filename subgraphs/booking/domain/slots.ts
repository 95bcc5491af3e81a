import { addMinutes, atLeast, type Interval, lengthened, minutesOf, overlaps, without } from './interval.ts';
import { localDay, wallTime } from './local-time.ts';
import { type HolidayCalendar, openIntervals } from './opening.ts';
import type { BookingPolicy } from './policy.ts';

/** What is known of a calendar within a window. */
export interface CalendarState {
  readonly policy: BookingPolicy;
  readonly holidays: HolidayCalendar;
  /** Bookings that hold the instrument, without turnaround. */
  readonly booked: readonly Interval[];
  /** Outages that block it. */
  readonly outages: readonly Interval[];
}

/** Would one more booking of `slot` exceed the capacity at any time, turnaround included? */
export function isTaken(slot: Interval, booked: readonly Interval[], policy: BookingPolicy): boolean {
  const wanted = lengthened(slot, policy.turnaroundMinutes);
  const others = booked.map((other) => lengthened(other, policy.turnaroundMinutes)).filter((o) => overlaps(o, wanted));
  if (others.length < policy.capacity) return false;
  return atLeast(policy.capacity, others).some((full) => overlaps(full, wanted));
}

/** Times of the window in which a booking may lie: open, in service, and below capacity. */
export function freeIntervals(state: CalendarState, window: Interval): Interval[] {
  const { policy } = state;
  const full = atLeast(
    policy.capacity,
    state.booked.map((other) => withTurnaround(other, policy)),
  );
  return without(openIntervals(policy, state.holidays, window), [...full, ...state.outages]);
}

// A booking must end `turnaround` before the next starts, so a taken time reaches that far back as well as forward.
function withTurnaround(booked: Interval, policy: BookingPolicy): Interval {
  return {
    start: addMinutes(booked.start, -policy.turnaroundMinutes),
    end: addMinutes(booked.end, policy.turnaroundMinutes),
  };
}

/** The first `count` slots of `minutes` that could be booked within the window, on the policy's grid, not overlapping each other. */
export function nextFreeSlots(state: CalendarState, window: Interval, minutes: number, count: number): Interval[] {
  const slots: Interval[] = [];
  for (const free of freeIntervals(state, window)) {
    let start = alignedUp(free.start, state.policy);
    while (slots.length < count && addMinutes(start, minutes) <= free.end) {
      slots.push({ start, end: addMinutes(start, minutes) });
      start = alignedUp(addMinutes(start, minutes + state.policy.turnaroundMinutes), state.policy);
    }
    if (slots.length === count) break;
  }
  return slots;
}

/** The first instant at or after `instant` on the grid of granularity, which begins at local midnight. */
export function alignedUp(instant: Date, policy: BookingPolicy): Date {
  const midnight = localDay(wallTime(instant, policy.timeZone).date, policy.timeZone).start;
  const since = (instant.getTime() - midnight.getTime()) / 60_000;
  return addMinutes(midnight, Math.ceil(since / policy.granularityMinutes) * policy.granularityMinutes);
}

export function isAligned(slot: Interval, policy: BookingPolicy): boolean {
  const onGrid = alignedUp(slot.start, policy).getTime() === slot.start.getTime();
  return onGrid && minutesOf(slot) % policy.granularityMinutes === 0;
}
